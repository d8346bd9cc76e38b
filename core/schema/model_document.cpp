#include "core/schema/model_document.h"

#include "core/schema/constraint_words.h"
#include "core/schema/file_defaults.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool {
namespace {

class DocumentReader {
 public:
  DocumentReader(PartReader& map, ModelDraft& draft)
      : map_(map), context_(map.context()), draft_(draft) {}

  void read() {
    read_version();
    read_dialects();
    defaults_ = read_file_defaults(map_);
    check_default_schema();
    context_.defaults = defaults_.parts;
    read_ignored();
    read_schemas();
    read_extensions();
    read_section("enums", &DocumentReader::read_enum);
    read_section("tables", &DocumentReader::read_table);
    read_section("views", &DocumentReader::read_view);
    map_.refuse({"include"}, "all files of the models folder are read as one");
    map_.refuse(
        {"domains", "types", "sequences", "functions", "triggers", "objects", "rows", "grants"});
    map_.finish_part();
  }

 private:
  void report(const std::string& code, const std::string& message, const Location& where,
              const std::string& hint = {}) {
    context_.problems.push_back({.code = code, .message = message, .where = where, .hint = hint});
  }

  void read_version() {
    const yaml::Node* version = map_.find("dbtool");
    if (version == nullptr)
      report("DBT130", "a model says which format it has", map_.node().where,
             "begin the file with: dbtool: 1");
    else if (version->text != "1")
      report("DBT130", "this version of dbtool reads format 1 and no other", version->where,
             "write dbtool: 1");
  }

  /// A file for another database is a mistake somewhere, not an empty model.
  void read_dialects() {
    std::vector<std::string> dialects;
    if (!map_.read("dialects", dialects)) return;
    const yaml::Node& node = *map_.node().find("dialects");
    for (const std::string& dialect : dialects)
      if (std::ranges::find(dialect_words(), dialect) == dialect_words().end())
        report("DBT144", "unknown dialect " + in_quotes(dialect), place_of_word(node, dialect),
               did_you_mean(dialect, dialect_words()));
    if (std::ranges::find(dialects, context_.dialect) == dialects.end())
      report("DBT147", "this model is not for " + context_.dialect, node.where,
             "add " + context_.dialect + " to the list when it is");
  }

  void check_default_schema() {
    if (context_.dialect != "sqlite" || defaults_.schema.empty()) return;
    if (defaults_.schema != "main")
      report("DBT131", "SQLite has no schemas", place_of_key(*map_.find("defaults"), "schema"),
             "say it for PostgreSQL: postgresql: { schema: " + defaults_.schema + " }");
    defaults_.schema.clear();
  }

  void read_ignored() {
    const yaml::Node* node = map_.find("ignore");
    if (node == nullptr || node->is_null()) return;
    PartReader map(*node, "\"ignore\"", context_);
    for (const char* kind : {"tables", "indexes", "views", "enums", "schemas"}) {
      std::vector<std::string> patterns;
      map.read(kind, patterns);
      auto& ignored = draft_.model.ignored[kind];
      ignored.insert(ignored.end(), patterns.begin(), patterns.end());
      if (std::ranges::any_of(patterns,
                              [](const auto& each) { return each.find('.') != std::string::npos; }))
        draft_.model.default_schema = default_schema(context_);
    }
    // Nothing of these is ever changed.
    for (std::string_view kind : {"functions", "extensions"}) map.allow(kind);
    map.finish();
  }

  void read_schemas() {
    const yaml::Node* node = map_.find("schemas");
    if (node == nullptr || node->is_null()) return;
    if (node->is_scalar()) return report_kind(*node, "schemas", "a list or a map by name");
    for (const yaml::Node& item : node->items)
      add_namespace({yaml::to_string(item, "a schema", context_.problems), {}}, item.where);
    for (const yaml::Entry& entry : node->entries) {
      if (!is_wanted(entry.value, context_)) continue;
      Namespace space{entry.key, {}};
      if (!entry.value.is_null()) {
        PartReader map(entry.value, "schema " + entry.key, context_);
        map.read("comment", space.comment);
        map.refuse({"owner", "grants"});
        bool managed = true;
        map.read("managed", managed);
        if (!managed) draft_.model.ignored["schemas"].push_back(entry.key);
        map.finish_part();
      }
      add_namespace(std::move(space), entry.where);
    }
  }

  /// SQLite has no schemas; only what is put into one is a problem there.
  void add_namespace(Namespace space, const Location& where) {
    if (context_.dialect == "sqlite" || space.name == default_schema(context_)) return;
    if (draft_.model.schema.namespaces.contains(space.name))
      return report("DBT135", "schema " + in_quotes(space.name) + " is declared twice", where,
                    "keep one of them");
    draft_.model.declared_at["schema " + space.name] = where;
    draft_.model.schema.namespaces.add(std::move(space));
  }

  void read_extensions() {
    const yaml::Node* node = map_.find("extensions");
    if (node == nullptr) return;
    bool left_out = std::ranges::all_of(
        node->entries, [&](const yaml::Entry& entry) { return !is_wanted(entry.value, context_); });
    if (!node->is_map() || !left_out) map_.refuse({"extensions"});
  }

