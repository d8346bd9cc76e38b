// Passwords are kept out of everything that is printed: as they are, and as URLs, libpq and SQL
// spell them.
#include "core/dialect/database_url.h"
#include "core/support/text.h"

#include <algorithm>
#include <array>

namespace dbtool {

namespace {

constexpr std::string_view stars = "***";

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string percent(char c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  auto byte = static_cast<unsigned char>(c);
  return {'%', digits[byte >> 4U], digits[byte & 15U]};
}

std::string percent_encode(std::string_view text) {
  std::string result;
  for (char c : text)
    if (is_letter_or_digit(c) || std::string_view("-._~").find(c) != std::string_view::npos)
      result += c;
    else
      result += percent(c);
  return result;
}

void add_end(std::vector<std::size_t>& ends, std::size_t end) {
  if (std::ranges::find(ends, end) == ends.end()) ends.push_back(end);
}

// How long the spelling of a secret at the start of the text is, 0 when it is not there. Each of
// its characters may be itself, %XX, escaped by a backslash, or a doubled quote.
std::size_t spelled_length(std::string_view text, std::string_view secret) {
  bool may_start = text.starts_with(secret[0]) || text.starts_with('%') || text.starts_with('\\');
  if (!may_start) return 0;
  std::vector<std::size_t> places = {0};
  for (char c : secret) {
    std::vector<std::size_t> next;
    for (std::size_t place : places) {
      std::string_view rest = text.substr(place);
      bool self = rest.starts_with(c);
      if (self) add_end(next, place + 1);
      if (self && c == '\'' && rest.substr(1).starts_with(c)) add_end(next, place + 2);
      if (rest.starts_with('\\') && rest.substr(1).starts_with(c)) add_end(next, place + 2);
      if (equals_ignoring_case(rest.substr(0, 3), percent(c))) add_end(next, place + 3);
    }
    places = std::move(next);
    if (places.empty()) return 0;
  }
  return *std::ranges::max_element(places);
}

// "postgres" in "postgresql" is not the password of that spelling; %40postgres may be.
bool stands_alone(std::string_view text, std::size_t start, std::size_t end) {
  bool joined_before = start > 0 && is_letter_or_digit(text[start]) &&
                       is_letter_or_digit(text[start - 1]) && (start < 3 || text[start - 3] != '%');
  bool joined_after =
      end < text.size() && is_letter_or_digit(text[end - 1]) && is_letter_or_digit(text[end]);
  return !joined_before && !joined_after;
}

std::string hide(std::string_view text, std::string_view secret) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t length = spelled_length(text.substr(i), secret);
    if (length > 0 && stands_alone(text, i, i + length)) {
      result += stars;
      i += length;
    } else {
      result += text[i++];
    }
  }
  return result;
}

// The end of a value in a keyword string or a query: `secret`, `'sec\'ret'`.
std::size_t value_end(std::string_view text, std::size_t start) {
  if (!text.substr(start).starts_with('\''))
    return std::min(text.find_first_of(" \t\n", start), text.size());
  for (std::size_t i = start + 1; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '\'')
      return i + 1;
  }
  return text.size();
}

std::string hide_keyword(std::string_view text, std::string_view keyword) {
  std::string result;
  std::string folded = lower(text);
  std::size_t done = 0;
  for (std::size_t found; (found = folded.find(keyword, done)) != std::string::npos;) {
    std::size_t start = text.find_first_not_of(' ', found + keyword.size());
    bool assigned = start != std::string_view::npos && text[start] == '=';
    start = assigned ? std::min(text.find_first_not_of(' ', start + 1), text.size())
                     : found + keyword.size();
    result += text.substr(done, start - done);
    done = start;
    if (!assigned) continue;
    result += stars;
    done = value_end(text, start);
  }
  return result += text.substr(done);
}

// "://", or what somebody typed in its place: one slash, or no colon.
std::size_t authority_mark(std::string_view text, std::size_t from) {
  return std::min(text.find(":/", from), text.find("//", from));
}

// The password in user:password@host: from the first ":" to the last "@" before the next blank, so
// that a password with "/" or "@" in it is hidden too.
std::string hide_authority(std::string_view text) {
  std::string result;
  std::size_t done = 0;
  for (std::size_t found; (found = authority_mark(text, done)) != std::string_view::npos;) {
    std::size_t start = std::min(text.find_first_not_of('/', found + 1), text.size());
    std::string_view url = text.substr(start, text.find_first_of(" \t\n", start) - start);
    std::size_t at = url.rfind('@');
    std::size_t colon = url.find(':');
    result += text.substr(done, start - done);
    done = start;
    if (at == std::string_view::npos || colon > at) continue;
    result += url.substr(0, colon + 1);
    result += stars;
    done = start + at;
  }
  return result += text.substr(done);
}

std::string parameter(const DatabaseUrl& url, const std::string& key) {
  auto place = url.parameters.find(key);
  return place == url.parameters.end() ? std::string() : place->second;
}

std::string hosts_of(const DatabaseUrl& url) {
  std::vector<std::string> hosts = split(parameter(url, "host"), ',');
  std::vector<std::string> ports = split(parameter(url, "port"), ',');
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    if (hosts[i].find(':') != std::string::npos) hosts[i] = "[" + hosts[i] + "]";
    const std::string& port = i < ports.size() ? ports[i] : ports.back();
    if (!port.empty()) hosts[i] += ":" + port;
  }
  return replace_all(join(hosts, ","), "/", "%2F");
}

}  // namespace

std::string redacted(const DatabaseUrl& url) {
  if (url.dialect == "sqlite")
    return url.path == ":memory:" ? "sqlite://" : "sqlite:///" + url.path;
  std::string text = url.dialect + "://" + percent_encode(parameter(url, "user"));
  if (!parameter(url, "password").empty()) text += ":" + std::string(stars);
  if (text.back() != '/') text += "@";
  text += hosts_of(url);
  if (std::string name = parameter(url, "dbname"); !name.empty())
    text += "/" + percent_encode(name);
  if (std::string name = parameter(url, "service"); !name.empty())
    text += "?service=" + percent_encode(name);
  return text;
}

std::string redact_url_text(std::string_view text) {
  return hide_keyword(hide_authority(text), "password");
}

std::string redact(std::string text, const DatabaseUrl& url) {
  text = redact_url_text(text);
  for (const char* key : {"password", "sslpassword"}) {
    std::string secret = parameter(url, key);
    // A password that is also a name shown in every message is no secret; hiding it hides the rest.
    bool is_name = secret == parameter(url, "user") || secret == parameter(url, "dbname") ||
                   secret == parameter(url, "host");
    if (!secret.empty() && !is_name) text = hide(text, secret);
  }
  return text;
}

}  // namespace dbtool
