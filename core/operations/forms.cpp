#include "core/operations/forms.h"

#include <algorithm>
#include <iterator>

namespace dbtool {
namespace {

bool is_among(const std::string& key, std::initializer_list<std::string_view> keys) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

std::string FormReader::text(std::string_view key) {
  std::string value;
  if (require(key) != nullptr) read(key, value);
  return value;
}

Name FormReader::name(std::string_view key) {
  return parse_name(text(key));
}

yaml::Node without(const yaml::Node& map, std::initializer_list<std::string_view> keys) {
  yaml::Node rest = map;
  std::erase_if(rest.entries, [&](const yaml::Entry& entry) { return is_among(entry.key, keys); });
  return rest;
}

yaml::Node named(const yaml::Node& map, const std::string& name) {
  if (!map.is_map()) return map;
  yaml::Node result = without(map, {"name"});
  yaml::Node text{
      .kind = yaml::Node::Kind::scalar, .text = name, .quoted = true, .where = map.where};
  result.entries.insert(result.entries.begin(), {"name", map.where, std::move(text)});
  return result;
}

yaml::Node renamed_key(const yaml::Node& map, std::string_view from, std::string_view to) {
  yaml::Node result = map;
  for (yaml::Entry& entry : result.entries)
    if (entry.key == from) entry.key = to;
  return result;
}

Value::Map without(Value::Map map, std::initializer_list<std::string_view> keys) {
  std::erase_if(map, [&](const auto& pair) { return is_among(pair.first, keys); });
  return map;
}

void append(Value::Map& map, Value::Map more) {
  map.insert(map.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Value::List write_strings(const std::vector<std::string>& texts) {
  return Value::List(texts.begin(), texts.end());
}

}  // namespace dbtool
