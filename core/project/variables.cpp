#include "core/project/variables.h"

#include "core/support/error.h"
#include "core/support/text.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace dbtool {
namespace {

bool is_name(std::string_view text) {
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text[0])) == 0 &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

/// Walks over the text of a `.env` file, counting lines.
class DotenvReader {
 public:
  DotenvReader(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  std::map<std::string, Variable> read() {
    std::map<std::string, Variable> entries;
    while (at_ < text_.size()) {
      int line = line_;
      auto [name, has_value] = read_name();
      if (!has_value) continue;
      std::string value = read_value();
      if (is_name(name)) entries[name] = {value, file_ + ":" + std::to_string(line)};
    }
    return entries;
  }

 private:
  /// Up to `=`; without one, the rest of the line is passed over.
  std::pair<std::string, bool> read_name() {
    std::size_t stop = std::min(text_.find_first_of("=\n#", at_), text_.size());
    bool has_value = stop < text_.size() && text_[stop] == '=';
    std::string_view name = trim(text_.substr(at_, stop - at_));
    if (name.starts_with("export ")) name = trim(name.substr(7));
    at_ = stop;
    if (has_value)
      ++at_;
    else
      skip_line();
    return {std::string(name), has_value};
  }

  std::string read_value() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    char quote = at_ < text_.size() ? text_[at_] : '\n';
    if (quote == '"' || quote == '\'') return read_quoted(quote);
    std::size_t stop = std::min(text_.find('\n', at_), text_.size());
    std::string_view value = text_.substr(at_, stop - at_);
    if (std::size_t comment = value.find(" #"); comment != std::string_view::npos)
      value = value.substr(0, comment);
    skip_line();
    return value.starts_with('#') ? "" : std::string(trim(value));
  }

  std::string read_quoted(char quote) {
    int opened = line_;
    std::string value;
    for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (text_[at_] == '\n') ++line_;
      if (quote == '"' && text_[at_] == '\\' && at_ + 1 < text_.size())
        value += unescaped(text_[++at_]);
      else
        value += text_[at_];
    }
    if (at_ >= text_.size())
      throw UsageError({.code = "DBT125",
                        .message = "a quote is never closed",
                        .where = {.file = file_, .line = opened, .column = 1}});
    skip_line();
    return value;
  }

  static char unescaped(char c) { return c == 'n' ? '\n' : c == 't' ? '\t' : c; }

  void skip_line() {
    std::size_t stop = text_.find('\n', at_);
    at_ = stop == std::string_view::npos ? text_.size() : stop + 1;
    ++line_;
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
  int line_ = 1;
};

/// The offset of the brace that closes the one before `start`.
std::size_t closing_brace(std::string_view text, std::size_t start) {
  int depth = 1;
  for (std::size_t at = start; at < text.size(); ++at) {
    if (text[at] == '{') ++depth;
    if (text[at] == '}' && --depth == 0) return at;
  }
  throw UsageError({.code = "DBT122",
                    .message = "\"${\" has no closing brace",
                    .hint = "write $${ for the text ${"});
}

[[noreturn]] void not_set(const std::string& name, const std::string& message) {
  if (!message.empty())
    throw UsageError({.code = "DBT122",
                      .message = message,
                      .notes = {{"cause", "the variable " + name + " is not set"}}});
  throw UsageError({.code = "DBT122",
                    .message = "the variable " + name + " is not set",
                    .hint = "set it, or give a default: ${" + name + ":-…}"});
}

/// What stands for the text between `${` and `}`.
std::string replacement(std::string_view inside, const Variables& variables) {
  std::size_t stop = std::min(inside.find(':'), inside.size());
  std::string name(inside.substr(0, stop));
  std::string_view rest = inside.substr(stop);
  bool has_default = rest.starts_with(":-");
  bool has_message = rest.starts_with(":?");
  if (!is_name(name) || (!rest.empty() && !has_default && !has_message))
    throw UsageError({.code = "DBT122",
                      .message = "\"${" + name + "\" is not understood",
                      .hint = "write ${NAME}, ${NAME:-default} or ${NAME:?message}"});
  if (auto variable = variables.find(name)) return variable->value;
  if (has_default) return interpolate(rest.substr(2), variables);
  not_set(name, has_message ? std::string(rest.substr(2)) : "");
}

}  // namespace

std::map<std::string, Variable> parse_dotenv(std::string_view text, const std::string& file) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return DotenvReader(text, file).read();
}

std::optional<Variable> Variables::in_environment(const std::string& name) const {
  std::optional<std::string> value = environment_ ? environment_(name) : std::nullopt;
  if (!value || value->empty()) return std::nullopt;
  return Variable{*value, "environment " + name};
}

std::optional<Variable> Variables::in_dotenv(const std::string& name) const {
  auto entry = dotenv_.find(name);
  if (entry == dotenv_.end() || entry->second.value.empty()) return std::nullopt;
  return entry->second;
}

std::optional<Variable> Variables::find(const std::string& name) const {
  auto variable = in_environment(name);
  return variable ? variable : in_dotenv(name);
}

std::string interpolate(std::string_view text, const Variables& variables) {
  std::string result;
  std::size_t at = 0;
  for (std::size_t found = text.find("${"); found != std::string_view::npos;
       found = text.find("${", at)) {
    bool escaped = found > at && text[found - 1] == '$';
    result += text.substr(at, found - at);
    if (escaped) {
      result += "{";
      at = found + 2;
      continue;
    }
    std::size_t stop = closing_brace(text, found + 2);
    result += replacement(text.substr(found + 2, stop - found - 2), variables);
    at = stop + 1;
  }
  return result + std::string(text.substr(at));
}

}  // namespace dbtool
