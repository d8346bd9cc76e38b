#include "core/support/text.h"
#include "dialects/postgresql/ddl.h"
#include "dialects/postgresql/names.h"

namespace dbtool::postgres {
namespace {

/// gin_trgm_ops, extensions.gin_trgm_ops, gist_trgm_ops (siglen='32').
std::string opclass_sql(const std::string& opclass) {
  auto parameters = opclass.find(" (");
  std::string name = opclass.substr(0, parameters);
  return quote(parse_name(name)) +
         (parameters == std::string::npos ? std::string() : opclass.substr(parameters));
}

std::string part_sql(const IndexPart& part) {
  std::string text = part.column.empty() ? in_parentheses(part.expression.sql) : quote(part.column);
  if (!part.collation.empty()) text += " COLLATE " + collation_sql(part.collation);
  if (!part.opclass.empty()) text += " " + opclass_sql(part.opclass);
  if (part.descending) text += " DESC";
  if (part.nulls == NullsOrder::first) text += " NULLS FIRST";
  if (part.nulls == NullsOrder::last) text += " NULLS LAST";
  return text;
}

std::string parameters_sql(const std::map<std::string, std::string>& parameters) {
  Sql parts;
  for (const auto& [name, value] : parameters)
    parts.push_back(name + " = " + parameter_value(value));
  return " WITH (" + join(parts, ", ") + ")";
}

}  // namespace

Sql comment_of(const Name& table, const Index& index) {
  if (index.comment.text.empty()) return {};
  return {comment_sql("INDEX " + quote(Name{table.schema, index.name}), index.comment.text)};
}

std::string create_index_sql(const Name& table, const Index& index, bool concurrently) {
  std::string text = index.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
  if (concurrently) text += "CONCURRENTLY ";
  text += quote(index.name) + " ON " + quote(table);
  if (!index.method.empty()) text += " USING " + quote(index.method);
  Sql parts;
  for (const IndexPart& part : index.parts) parts.push_back(part_sql(part));
  text += " (" + join(parts, ", ") + ")";
  if (!index.include.empty()) text += " INCLUDE (" + quote_list(index.include) + ")";
  if (!index.nulls_distinct) text += " NULLS NOT DISTINCT";
  if (!index.with.empty()) text += parameters_sql(index.with);
  if (!index.tablespace.empty()) text += " TABLESPACE " + quote(index.tablespace);
  if (index.where) text += " WHERE " + index.where->sql;
  return text;
}

}  // namespace dbtool::postgres
