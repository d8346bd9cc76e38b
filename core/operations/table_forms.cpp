// Tables, schemas and comments in revision files.
#include "core/operations/forms.h"
#include "core/schema/part_reader.h"
#include "core/support/text.h"

#include <algorithm>
#include <array>

namespace dbtool {
namespace {

What read_create_schema(FormReader& reader) {
  CreateSchema create{reader.text("name")};
  reader.finish();
  return create;
}

What read_drop_schema(FormReader& reader) {
  DropSchema drop{reader.text("name")};
  reader.finish();
  return drop;
}

What read_create_table(FormReader& reader) {
  return CreateTable{read_named_table(reader.node(), reader.context())};
}

What read_drop_table(FormReader& reader) {
  DropTable drop{reader.name("name"), {}};
  if (const yaml::Node* was = reader.find("was"))
    drop.was = read_named_table(named(*was, to_text(drop.table)), reader.context());
  reader.finish();
  return drop;
}

What read_rename_table(FormReader& reader) {
  RenameTable rename{reader.name("table"), reader.text("to")};
  reader.finish();
  return rename;
}

/// The words of options, and the dialect each belongs to; others are storage parameters.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> option_words = {
    {{"strict", "sqlite"},
     {"without_rowid", "sqlite"},
     {"unlogged", "postgresql"},
     {"tablespace", "postgresql"},
     {"partition_by", "postgresql"}}};

/// Reads options in the model's words. Null takes one away, and so does false where the word is not
/// a storage parameter, which may be false.
class OptionReader {
 public:
  OptionReader(yaml::MapReader& map, PartContext& context) : map_(map), context_(context) {}

  std::map<std::string, std::string> read() {
    for (const auto& [word, dialect] : option_words)
      if (const yaml::Node* value = map_.find(word)) add(dialect, std::string(word), *value);
    if (const yaml::Node* with = map_.find("with")) {
      yaml::MapReader parameters(*with, "\"with\" of " + map_.what(), context_.problems);
      for (const yaml::Entry& entry : with->entries)
        if (is_for("postgresql"))
          options_["postgresql." + entry.key] = text_of(entry.key, entry.value);
    }
    if (const yaml::Node* named = map_.find("options")) {
      yaml::MapReader options(*named, "\"options\" of " + map_.what(), context_.problems);
      for (const yaml::Entry& entry : named->entries)
        options_[entry.key] = text_of(entry.key, entry.value);
    }
    return std::move(options_);
  }

 private:
  void add(std::string_view dialect, const std::string& word, const yaml::Node& value) {
    if (!is_for(dialect)) return;
    std::string text = text_of(word, value);
    options_[std::string(dialect) + "." + word] = text == "false" ? "" : text;
  }

  bool is_for(std::string_view dialect) const {
    return context_.dialect.empty() || context_.dialect == dialect;
  }

  std::string text_of(const std::string& word, const yaml::Node& value) {
    return value.is_null() ? "" : option_text(value, "\"" + word + "\"", context_);
  }

  yaml::MapReader& map_;
  PartContext& context_;
  std::map<std::string, std::string> options_ = {};
};

What read_alter_table(FormReader& reader) {
  AlterTable alter{reader.name("table"), {}, {}};
  alter.options = OptionReader(reader, reader.context()).read();
  if (const yaml::Node* was = reader.find("was")) {
    yaml::MapReader before(*was, "\"was\" of alter_table", reader.problems());
    alter.was = OptionReader(before, reader.context()).read();
    before.finish();
  }
  reader.finish();
  return alter;
}

What read_comment(FormReader& reader) {
  SetComment comment;
  std::string word = "table";
  for (const char* kind : {"view", "materialized_view", "enum", "schema"})
    if (reader.find(kind) != nullptr) word = kind;
  comment.kind = replace_all(word, "_", " ");
  std::string name = reader.text(word);
  comment.name = comment.kind == "schema" ? Name{.name = name} : parse_name(name);
  if (comment.kind == "table" && reader.read("column", comment.column)) comment.kind = "column";
  reader.require("text");
  reader.read("text", comment.text);
  reader.read("was", comment.was);
  reader.finish();
  return comment;
}

bool has_word(std::string_view name) {
  return std::any_of(option_words.begin(), option_words.end(),
                     [&](const auto& word) { return word.first == name; });
}

Value::Map write_changes(const std::map<std::string, std::string>& options) {
  Value::Map map;
  Value::Map with;
  Value::Map by_full_name;
  for (const auto& [option, value] : options) {
    std::string name = option.substr(option.find('.') + 1);
    Value written = value.empty() ? Value(nullptr) : option_value(value);
    if (has_word(name))
      put(map, name, std::move(written));
    else if (option.starts_with("postgresql."))
      put(with, name, std::move(written));
    else
      put(by_full_name, option, std::move(written));
  }
  if (!with.empty()) put(map, "with", std::move(with));
  if (!by_full_name.empty()) put(map, "options", std::move(by_full_name));
  return map;
}

Value optional_text(const std::string& text) {
  return text.empty() ? Value(nullptr) : Value(text);
}

}  // namespace

std::span<const Form> table_forms() {
  static constexpr std::array<Form, 7> forms = {{{"create_schema", read_create_schema},
                                                 {"drop_schema", read_drop_schema},
                                                 {"create_table", read_create_table},
                                                 {"drop_table", read_drop_table},
                                                 {"rename_table", read_rename_table},
                                                 {"alter_table", read_alter_table},
                                                 {"comment", read_comment}}};
  return forms;
}

Written write_form(const CreateSchema& operation) {
  return {"create_schema", Value::Map{{"name", operation.name}}};
}

Written write_form(const DropSchema& operation) {
  return {"drop_schema", Value::Map{{"name", operation.name}}};
}

Written write_form(const CreateTable& operation) {
  return {"create_table", write_named_table(operation.table)};
}

Written write_form(const DropTable& operation) {
  Value::Map map{{"name", to_text(operation.table)}};
  if (operation.was != Table{})
    put(map, "was", without(write_named_table(operation.was), {"name"}));
  return {"drop_table", std::move(map)};
}

Written write_form(const RenameTable& operation) {
  return {"rename_table", Value::Map{{"table", to_text(operation.table)}, {"to", operation.to}}};
}

Written write_form(const AlterTable& operation) {
  Value::Map map{{"table", to_text(operation.table)}};
  append(map, write_changes(operation.options));
  if (!operation.was.empty()) put(map, "was", write_changes(operation.was));
  return {"alter_table", std::move(map)};
}

Written write_form(const SetComment& operation) {
  bool of_column = operation.kind == "column";
  std::string word = of_column ? "table" : replace_all(operation.kind, " ", "_");
  Value::Map map{{word, to_text(operation.name)}};
  if (of_column) put(map, "column", operation.column);
  put(map, "text", optional_text(operation.text));
  if (!operation.was.empty()) put(map, "was", operation.was);
  return {"comment", std::move(map)};
}

}  // namespace dbtool
