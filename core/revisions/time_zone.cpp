// The format of zone files is RFC 9636's. std::chrono's zones are not in this compiler's library,
// and setting TZ for the whole process is not safe beside threads.
#include "core/revisions/time_zone.h"

#include "core/support/error.h"
#include "core/support/file.h"
#include "core/support/text.h"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <ctime>

namespace dbtool {

namespace {

using std::chrono::seconds;

[[noreturn]] void unknown_zone(const std::string& zone) {
  throw UsageError(Problem{.code = "DBT615",
                           .message = "unknown time zone \"" + zone + "\"",
                           .hint = "write UTC, local, +02:00 or a name as in Europe/Berlin"});
}

/// Reads big-endian numbers and texts off the front; past the end there are zeros.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  std::int64_t number(int size) {
    std::uint64_t value = 0;
    const bool negative = !bytes_.empty() && (static_cast<unsigned char>(bytes_[0]) & 0x80U) != 0;
    if (negative) value = ~std::uint64_t{0};
    for (int i = 0; i < size; ++i) {
      value = (value << 8U) | static_cast<unsigned char>(take(1).front());
    }
    return static_cast<std::int64_t>(value);
  }
  std::string take(std::size_t count) {
    std::string taken(bytes_.substr(0, count));
    bytes_.remove_prefix(taken.size());
    taken.resize(count);
    return taken;
  }
  void skip(std::int64_t count) {
    bytes_.remove_prefix(
        std::min(bytes_.size(), static_cast<std::size_t>(std::max<std::int64_t>(count, 0))));
  }
  std::string_view rest() const { return bytes_; }

 private:
  std::string_view bytes_;
};

struct Counts {
  std::int64_t utc = 0, standard = 0, leap = 0, times = 0, types = 0, characters = 0;

  std::int64_t block_size(int time_size) const {
    return times * (time_size + 1) + types * 6 + characters + leap * (time_size + 4) + standard +
           utc;
  }
};

Counts read_counts(ByteReader& bytes) {
  bytes.skip(20);
  Counts counts;
  for (std::int64_t* count : {&counts.utc, &counts.standard, &counts.leap, &counts.times,
                              &counts.types, &counts.characters}) {
    *count = bytes.number(4);
  }
  return counts;
}

/// A day in the form of `M10.5.0/3`: the last (5th) Sunday of October at three.
struct RuleDay {
  int month = 0, week = 0, weekday = 0;
  seconds time = std::chrono::hours(2);

  /// As the clock on the wall shows it.
  Instant in(std::chrono::year year) const {
    using namespace std::chrono;
    const auto in_month = year / std::chrono::month(static_cast<unsigned>(month));
    const auto day = std::chrono::weekday(static_cast<unsigned>(weekday));
    const sys_days date = week == 5 ? sys_days(in_month / day[last])
                                    : sys_days(in_month / day[static_cast<unsigned>(week)]);
    return Instant(date) + time;
  }
};

/// The last line of a zone file: `CET-1CEST,M3.5.0,M10.5.0/3`.
class Footer {
 public:
  explicit Footer(std::string_view text) : text_(text) { read(); }

  bool is_known() const { return known_; }

