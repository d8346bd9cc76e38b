#include "core/operations/operation_file.h"

#include "core/operations/forms.h"
#include "core/support/match.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool {
namespace {

std::vector<Form> all_forms() {
  std::vector<Form> forms;
  for (auto some : {table_forms(), column_forms(), index_forms(), constraint_forms(), type_forms(),
                    view_forms(), row_forms(), sql_forms()})
    forms.insert(forms.end(), some.begin(), some.end());
  return forms;
}

const Form* find_form(const std::vector<Form>& forms, const std::string& word) {
  for (const Form& form : forms)
    if (form.word == word) return &form;
  return nullptr;
}

yaml::Node under_any(const yaml::Node& text) {
  return {.kind = yaml::Node::Kind::map,
          .where = text.where,
          .entries = {{.key = "any", .where = text.where, .value = text}}};
}

}  // namespace

Operation read_operation(const yaml::Node& node, PartContext& context) {
  static const std::vector<Form> forms = all_forms();
  if (!node.is_map() || node.entries.size() != 1) {
    context.problems.push_back({.code = "DBT621",
                                .message = "a step must be a map with a single key",
                                .where = node.where,
                                .hint = "write it as \"- add_column: { … }\""});
    return {.what = RunSql{}, .where = node.where};
  }
  const yaml::Entry& entry = node.entries.front();
  const Form* form = find_form(forms, entry.key);
  if (form == nullptr) {
    context.problems.push_back({.code = "DBT601",
                                .message = "unknown operation \"" + entry.key + "\"",
                                .where = entry.where,
                                .hint = did_you_mean(entry.key, operation_words())});
    return {.what = RunSql{}, .where = entry.where};
  }
  const yaml::Node text =
      form->takes_text && !entry.value.is_map() ? under_any(entry.value) : yaml::Node();
  FormReader reader(text.is_map() ? text : entry.value, entry.key, context);
  return {.what = form->read(reader), .where = entry.where};
}

std::vector<Operation> read_description(const yaml::Node& node, PartContext& context) {
  std::vector<Operation> operations;
  if (node.is_map()) operations.push_back(read_operation(node, context));
  for (const yaml::Node& item : node.items) operations.push_back(read_operation(item, context));
  const bool is_sql = std::any_of(operations.begin(), operations.end(), [](const Operation& each) {
    return std::holds_alternative<RunSql>(each.what);
  });
  if (!node.is_map() && !node.is_list())
    context.problems.push_back({.code = "DBT621",
                                .message = "\"describes\" must be a list of steps",
                                .where = node.where,
                                .hint = "write [] for SQL that changes no table"});
  else if (is_sql && context.problems.empty())
    context.problems.push_back({.code = "DBT621",
                                .message = "\"describes\" must say in other steps what SQL does",
                                .where = node.where});
  return operations;
}

Value write_operation(const Operation& operation) {
  Written written = match(operation.what, [](const auto& what) { return write_form(what); });
  return Value::Map{{written.word, std::move(written.value)}};
}

std::vector<std::string> operation_words() {
  std::vector<std::string> words;
  for (const Form& form : all_forms()) words.emplace_back(form.word);
  return words;
}

}  // namespace dbtool
