// Forms: how each operation looks in a revision file; the table of words behind operation_file.
#pragma once

#include "core/operations/operation.h"
#include "core/schema/model_text.h"
#include "core/support/value.h"
#include "core/support/yaml.h"

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dbtool {

/// The map of one operation while it is read.
class FormReader : public yaml::MapReader {
 public:
  FormReader(const yaml::Node& node, const std::string& word, PartContext& context)
      : MapReader(node, word, context.problems), context_(context) {}

  /// A name that must be there: "users", "billing.invoices".
  Name name(std::string_view key);
  std::string text(std::string_view key);
  PartContext& context() { return context_; }

 private:
  PartContext& context_;
};

using What = decltype(Operation::what);
struct Form {
  std::string_view word = {};
  What (*read)(FormReader& reader) = nullptr;
  bool takes_text = false;  ///< text stands for the map `{ any: text }`
};
std::span<const Form> table_forms();
std::span<const Form> column_forms();
std::span<const Form> index_forms();
std::span<const Form> constraint_forms();
std::span<const Form> type_forms();
std::span<const Form> view_forms();
std::span<const Form> row_forms();
std::span<const Form> sql_forms();

/// An operation as it is written: `word: value`.
struct Written {
  std::string word = {};
  Value value = {};
};
Written write_form(const CreateSchema& operation);
Written write_form(const DropSchema& operation);
Written write_form(const CreateTable& operation);
Written write_form(const DropTable& operation);
Written write_form(const RenameTable& operation);
Written write_form(const AlterTable& operation);
Written write_form(const SetComment& operation);
Written write_form(const AddColumn& operation);
Written write_form(const DropColumn& operation);
Written write_form(const RenameColumn& operation);
Written write_form(const AlterColumn& operation);
Written write_form(const CreateIndex& operation);
Written write_form(const DropIndex& operation);
Written write_form(const RenameIndex& operation);
Written write_form(const CreateConstraint& operation);
Written write_form(const DropConstraint& operation);
Written write_form(const RenameConstraint& operation);
Written write_form(const ValidateConstraint& operation);
Written write_form(const CreateEnum& operation);
Written write_form(const DropEnum& operation);
Written write_form(const AlterEnum& operation);
Written write_form(const AddEnumValue& operation);
Written write_form(const RenameEnum& operation);
Written write_form(const RenameEnumValue& operation);
Written write_form(const CreateView& operation);
Written write_form(const DropView& operation);
Written write_form(const AlterView& operation);
Written write_form(const RenameView& operation);
Written write_form(const ChangeRows& operation);
Written write_form(const RunSql& operation);
Written write_form(const RunBatches& operation);
Written write_form(const Assert& operation);

/// A map without some of its keys: the part of an operation's map that a reader of parts knows.
yaml::Node without(const yaml::Node& map, std::initializer_list<std::string_view> keys);
/// A map with `name` in front, for readers of named parts.
yaml::Node named(const yaml::Node& map, const std::string& name);
/// A map with one key under another name.
yaml::Node renamed_key(const yaml::Node& map, std::string_view from, std::string_view to);

Value::Map without(Value::Map map, std::initializer_list<std::string_view> keys);
void append(Value::Map& map, Value::Map more);
Value::List write_strings(const std::vector<std::string>& texts);

}  // namespace dbtool
