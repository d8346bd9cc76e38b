#include "core/revisions/identifier.h"

#include "core/support/error.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool {

namespace {

constexpr std::size_t most_digits = 9;  // longer than any history; fits an int

[[noreturn]] void malformed(std::string_view text, const std::string& why, std::string hint = {}) {
  throw HistoryError(Problem{
      .code = "DBT706",
      .message = "\"" + std::string(text.substr(0, 300)) + "\" is no revision identifier: " + why,
      .hint = std::move(hint)});
}

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

int steps_of(std::string_view sign_and_digits) {
  std::string digits(sign_and_digits.substr(1));
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  if (digits.size() > most_digits) digits = std::string(most_digits, '9');
  const int count = std::stoi(digits);
  return sign_and_digits.front() == '-' ? -count : count;
}

/// Git's way to say "two before".
void refuse_tilde(std::string_view text) {
  const std::size_t tilde = text.find('~');
  if (tilde == std::string_view::npos) return;
  const std::string_view count = text.substr(tilde + 1);
  const std::string steps = all_digits(count) ? std::string(count) : "1";
  malformed(text, "\"~\" is not used here",
            "write \"" + lower(text.substr(0, tilde)) + "-" + steps + "\"");
}

void check_symbol(std::string_view text, std::string_view symbol) {
  for (const char c : symbol) {
    if (static_cast<unsigned char>(c) > ' ' && c != ',' && c != '/' && c != '\\' && c != 0x7f) {
      continue;
    }
    malformed(text, "blanks, commas and slashes are not part of one",
              c == ',' || c == ' ' ? "name one revision, or \"heads\"" : "");
  }
}

}  // namespace

Identifier parse_identifier(std::string_view whole) {
  const std::string_view text = trim(whole);
  if (text.empty()) malformed(text, "it is empty", "name a revision, \"head\" or \"base\"");
  if (text.find(':') != std::string_view::npos) {
    malformed(text, "a range is not possible here",
              "name one revision; ranges are for --sql and history -r");
  }
  refuse_tilde(text);

  Identifier identifier{.text = std::string(text)};
  std::string_view rest = text;
  if (const std::size_t at = rest.find('@'); at != std::string_view::npos) {
    identifier.branch = rest.substr(0, at);
    rest.remove_prefix(at + 1);
    if (rest.find('@') != std::string_view::npos) malformed(text, "it has two \"@\"");
    if (identifier.branch.empty() || rest.empty()) {
      malformed(text, "something is missing beside \"@\"", "write for example \"label@head\"");
    }
    if (identifier.branch.find_first_of("+-") != std::string::npos) {
      malformed(text, "steps stand at the end", "write for example \"label@head-1\"");
    }
  }
  const std::size_t sign = rest.find_first_of("+-");
  identifier.symbol = rest.substr(0, sign);
  if (sign != std::string_view::npos) {
    if (!all_digits(rest.substr(sign + 1))) {
      malformed(text, "a number must follow \"" + std::string(1, rest[sign]) + "\"",
                "write for example \"head-1\" or \"+2\"");
    }
    identifier.steps = steps_of(rest.substr(sign));
  }
  check_symbol(text, identifier.branch);
  check_symbol(text, identifier.symbol);
  return identifier;
}

std::optional<std::pair<std::string, std::string>> split_range(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  if (text.find(':', colon + 1) != std::string_view::npos) {
    malformed(text, "it has two colons", "write a range as \"a:b\"");
  }
  return std::pair(std::string(trim(text.substr(0, colon))),
                   std::string(trim(text.substr(colon + 1))));
}

}  // namespace dbtool