  seconds offset(Instant at) const {
    if (!has_summer_) return standard_;
    const auto year = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(at)).year();
    const Instant begin = begin_.in(year)-standard_, end = end_.in(year)-summer_;
    const bool is_summer = begin < end ? (begin <= at && at < end)
                                       : (at < end || begin <= at);  // south of the equator
    return is_summer ? summer_ : standard_;
  }

 private:
  void read() {
    if (!skip_name()) return;
    standard_ = -read_time();
    known_ = text_.empty();
    if (known_ || !skip_name()) return;
    has_summer_ = true;
    summer_ = text_.starts_with(',') ? standard_ + std::chrono::hours(1) : -read_time();
    known_ = read_day(begin_) && read_day(end_) && text_.empty();
  }

  bool skip_name() {
    const bool quoted = text_.starts_with('<');
    std::size_t end = quoted ? text_.find('>') : text_.find_first_of("+-0123456789,");
    if (quoted && end != std::string_view::npos) ++end;
    const bool found = end != std::string_view::npos && end > 0;
    if (found) text_.remove_prefix(end);
    return found;
  }

  int read_number() {
    int number = 0;
    while (!text_.empty() && text_[0] >= '0' && text_[0] <= '9' && number < 1000) {
      number = number * 10 + (text_[0] - '0');
      text_.remove_prefix(1);
    }
    return number;
  }

  bool take(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }

  seconds read_time() {
    const bool negative = take('-');
    if (!negative) take('+');
    seconds time = std::chrono::hours(read_number());
    if (take(':')) time += std::chrono::minutes(read_number());
    if (take(':')) time += seconds(read_number());
    return negative ? -time : time;
  }

  bool read_day(RuleDay& day) {
    if (!take(',') || !take('M')) return false;
    day.month = read_number();
    if (!take('.')) return false;
    day.week = read_number();
    if (!take('.')) return false;
    day.weekday = read_number();
    if (take('/')) day.time = read_time();
    return day.month >= 1 && day.month <= 12 && day.week >= 1 && day.week <= 5 && day.weekday <= 6;
  }

  std::string_view text_;
  bool known_ = false, has_summer_ = false;
  seconds standard_{0}, summer_{0};
  RuleDay begin_, end_;
};

seconds offset_from_file(std::string_view file, Instant at) {
  ByteReader bytes(file);
  bytes.skip(read_counts(bytes).block_size(4));  // the part for readers of 32 bits
  const Counts counts = read_counts(bytes);
  ByteReader times = bytes, types = bytes;
  types.skip(counts.times * 8);
  ByteReader offsets = types;
  offsets.skip(counts.times);
  bytes.skip(counts.block_size(8) + 1);
  const Footer footer(bytes.rest().substr(0, bytes.rest().find('\n')));

  std::int64_t passed = 0;
  while (passed < counts.times && times.number(8) <= at.time_since_epoch().count()) ++passed;
  if (passed == counts.times && footer.is_known()) return footer.offset(at);
  types.skip(passed - 1);
  const auto type = passed == 0 ? 0 : static_cast<unsigned char>(types.take(1).front());
  offsets.skip(std::int64_t{type} * 6);
  return seconds(offsets.number(4));
}

std::string read_zone_file(const std::string& zone) {
  constexpr std::string_view allowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
  const bool is_name = !zone.empty() && !zone.starts_with('/') &&
                       zone.find_first_not_of(allowed) == std::string::npos;
  if (!is_name) unknown_zone(zone);
  const char* folder = std::getenv("TZDIR");
  try {
    std::string file =
        read_file(std::filesystem::path(folder != nullptr ? folder : "/usr/share/zoneinfo") / zone,
                  1U << 20U);
    if (file.starts_with("TZif") && file.size() > 44 && file[4] >= '2') return file;
  } catch (const UsageError&) {
    // told in the same words as a name that is wrong
  }
  unknown_zone(zone);
}

seconds local_offset(Instant at) {
  const std::time_t time = at.time_since_epoch().count();
  std::tm parts = {};
  ::localtime_r(&time, &parts);
  return seconds(parts.tm_gmtoff);
}

std::optional<seconds> fixed_offset(std::string_view text) {
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = parse_integer(text.substr(1, 2)), minutes = parse_integer(text.substr(4, 2));
  if (!hours || !minutes || *hours < 0 || *hours > 14 || *minutes < 0 || *minutes > 59) {
    return std::nullopt;
  }
  const seconds offset(*hours * 3600 + *minutes * 60);
  return text[0] == '-' ? -offset : offset;
}

}  // namespace

seconds utc_offset(const std::string& zone, Instant at) {
  if (lower(zone) == "utc") return seconds(0);
  if (lower(zone) == "local") return local_offset(at);
  if (const auto fixed = fixed_offset(zone)) return *fixed;
  return offset_from_file(read_zone_file(zone), at);
}

}  // namespace dbtool
