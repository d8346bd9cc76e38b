#include "core/compare/difference.h"
#include "core/support/text.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace dbtool {
namespace {

/// Whether `values` are all in `of`, in the same order.
bool is_subsequence(const std::vector<std::string>& values, const std::vector<std::string>& of) {
  auto next = values.begin();
  for (const std::string& value : of)
    if (next != values.end() && *next == value) ++next;
  return next == values.end();
}

/// Each new value stands behind the one before it, which is there by then.
void add_values(const Enum& live, const Enum& wanted, Difference& difference) {
  std::vector<std::string> values = live.values;
  for (std::size_t index = 0; index < wanted.values.size(); ++index) {
    const std::string& value = wanted.values[index];
    if (std::find(values.begin(), values.end(), value) != values.end()) continue;
    AddEnumValue add{wanted.name, value, {}, {}};
    auto place = values.begin() + static_cast<std::ptrdiff_t>(index);
    if (place != values.end() && index == 0)
      add.before = *place;
    else if (place != values.end())
      add.after = wanted.values[index - 1];
    values.insert(place, value);
    difference.add(std::move(add));
  }
}

void compare_enum(const Enum& live, const Enum& wanted, Difference& difference) {
  if (live.values != wanted.values) {
    if (is_subsequence(live.values, wanted.values))
      add_values(live, wanted, difference);
    else
      difference.add(AlterEnum{wanted.name, wanted.values, live.values});
  }
  if (live.comment != wanted.comment)
    difference.add(SetComment{"enum", wanted.name, {}, wanted.comment, live.comment});
}

/// Enums that tables use which stay because they are none of ours.
std::set<Name> enums_of_ignored_tables(const Difference& difference) {
  std::set<Name> names;
  for (const Table& table : difference.live.tables) {
    if (!is_ignored(difference.declared, "tables", to_text(table.name))) continue;
    for (const Column& column : table.columns)
      if (const Name* name = enum_of(column)) names.insert(*name);
  }
  return names;
}

bool holds_ignored_objects(const Difference& difference, const std::string& schema) {
  auto holds = [&](const auto& list, const std::string& kind) {
    return std::any_of(list.begin(), list.end(), [&](const auto& item) {
      return item.name.schema == schema &&
             is_ignored(difference.declared, kind, to_text(item.name));
    });
  };
  return holds(difference.live.tables, "tables") || holds(difference.live.views, "views") ||
         holds(difference.live.enums, "enums");
}

void compare_view(const View& live, const View& wanted, Difference& difference) {
  View recommented = live;
  recommented.comment = wanted.comment;
  if (recommented != wanted)
    difference.add(AlterView{
        difference.in_words(difference.declared.schema.views, wanted.name, wanted), live});
  else if (live.comment != wanted.comment)
    difference.add(SetComment{wanted.materialized ? "materialized view" : "view",
                              wanted.name,
                              {},
                              wanted.comment,
                              live.comment});
}

bool matches(const Model& declared, const std::string& pattern, const std::string& name) {
  bool has_default_schema = !declared.default_schema.empty() && name.find('.') == std::string::npos;
  if (declared.names_ignore_case && matches_glob(lower(name), lower(pattern))) return true;
  return matches_glob(name, pattern) ||
         (has_default_schema && matches_glob(declared.default_schema + "." + name, pattern));
}

}  // namespace

const Name* enum_of(const Column& column) {
  const auto* named = std::get_if<Named>(&column.type.kind);
  return named == nullptr ? nullptr : &named->name;
}

bool is_ignored(const Model& declared, const std::string& kind, const std::string& name) {
  auto patterns = declared.ignored.find(kind);
  if (patterns == declared.ignored.end()) return false;
  bool ignored = false;
  for (const std::string& pattern : patterns->second) {
    bool keeps = !pattern.empty() && pattern.front() == '!';
    if (matches(declared, keeps ? pattern.substr(1) : pattern, name)) ignored = !keeps;
  }
  return ignored;
}

void compare_namespaces(Difference& difference) {
  match_by_name(
      difference.live.namespaces, difference.wanted.namespaces,
      [&](const Namespace& live) {
        if (!is_ignored(difference.declared, "schemas", live.name) &&
            !holds_ignored_objects(difference, live.name))
          difference.add(DropSchema{live.name});
      },
      [&](const Namespace& wanted) {
        difference.add(CreateSchema{wanted.name});
        if (!wanted.comment.empty())
          difference.add(SetComment{"schema", {{}, wanted.name}, {}, wanted.comment, {}});
      },
      [&](const Namespace& live, const Namespace& wanted) {
        if (live.comment != wanted.comment)
          difference.add(SetComment{"schema", {{}, wanted.name}, {}, wanted.comment, live.comment});
      });
}

void compare_enums(Difference& difference) {
  if (difference.live.enums == difference.wanted.enums) return;
  std::set<Name> still_used = enums_of_ignored_tables(difference);
  auto managed = [&](const Enum& definition) {
    return !is_ignored(difference.declared, "enums", to_text(definition.name));
  };
  match_by_name(
      difference.live.enums, difference.wanted.enums,
      [&](const Enum& live) {
        if (managed(live) && !still_used.contains(live.name))
          difference.add(DropEnum{live.name, live});
      },
      [&](const Enum& wanted) {
        if (managed(wanted)) difference.add(CreateEnum{wanted});
      },
      [&](const Enum& live, const Enum& wanted) {
        if (managed(wanted)) compare_enum(live, wanted, difference);
      });
}

void compare_views(Difference& difference) {
  auto managed = [&](const View& view) {
    return !is_ignored(difference.declared, "views", to_text(view.name));
  };
  match_by_name(
      difference.live.views, difference.wanted.views,
      [&](const View& live) {
        if (managed(live)) difference.add(DropView{live.name, live});
      },
      [&](const View& wanted) {
        if (managed(wanted))
          difference.add(CreateView{
              difference.in_words(difference.declared.schema.views, wanted.name, wanted)});
      },
      [&](const View& live, const View& wanted) {
        if (managed(wanted)) compare_view(live, wanted, difference);
      });
}

}  // namespace dbtool
