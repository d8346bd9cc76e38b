#include "core/dialect/url_text.h"

#include "core/support/error.h"

#include <charconv>
#include <optional>

namespace dbtool {

namespace {

std::optional<char> hex_byte(std::string_view digits) {
  unsigned byte = 0;
  if (digits.size() != 2) return std::nullopt;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + 2, byte, 16);
  if (error != std::errc() || end != digits.data() + 2) return std::nullopt;
  return static_cast<char>(byte);
}

bool is_parameter_name(std::string_view text) {
  constexpr std::string_view letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
  return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

}  // namespace

void UrlText::fail(const std::string& code, const std::string& message, std::string_view at,
                   const std::string& hint) const {
  Problem problem = {.code = code, .message = "the database URL " + message, .hint = hint};
  if (at.data() && at.data() >= text.data() && at.data() <= text.data() + text.size())
    problem.message += " (character " + std::to_string(at.data() - text.data() + 1) + ")";
  if (!origin.empty())
    problem.notes.push_back({.label = "note", .text = "the URL is from " + std::string(origin)});
  throw UsageError(std::move(problem));
}

std::string UrlText::decode(std::string_view part) const {
  std::string result;
  result.reserve(part.size());
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (part[i] != '%') {
      result += part[i];
      continue;
    }
    std::optional<char> byte = hex_byte(part.substr(i + 1, 2));
    if (!byte)
      fail("DBT210", "has a \"%\" that begins no %XX", part.substr(i),
           "\"%\" itself is written %25");
    if (*byte == '\0') fail("DBT210", "has a NUL byte", part.substr(i));
    result += *byte;
    i += 2;
  }
  return result;
}

std::pair<std::string_view, std::string_view> cut(std::string_view text, char separator) {
  std::size_t place = text.find(separator);
  if (place == std::string_view::npos) return {text, text.substr(text.size())};
  return {text.substr(0, place), text.substr(place + 1)};
}

UrlParameters parse_query(const UrlText& url, std::string_view query) {
  UrlParameters parameters;
  while (!query.empty()) {
    auto [pair, rest] = cut(query, '&');
    auto [key, value] = cut(pair, '=');
    query = rest;
    if (pair.empty()) continue;
    // What is no name may be the rest of a password with a "?" in it.
    if (!is_parameter_name(key))
      url.fail("DBT210", "has something after \"?\" that is not name=value", key,
               "in a password, \"?\" is written %3F, \"@\" %40 and \"/\" %2F");
    parameters.emplace_back(key, url.decode(value));
  }
  return parameters;
}

}  // namespace dbtool
