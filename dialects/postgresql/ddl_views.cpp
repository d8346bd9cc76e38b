#include "core/support/text.h"
#include "dialects/postgresql/ddl.h"
#include "dialects/postgresql/names.h"

namespace dbtool::postgres {
namespace {

std::string create_view_sql(const View& view, const std::string& create) {
  std::string text = create + " " + quote(view.name);
  if (!view.columns.empty()) text += " (" + quote_list(view.columns) + ")";
  if (std::string storage = storage_sql(view.options); !storage.empty()) text += " " + storage;
  if (std::string place = option(view.options, "tablespace"); !place.empty())
    text += " TABLESPACE " + quote(place);
  return text + " AS\n" + view.query.sql;
}

std::string kind_of(const View& view) {
  return view.materialized ? "MATERIALIZED VIEW" : "VIEW";
}

// What a view that is made again would lose: privileges, triggers, and the indexes of a
// materialized one.
constexpr std::string_view make_again = R"(
  again := ARRAY(
    SELECT format('GRANT %s ON %s TO %s%s', a.privilege_type, c.oid::regclass,
                  CASE a.grantee WHEN 0 THEN 'PUBLIC'
                                 ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                  CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
    FROM pg_class c, aclexplode(c.relacl) a
    WHERE c.oid = {name}::regclass AND a.grantee <> c.relowner
    UNION ALL
    SELECT pg_get_triggerdef(oid) FROM pg_trigger
    WHERE tgrelid = {name}::regclass AND NOT tgisinternal
    UNION ALL
    SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = {name}::regclass);
  {drop};
  {create};
  FOREACH statement IN ARRAY again LOOP
    EXECUTE statement;
  END LOOP;
)";

std::string made_again(const View& view, const View& was) {
  std::string text = replace_all(std::string(make_again), "{name}", literal(quote(view.name)));
  text = replace_all(std::move(text), "{drop}", "DROP " + kind_of(was) + " " + quote(view.name));
  return replace_all(std::move(text), "{create}", create_view_sql(view, "CREATE " + kind_of(view)));
}

/// OR REPLACE keeps what hangs on the view, but only takes new columns at the end.
std::string replace_in_place(const View& view, const View& was) {
  return "\nDECLARE\n  again text[];\n  statement text;\nBEGIN\n" +
         create_view_sql(view, "CREATE OR REPLACE VIEW") +
         ";\nEXCEPTION WHEN invalid_table_definition THEN" + made_again(view, was) + "END\n";
}

std::string drop_and_create(const View& view, const View& was) {
  return "\nDECLARE\n  again text[];\n  statement text;\nBEGIN" + made_again(view, was) + "END\n";
}

Sql comment_of(const View& view) {
  if (view.comment.empty()) return {};
  return {comment_sql(kind_of(view) + " " + quote(view.name), view.comment)};
}

}  // namespace

Sql sql_of(const CreateView& o) {
  Sql statements = {create_view_sql(o.view, "CREATE " + kind_of(o.view))};
  for (std::string& sql : comment_of(o.view)) statements.push_back(std::move(sql));
  return statements;
}

Sql sql_of(const AlterView& o) {
  bool in_place = !o.view.materialized && !o.was.materialized;
  std::string block = in_place ? replace_in_place(o.view, o.was) : drop_and_create(o.view, o.was);
  Sql statements = {"DO " + dollar_quoted(block)};
  for (std::string& sql : comment_of(o.view)) statements.push_back(std::move(sql));
  return statements;
}

}  // namespace dbtool::postgres
