#include "core/schema/table_options.h"

#include <algorithm>

namespace dbtool {
namespace {

constexpr std::string_view postgresql = "postgresql.";
// Options with an attribute of their own; the others are storage parameters.
constexpr auto attributes = std::to_array<std::string_view>(
    {"strict", "without_rowid", "unlogged", "tablespace", "partition_by", "check_option",
     "security_barrier", "security_invoker"});

}  // namespace

void read_storage_parameters(PartReader& map, std::map<std::string, std::string>& options) {
  const yaml::Node* with = map.find("with");
  if (with == nullptr) return;
  auto parameters = read_parameters(*with, map.what_of("with"), map.context());
  if (!map.is_for("postgresql")) return;
  for (auto& [name, value] : parameters) options[std::string(postgresql) + name] = std::move(value);
}

void read_named_options(PartReader& map, std::map<std::string, std::string>& options) {
  const yaml::Node* named = map.context().in_model ? nullptr : map.find("options");
  if (named != nullptr)
    options.merge(read_parameters(*named, map.what_of("options"), map.context()));
}

void write_options(const std::map<std::string, std::string>& options, Value::Map& map) {
  Value::Map with;
  Value::Map by_full_name;
  for (const auto& [option, text] : options) {
    std::string name = option.substr(option.find('.') + 1);
    if (std::ranges::find(attributes, name) != attributes.end())
      put(map, name, option_value(text));
    else if (option.starts_with(postgresql))
      put(with, name, option_value(text));
    else
      put(by_full_name, option, option_value(text));
  }
  if (!with.empty()) put(map, "with", std::move(with));
  if (!by_full_name.empty()) put(map, "options", std::move(by_full_name));
}

}  // namespace dbtool
