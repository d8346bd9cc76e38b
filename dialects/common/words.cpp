#include "dialects/common/words.h"

#include "core/support/text.h"

#include <algorithm>
#include <vector>

namespace dbtool::ddl {
namespace {

std::string_view words_of(ForeignKeyAction action) {
  switch (action) {
    case ForeignKeyAction::no_action:
      return {};
    case ForeignKeyAction::restrict:
      return "RESTRICT";
    case ForeignKeyAction::cascade:
      return "CASCADE";
    case ForeignKeyAction::set_null:
      return "SET NULL";
    case ForeignKeyAction::set_default:
      return "SET DEFAULT";
  }
  return {};
}

}  // namespace

bool is_plain_name(std::string_view name) {
  auto is_start = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  auto is_part = [&](char c) { return is_start(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && is_start(name[0]) && std::ranges::all_of(name, is_part);
}

std::string name_list(std::span<const std::string> names,
                      const std::function<std::string(std::string_view)>& quote) {
  std::vector<std::string> parts;
  for (const std::string& name : names) parts.push_back(quote(name));
  return join(parts, ", ");
}

bool is_given_name(std::string_view name) {
  return !name.empty() && name[0] != '?';
}

std::string constraint_head(std::string_view name,
                            const std::function<std::string(std::string_view)>& quote) {
  return is_given_name(name) ? "CONSTRAINT " + quote(name) + " " : std::string();
}

std::string action_clause(std::string_view event, ForeignKeyAction action) {
  std::string_view words = words_of(action);
  if (words.empty()) return {};
  return " ON " + std::string(event) + " " + std::string(words);
}

std::string deferrable_clause(Deferrable deferrable) {
  switch (deferrable) {
    case Deferrable::no:
      return {};
    case Deferrable::deferrable:
      return " DEFERRABLE";
    case Deferrable::initially_deferred:
      return " DEFERRABLE INITIALLY DEFERRED";
  }
  return {};
}

}  // namespace dbtool::ddl