  void read_section(const char* key, void (DocumentReader::*read_item)(const yaml::Entry&)) {
    const yaml::Node* section = map_.find(key);
    if (section == nullptr || section->is_null()) return;
    if (!section->is_map()) return report_kind(*section, key, "a map by name");
    for (const yaml::Entry& entry : section->entries) (this->*read_item)(entry);
  }

  void report_kind(const yaml::Node& node, std::string_view key, const std::string& expected) {
    report("DBT119", in_quotes(key) + " must be " + expected, node.where, "write name: { … }");
  }

  /// SQLite knows one schema, main, which is the one without a name.
  Name name_from(const std::string& text, const Location& where) {
    if (text.starts_with('.'))
      report("DBT133", "the name " + in_quotes(text) + " begins with a dot", where,
             "leave the dot out, or write schema.name");
    Name name = in_schema(parse_name(text), defaults_.schema, context_);
    if (context_.dialect != "sqlite" || name.schema.empty()) return name;
    report("DBT131", in_quotes(to_text(name)) + " is in a schema, and SQLite has none", where,
           "leave the schema out, or add only: [postgresql]");
    name.schema.clear();
    return name;
  }

  void add_renames(Rename::Kind kind, const Name& name, const std::vector<std::string>& from) {
    for (const std::string& old : from) {
      Name source = parse_name(old);
      if (name.schema.empty()) source = in_schema(source, {}, context_);
      draft_.model.renames.push_back({kind, {}, to_text(source), to_text(name)});
    }
  }

  void read_table(const yaml::Entry& entry) {
    Name name = name_from(entry.key, entry.where);
    if (!is_wanted(entry.value, context_)) {
      draft_.left_out.emplace(std::move(name), entry.where);
      return;
    }
    TableDeclaration table = dbtool::read_table(name, entry.value, context_);
    table.where = entry.where;
    if (defaults_.strict && context_.dialect == "sqlite" && entry.value.find("strict") == nullptr)
      table.table.options["sqlite.strict"] = "true";
    add_renames(Rename::Kind::table, name, table.renamed_from);
    if (!table.managed) draft_.model.ignored["tables"].push_back(to_text(name));
    draft_.tables.push_back({std::move(table), defaults_.naming, defaults_.schema});
  }

  /// What a map says about its object beside the object itself.
  struct History {
    std::vector<std::string> renamed_from = {};
    std::vector<std::string> depends_on = {};
    bool managed = true;
  };

  History read_history(const yaml::Node& node) {
    History history;
    if (!node.is_map() || is_text_by_dialect(node)) return history;
    PartReader map(node, "this", context_);
    map.read("renamed_from", history.renamed_from);
    map.read("depends_on", history.depends_on);
    map.read("managed", history.managed);
    return history;
  }

  void read_view(const yaml::Entry& entry) {
    Name name = name_from(entry.key, entry.where);
    if (!is_wanted(entry.value, context_)) return;
    History history = read_history(entry.value);
    add_renames(Rename::Kind::view, name, history.renamed_from);
    if (!history.managed) draft_.model.ignored["views"].push_back(to_text(name));
    draft_.views.push_back({dbtool::read_view(name, entry.value, context_), &entry.value,
                            entry.where, defaults_.schema, std::move(history.depends_on)});
  }

  void read_enum(const yaml::Entry& entry) {
    Name name = name_from(entry.key, entry.where);
    if (!is_wanted(entry.value, context_)) return;
    Enum definition = dbtool::read_enum(name, entry.value, context_);
    definition.name = name_from(to_text(definition.name), entry.where);
    History history = read_history(entry.value);
    add_renames(Rename::Kind::enum_type, definition.name, history.renamed_from);
    if (!history.managed) draft_.model.ignored["enums"].push_back(to_text(definition.name));
    read_value_renames(definition.name, entry.value);
    draft_.enums.push_back({std::move(definition), &entry.value, entry.where});
  }

  void read_value_renames(const Name& name, const yaml::Node& node) {
    const yaml::Node* values = node.is_map() ? node.find("values") : &node;
    if (values == nullptr) return;
    for (const yaml::Node& item : values->items) {
      const yaml::Node* value = item.find("value");
      if (value == nullptr) continue;
      for (const std::string& old : read_history(item).renamed_from)
        draft_.model.renames.push_back({Rename::Kind::enum_value, name, old, value->text});
    }
  }

  PartReader& map_;
  PartContext& context_;
  ModelDraft& draft_;
  FileDefaults defaults_ = {};
};

}  // namespace

void read_document(const yaml::Node& root, PartContext& context, ModelDraft& draft) {
  if (root.is_null()) {
    context.problems.push_back({.code = "DBT130",
                                .message = "the model file is empty",
                                .where = root.where,
                                .hint = "begin the file with: dbtool: 1"});
    return;
  }
  PartReader map(root, "the model", context);
  if (root.is_map() && is_wanted(root, context)) DocumentReader(map, draft).read();
}

}  // namespace dbtool
