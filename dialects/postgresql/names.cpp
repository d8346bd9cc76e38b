#include "dialects/postgresql/names.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/common/words.h"

#include <algorithm>
#include <array>

namespace dbtool::postgres {
namespace {

// pg_get_keywords() where catcode is not U, of 12 to 18: what quote_ident() would quote.
constexpr auto keywords = std::to_array<std::string_view>({
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "between",
    "bigint",
    "binary",
    "bit",
    "boolean",
    "both",
    "case",
    "cast",
    "char",
    "character",
    "check",
    "coalesce",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "dec",
    "decimal",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "exists",
    "extract",
    "false",
    "fetch",
    "float",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "greatest",
    "group",
    "grouping",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "inout",
    "int",
    "integer",
    "intersect",
    "interval",
    "into",
    "is",
    "isnull",
    "join",
    "json",
    "json_array",
    "json_arrayagg",
    "json_exists",
    "json_object",
    "json_objectagg",
    "json_query",
    "json_scalar",
    "json_serialize",
    "json_table",
    "json_value",
    "lateral",
    "leading",
    "least",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "merge_action",
    "national",
    "natural",
    "nchar",
    "none",
    "normalize",
    "not",
    "notnull",
    "null",
    "nullif",
    "numeric",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "out",
    "outer",
    "overlaps",
    "overlay",
    "placing",
    "position",
    "precision",
    "primary",
    "real",
    "references",
    "returning",
    "right",
    "row",
    "select",
    "session_user",
    "setof",
    "similar",
    "smallint",
    "some",
    "substring",
    "symmetric",
    "system_user",
    "table",
    "tablesample",
    "then",
    "time",
    "timestamp",
    "to",
    "trailing",
    "treat",
    "trim",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "values",
    "varchar",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
    "xmlattributes",
    "xmlconcat",
    "xmlelement",
    "xmlexists",
    "xmlforest",
    "xmlnamespaces",
    "xmlparse",
    "xmlpi",
    "xmlroot",
    "xmlserialize",
    "xmltable",
});
static_assert(std::ranges::is_sorted(keywords));

bool is_plain(std::string_view name) {
  return ddl::is_plain_name(name) && !std::ranges::binary_search(keywords, name);
}

}  // namespace

std::string quote(std::string_view name) {
  return is_plain(name) ? std::string(name) : sql::quote_name(name);
}

std::string quote(const Name& name) {
  return name.schema.empty() ? quote(name.name) : quote(name.schema) + "." + quote(name.name);
}

std::string quote_list(std::span<const std::string> names) {
  return ddl::name_list(names, [](std::string_view name) { return quote(name); });
}

std::string literal(std::string_view text) {
  std::string plain = sql::quote_string(text);
  return plain.find('\\') == std::string::npos ? plain : "E" + replace_all(plain, "\\", "\\\\");
}

std::vector<std::string> array_elements(std::string_view text) {
  std::vector<std::string> elements;
  if (text.size() <= 2) return elements;
  std::string element;
  bool in_quotes = false;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '\\') {
      element += text[++i];
    } else if (text[i] == '"') {
      in_quotes = !in_quotes;
    } else if (text[i] == ',' && !in_quotes) {
      elements.push_back(std::move(element));
      element.clear();
    } else {
      element += text[i];
    }
  }
  elements.push_back(std::move(element));
  return elements;
}

std::string dollar_quoted(const std::string& body) {
  std::string tag = "$$";
  for (int n = 1; body.find(tag) != std::string::npos; ++n) tag = "$q" + std::to_string(n) + "$";
  return tag + body + tag;
}

}  // namespace dbtool::postgres
