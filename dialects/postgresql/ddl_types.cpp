#include "core/support/text.h"
#include "dialects/postgresql/ddl.h"
#include "dialects/postgresql/names.h"

namespace dbtool::postgres {
namespace {

std::string create_type_sql(const Name& name, const std::vector<std::string>& values) {
  Sql literals;
  for (const std::string& value : values) literals.push_back(literal(value));
  return "CREATE TYPE " + quote(name) + " AS ENUM (" + join(literals, ", ") + ")";
}

// Everything that speaks of the old type is found in the catalog when the block runs: checks and
// indexes go and come back with the new type's name in their text, columns are converted in place.
constexpr std::string_view move_to_new_type = R"(
DECLARE
  old_type oid := {old}::regtype;
  old_array oid := (SELECT typarray FROM pg_type WHERE oid = old_type);
  old_name text := format_type(old_type, NULL);
  new_name text := format_type({new}::regtype, NULL);
  again text[] := '{}';
  part record;
  statement text;
BEGIN
  FOR part IN
    SELECT conrelid::regclass AS owner, quote_ident(conname) AS name,
           pg_get_constraintdef(oid) AS definition,
           obj_description(oid, 'pg_constraint') AS comment
    FROM pg_constraint
    WHERE contype = 'c' AND conrelid <> 0 AND oid IN (
      SELECT objid FROM pg_depend
      WHERE classid = 'pg_constraint'::regclass AND refclassid = 'pg_type'::regclass
        AND refobjid IN (old_type, old_array))
  LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %s', part.owner, part.name);
    again := again || format('ALTER TABLE %s ADD CONSTRAINT %s %s', part.owner, part.name,
                             replace(part.definition, '::' || old_name, '::' || new_name));
    IF part.comment IS NOT NULL THEN
      again := again || format('COMMENT ON CONSTRAINT %s ON %s IS %L', part.name, part.owner,
                               part.comment);
    END IF;
  END LOOP;
  FOR part IN
    SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition,
           obj_description(indexrelid, 'pg_class') AS comment
    FROM pg_index
    WHERE indexrelid IN (
      SELECT objid FROM pg_depend
      WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_type'::regclass
        AND refobjid IN (old_type, old_array))
  LOOP
    EXECUTE format('DROP INDEX %s', part.name);
    again := again || replace(part.definition, '::' || old_name, '::' || new_name);
    IF part.comment IS NOT NULL THEN
      again := again || format('COMMENT ON INDEX %s IS %L', part.name, part.comment);
    END IF;
  END LOOP;
  FOR part IN
    SELECT a.attrelid::regclass AS owner, quote_ident(a.attname) AS name,
           CASE WHEN a.atttypid = old_array THEN '[]' ELSE '' END AS array_mark,
           pg_get_expr(d.adbin, d.adrelid) AS default_value
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.atttypid IN (old_type, old_array) AND c.relkind IN ('r', 'p')
      AND NOT a.attisdropped AND a.attinhcount = 0
    ORDER BY a.attrelid, a.attnum
  LOOP
    IF part.default_value IS NOT NULL THEN
      EXECUTE format('ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT', part.owner, part.name);
    END IF;
    EXECUTE format('ALTER TABLE %1$s ALTER COLUMN %2$s TYPE %3$s USING %2$s::text%4$s::%3$s',
                   part.owner, part.name, new_name || part.array_mark, part.array_mark);
    IF part.default_value IS NOT NULL THEN
      EXECUTE format('ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %s', part.owner, part.name,
                     replace(part.default_value, '::' || old_name, '::' || new_name));
    END IF;
  END LOOP;
  again := again || ARRAY(
    SELECT format('GRANT USAGE ON TYPE %s TO %s%s', new_name,
                  CASE a.grantee WHEN 0 THEN 'PUBLIC'
                                 ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                  CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
    FROM pg_type t, aclexplode(t.typacl) a WHERE t.oid = old_type AND a.grantee <> t.typowner
    UNION ALL
    SELECT format('ALTER TYPE %s OWNER TO %I', new_name, pg_get_userbyid(typowner))
    FROM pg_type WHERE oid = old_type AND pg_get_userbyid(typowner) <> current_user);
  FOREACH statement IN ARRAY again LOOP
    EXECUTE statement;
  END LOOP;
  IF obj_description(old_type, 'pg_type') IS NOT NULL THEN
    EXECUTE format('COMMENT ON TYPE %s IS %L', new_name, obj_description(old_type, 'pg_type'));
  END IF;
END
)";

}  // namespace

Sql sql_of(const CreateEnum& o) {
  Sql statements = {create_type_sql(o.definition.name, o.definition.values)};
  if (!o.definition.comment.empty())
    statements.push_back(comment_sql("TYPE " + quote(o.definition.name), o.definition.comment));
  return statements;
}

Sql sql_of(const AddEnumValue& o) {
  std::string text = "ALTER TYPE " + quote(o.name) + " ADD VALUE IF NOT EXISTS " + literal(o.value);
  if (!o.before.empty())
    text += " BEFORE " + literal(o.before);
  else if (!o.after.empty())
    text += " AFTER " + literal(o.after);
  return {text};
}

Sql sql_of(const AlterEnum& o) {
  Name old{o.name.schema, shorten_name(o.name.name + "__old", 63)};
  std::string block = replace_all(std::string(move_to_new_type), "{old}", literal(quote(old)));
  block = replace_all(std::move(block), "{new}", literal(quote(o.name)));
  return {"ALTER TYPE " + quote(o.name) + " RENAME TO " + quote(old.name),
          create_type_sql(o.name, o.values), "DO " + dollar_quoted(block),
          "DROP TYPE " + quote(old)};
}

}  // namespace dbtool::postgres
