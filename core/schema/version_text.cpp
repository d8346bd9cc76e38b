#include "core/schema/version_text.h"

#include "core/support/text.h"

namespace dbtool {

bool is_version_type(const yaml::Node& type, const PartContext& context) {
  const yaml::Node* value = for_dialect(type, context);
  return value != nullptr && value->is_scalar() && lower(trim(value->text)) == "version";
}

void make_version(Column& column, VersionMode mode) {
  column.type = {Integer{64}};
  column.nullable = false;
  column.default_value = Default{Literal{Literal::Kind::number, "1"}};
  column.version = mode;
}

bool is_usual_version(const Column& column) {
  if (!column.version) return false;
  Column usual = column;
  make_version(usual, *column.version);
  return usual == column;
}

void read_type_and_version(PartReader& map, Column& column) {
  const yaml::Node* type = map.require("type");
  VersionMode mode = VersionMode::strict;
  if (type != nullptr && is_version_type(*type, map.context())) {
    map.read("mode", version_words, mode);
    make_version(column, mode);
  } else if (type != nullptr) {
    column.type = read_type(*type, map.context());
  }
  if (map.read("version", version_words, mode)) column.version = mode;
}

Value write_version(const std::optional<VersionMode>& version) {
  if (!version) return nullptr;
  return word_of(version_words, *version);
}

}  // namespace dbtool
