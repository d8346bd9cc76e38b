#include "core/support/text.h"

#include "core/support/digest.h"

#include <algorithm>
#include <charconv>

namespace dbtool {

namespace {

// Not std::tolower: that asks the locale, byte by byte.
char lower_letter(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
char upper_letter(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool starts_ignoring_case(std::string_view text, std::string_view start) {
  return text.size() >= start.size() && equals_ignoring_case(text.substr(0, start.size()), start);
}

}  // namespace

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string result;
  for (const std::string& part : parts) {
    if (&part != parts.data()) result += separator;
    result += part;
  }
  return result;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  for (std::size_t end; (end = text.find(separator, start)) != std::string_view::npos;
       start = end + 1)
    parts.emplace_back(text.substr(start, end - start));
  parts.emplace_back(text.substr(start));
  return parts;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n\v\f";
  std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), lower_letter);
  return result;
}

std::string upper(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), upper_letter);
  return result;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower_letter, lower_letter);
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  if (from.empty()) return text;
  for (std::size_t place = 0; (place = text.find(from, place)) != std::string::npos;
       place += to.size())
    text.replace(place, from.size(), to);
  return text;
}

std::string count_of(std::size_t count, std::string_view singular, std::string_view plural) {
  std::string result = std::to_string(count) + " ";
  if (count == 1 || plural.empty())
    result += singular;
  else
    result += plural;
  if (count != 1 && plural.empty()) result += "s";
  return result;
}

std::size_t count_characters(std::string_view text) {
  auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

std::string padded(std::string text, std::size_t width) {
  auto characters = count_characters(text);
  if (characters < width) text.append(width - characters, ' ');
  return text;
}

std::string list_of(std::span<const std::string> words) {
  if (words.empty()) return {};
  std::string result = join(words.first(words.size() - 1), ", ");
  if (words.size() > 1) result += " and ";
  return result + words.back();
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // Three rows of the usual table: this one, the one before, and the one before that for swaps.
  std::vector<std::size_t> older(b.size() + 1), old(b.size() + 1), now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) old[j] = j;
  auto same = [&](std::size_t i, std::size_t j) {
    return lower_letter(a[i - 1]) == lower_letter(b[j - 1]);
  };
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      now[j] = std::min({old[j] + 1, now[j - 1] + 1, old[j - 1] + (same(i, j) ? 0U : 1U)});
      if (i > 1 && j > 1 && same(i, j - 1) && same(i - 1, j))
        now[j] = std::min(now[j], older[j - 2] + 1);
    }
    std::swap(older, old);
    std::swap(old, now);
  }
  return old[b.size()];
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
  constexpr std::size_t longest = 100;  // nobody means anything by a longer word
  if (word.empty() || word.size() > longest) return std::nullopt;
  const std::string* best = nullptr;
  std::size_t best_distance = 0;
  for (const std::string& candidate : candidates) {
    std::size_t allowed = std::max(word.size(), candidate.size()) / 3;
    if (candidate.size() > longest) continue;
    std::size_t distance = edit_distance(word, candidate);
    if (distance <= allowed && (!best || distance < best_distance)) {
      best = &candidate;
      best_distance = distance;
    }
  }
  if (!best && word.size() >= 3)
    for (const std::string& candidate : candidates)
      if (!best && starts_ignoring_case(candidate, word)) best = &candidate;
  return best ? std::optional(*best) : std::nullopt;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  std::optional<std::string> candidate = nearest(word, candidates);
  return candidate ? "did you mean \"" + *candidate + "\"?" : std::string();
}

std::pair<int, int> line_and_column(std::string_view text, std::size_t offset) {
  std::string_view before = text.substr(0, offset);
  std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {1 + static_cast<int>(std::ranges::count(before, '\n')),
          1 + static_cast<int>(before.size() - line_start)};
}

std::string shorten_name(const std::string& name, std::size_t limit) {
  constexpr std::size_t hash_digits = 8;
  if (name.size() <= limit) return name;
  std::string hash = sha256(name).substr(0, hash_digits);
  if (limit <= hash_digits) return hash.substr(0, limit);
  std::size_t kept = limit - hash_digits - 1;
  auto continues_character = [&] {
    return (static_cast<unsigned char>(name[kept]) & 0xC0U) == 0x80;
  };
  while (kept > 0 && continues_character()) --kept;
  return name.substr(0, kept) + "_" + hash;
}

std::optional<long long> parse_integer(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  long long number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace dbtool
