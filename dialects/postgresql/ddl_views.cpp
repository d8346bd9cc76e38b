#include "core/support/text.h"
#include "dialects/postgresql/ddl.h"
#include "dialects/postgresql/kept.h"
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

/// Statements of PL/pgSQL that make the view anew, with what hangs on it.
std::string made_again(const View& view, const View& was) {
  return keep_view(view.name) + "  DROP " + kind_of(was) + " " + quote(view.name) + ";\n" +
         create_view_sql(view, "CREATE " + kind_of(view)) + ";\n" + restore_view(view.name);
}

std::string plpgsql_block(const std::string& statements) {
  return "\nDECLARE\n  kept record;\nBEGIN\n" + statements + "END\n";
}

/// OR REPLACE keeps what hangs on the view, but only takes new columns at the end.
std::string replace_in_place(const View& view, const View& was) {
  return plpgsql_block(create_view_sql(view, "CREATE OR REPLACE VIEW") +
                       ";\nEXCEPTION WHEN invalid_table_definition THEN\n" + made_again(view, was));
}

Sql comment_of_view(const View& view) {
  if (view.comment.empty()) return {};
  return {comment_sql(kind_of(view) + " " + quote(view.name), view.comment)};
}

}  // namespace

Sql sql_of(const CreateView& o) {
  Sql statements = {create_view_sql(o.view, "CREATE " + kind_of(o.view))};
  for (std::string& sql : comment_of_view(o.view)) statements.push_back(std::move(sql));
  return statements;
}

Sql sql_of(const AlterView& o) {
  bool in_place = !o.view.materialized && !o.was.materialized;
  std::string body =
      in_place ? replace_in_place(o.view, o.was) : plpgsql_block(made_again(o.view, o.was));
  Sql statements = {"DO " + dollar_quoted(body)};
  for (std::string& sql : comment_of_view(o.view)) statements.push_back(std::move(sql));
  return statements;
}

}  // namespace dbtool::postgres
