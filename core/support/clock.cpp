#include "core/support/clock.h"

#include "core/support/text.h"

#include <array>
#include <cstdio>

namespace dbtool {

namespace {

using namespace std::chrono;

// Takes a fixed number of digits off the front.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int number = 0;
  for (char c : text.substr(0, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return number;
}

bool take(std::string_view& text, char expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<sys_days> take_date(std::string_view& text) {
  std::optional<int> y = take_number(text, 4);
  if (!y || !take(text, '-')) return std::nullopt;
  std::optional<int> m = take_number(text, 2);
  if (!m || !take(text, '-')) return std::nullopt;
  std::optional<int> d = take_number(text, 2);
  if (!d) return std::nullopt;
  year_month_day date(year(*y), month(static_cast<unsigned>(*m)), day(static_cast<unsigned>(*d)));
  return date.ok() ? std::optional(sys_days(date)) : std::nullopt;
}

// "06:01:00" or "06:01:00.123456"; the fraction is dropped.
std::optional<seconds> take_time(std::string_view& text) {
  std::optional<int> h = take_number(text, 2);
  if (!h || *h > 23 || !take(text, ':')) return std::nullopt;
  std::optional<int> m = take_number(text, 2);
  if (!m || *m > 59 || !take(text, ':')) return std::nullopt;
  std::optional<int> s = take_number(text, 2);
  if (!s || *s > 59) return std::nullopt;
  if (take(text, '.')) {
    if (!take_number(text, 1)) return std::nullopt;
    while (take_number(text, 1)) continue;
  }
  return hours(*h) + minutes(*m) + seconds(*s);
}

// Nothing (UTC), "Z", "+02:00"; what has to be added to reach UTC.
std::optional<seconds> take_zone(std::string_view& text) {
  if (text.empty() || take(text, 'Z')) return seconds(0);
  bool east = text.starts_with('+');
  if (!take(text, '+') && !take(text, '-')) return std::nullopt;
  std::optional<int> h = take_number(text, 2);
  take(text, ':');
  std::optional<int> m = take_number(text, 2);
  if (!h || !m || *h > 14 || *m > 59) return std::nullopt;
  seconds offset = hours(*h) + minutes(*m);
  return east ? -offset : offset;
}

}  // namespace

Instant now() {
  return floor<seconds>(system_clock::now());
}

std::string to_iso(Instant instant) {
  sys_days midnight = floor<days>(instant);
  year_month_day date(midnight);
  hh_mm_ss time(instant - midnight);
  std::array<char, 40> text = {};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", int(date.year()),
                unsigned(date.month()), unsigned(date.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return text.data();
}

std::optional<Instant> parse_instant(std::string_view text) {
  std::optional<sys_days> date = take_date(text);
  if (!date) return std::nullopt;
  if (text.empty()) return *date;
  if (!take(text, 'T') && !take(text, ' ')) return std::nullopt;
  std::optional<seconds> time = take_time(text);
  if (!time) return std::nullopt;
  std::optional<seconds> zone = take_zone(text);
  if (!zone || !text.empty()) return std::nullopt;
  return *date + *time + *zone;
}

std::optional<milliseconds> parse_duration(std::string_view text) {
  constexpr long long longest = 1'000'000'000;  // in any unit: far from overflowing milliseconds
  struct Unit {
    std::string_view name;
    milliseconds length;
  };
  constexpr std::array<Unit, 4> units = {
      {{"ms", milliseconds(1)}, {"s", seconds(1)}, {"m", minutes(1)}, {"h", hours(1)}}};
  if (text == "0") return milliseconds(0);
  std::size_t digits = text.find_first_not_of("0123456789");
  if (digits == std::string_view::npos) return std::nullopt;
  std::optional<long long> number = parse_integer(text.substr(0, digits));
  if (!number || *number > longest) return std::nullopt;
  for (const Unit& unit : units)
    if (unit.name == text.substr(digits)) return *number * unit.length;
  return std::nullopt;
}

}  // namespace dbtool
