#include "core/support/json.h"

#include "core/support/match.h"

#include <nlohmann/json.hpp>

namespace dbtool::json {

namespace {

using Json = nlohmann::ordered_json;

Json to_json(const Value& value) {
  return match(
      value.data, [](std::nullptr_t) { return Json(nullptr); },
      [](bool flag) { return Json(flag); }, [](std::int64_t number) { return Json(number); },
      [](double number) { return Json(number); },
      [](const std::string& text) { return Json(text); },
      [](const Value::List& list) {
        Json result = Json::array();
        for (const Value& item : list) result.push_back(to_json(item));
        return result;
      },
      [](const Value::Map& map) {
        // Not by key: that would look for the key among all that are there already.
        Json::object_t result;
        result.reserve(map.size());
        for (const auto& [key, item] : map) result.emplace_back(key, to_json(item));
        return Json(std::move(result));
      });
}

}  // namespace

std::string write(const Value& value, int indent) {
  return to_json(value).dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace dbtool::json
