#include "dialects/postgresql/kept.h"

#include "core/support/text.h"
#include "dialects/postgresql/names.h"

#include <algorithm>

namespace dbtool::postgres {
namespace {

/// What is dropped or made; `relation` is the view, the index, or the table of a constraint.
struct Thing {
  enum class Kind { none, view, index, constraint };
  Kind kind = Kind::none;
  Name relation = {};
  std::string constraint = {};
  bool operator==(const Thing&) const = default;
  explicit operator bool() const { return kind != Kind::none; }
};

Thing dropped_by(const Operation& operation) {
  if (const auto* o = std::get_if<DropView>(&operation.what))
    return {Thing::Kind::view, o->name, {}};
  if (const auto* o = std::get_if<DropIndex>(&operation.what); o != nullptr && !o->concurrently)
    return {Thing::Kind::index, {o->table.schema, o->name}, {}};
  if (const auto* o = std::get_if<DropConstraint>(&operation.what))
    return {Thing::Kind::constraint, o->table, name_of(o->was)};
  return {};
}

Thing made_by(const Operation& operation) {
  if (const auto* o = std::get_if<CreateView>(&operation.what))
    return {Thing::Kind::view, o->view.name, {}};
  if (const auto* o = std::get_if<CreateIndex>(&operation.what);
      o != nullptr && !o->index.concurrently)
    return {Thing::Kind::index, {o->table.schema, o->index.name}, {}};
  if (const auto* o = std::get_if<CreateConstraint>(&operation.what))
    return {Thing::Kind::constraint, o->table, name_of(o->constraint)};
  return {};
}

/// A setting of the session, of letters, digits and _ alone.
std::string setting_of(const Thing& thing) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string name = "dbtool.kept_" + std::to_string(static_cast<int>(thing.kind));
  for (unsigned char c : "_" + to_text(thing.relation) + "/" + thing.constraint) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      name += static_cast<char>(c);
    else
      name += std::string("_") + digits[c >> 4U] + digits[c & 15U];
  }
  return literal(name);
}

// Each row is a statement that puts something back, and the view's column it needs, if any.
constexpr std::string_view parts_of_view = R"(
    SELECT 1 AS place, format('ALTER TABLE %s OWNER TO %I', c.oid::regclass,
                              pg_get_userbyid(c.relowner)) AS sql, NULL::name AS attname
    FROM pg_class c WHERE c.oid = {id} AND pg_get_userbyid(c.relowner) <> current_user
    UNION ALL
    SELECT 2, format('GRANT %s ON %s TO %s%s', a.privilege_type, c.oid::regclass,
                     CASE a.grantee WHEN 0 THEN 'PUBLIC'
                                    ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                     CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END), NULL
    FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = {id} AND a.grantee <> c.relowner
    UNION ALL
    SELECT 3, format('GRANT %s (%I) ON %s TO %s%s', a.privilege_type, t.attname, t.attrelid::regclass,
                     CASE a.grantee WHEN 0 THEN 'PUBLIC'
                                    ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                     CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END), t.attname
    FROM pg_attribute t, aclexplode(t.attacl) a WHERE t.attrelid = {id} AND NOT t.attisdropped
    UNION ALL
    SELECT 4, format('COMMENT ON COLUMN %s.%I IS %L', t.attrelid::regclass, t.attname,
                     d.description), t.attname
    FROM pg_attribute t JOIN pg_description d ON d.objoid = t.attrelid AND d.objsubid = t.attnum
    AND d.classoid = 'pg_class'::regclass WHERE t.attrelid = {id} AND t.attnum > 0
    UNION ALL
    SELECT 5, pg_get_ruledef(r.oid), NULL FROM pg_rewrite r
    WHERE r.ev_class = {id} AND r.rulename <> '_RETURN'
    UNION ALL
    SELECT 6, format('COMMENT ON RULE %I ON %s IS %L', r.rulename, r.ev_class::regclass,
                     obj_description(r.oid, 'pg_rewrite')), NULL
    FROM pg_rewrite r WHERE r.ev_class = {id} AND obj_description(r.oid, 'pg_rewrite') IS NOT NULL
    UNION ALL
    SELECT 7, pg_get_triggerdef(t.oid), NULL FROM pg_trigger t
    WHERE t.tgrelid = {id} AND NOT t.tgisinternal
    UNION ALL
    SELECT 8, format('COMMENT ON TRIGGER %I ON %s IS %L', t.tgname, t.tgrelid::regclass,
                     obj_description(t.oid, 'pg_trigger')), NULL
    FROM pg_trigger t WHERE t.tgrelid = {id} AND obj_description(t.oid, 'pg_trigger') IS NOT NULL
    UNION ALL
    SELECT 9, pg_get_indexdef(i.indexrelid), NULL FROM pg_index i WHERE i.indrelid = {id}
    UNION ALL
    SELECT 10, format('COMMENT ON INDEX %s IS %L', i.indexrelid::regclass,
                      obj_description(i.indexrelid, 'pg_class')), NULL
    FROM pg_index i WHERE i.indrelid = {id}
    AND obj_description(i.indexrelid, 'pg_class') IS NOT NULL)";

constexpr std::string_view parts_of_index = R"(
    SELECT 1 AS place, format('COMMENT ON INDEX %s IS %L', c.oid::regclass,
                              obj_description(c.oid, 'pg_class')) AS sql, NULL::name AS attname
    FROM pg_class c WHERE c.oid = {id} AND obj_description(c.oid, 'pg_class') IS NOT NULL
    UNION ALL
    SELECT 2, format('ALTER TABLE %s REPLICA IDENTITY USING INDEX %I', i.indrelid::regclass,
                     c.relname), NULL
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indexrelid = {id} AND i.indisreplident
    UNION ALL
    SELECT 3, format('ALTER TABLE %s CLUSTER ON %I', i.indrelid::regclass, c.relname), NULL
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indexrelid = {id} AND i.indisclustered)";

constexpr std::string_view parts_of_constraint = R"(
    SELECT 1 AS place, format('COMMENT ON CONSTRAINT %I ON %s IS %L', k.conname,
                              k.conrelid::regclass, obj_description(k.oid, 'pg_constraint')) AS sql,
           NULL::name AS attname
    FROM pg_constraint k WHERE k.conrelid = {id} AND k.conname = {constraint}
    AND obj_description(k.oid, 'pg_constraint') IS NOT NULL
    UNION ALL
    SELECT 2, format('ALTER TABLE %s REPLICA IDENTITY USING INDEX %I', k.conrelid::regclass,
                     k.conname), NULL
    FROM pg_constraint k JOIN pg_index i ON i.indexrelid = k.conindid AND i.indrelid = k.conrelid
    WHERE k.conrelid = {id} AND k.conname = {constraint} AND i.indisreplident
    UNION ALL
    SELECT 3, format('ALTER TABLE %s CLUSTER ON %I', k.conrelid::regclass, k.conname), NULL
    FROM pg_constraint k JOIN pg_index i ON i.indexrelid = k.conindid AND i.indrelid = k.conrelid
    WHERE k.conrelid = {id} AND k.conname = {constraint} AND i.indisclustered)";

std::string parts_of(const Thing& thing) {
  std::string_view query = thing.kind == Thing::Kind::view    ? parts_of_view
                           : thing.kind == Thing::Kind::index ? parts_of_index
                                                              : parts_of_constraint;
  std::string text = replace_all(std::string(query), "{constraint}", literal(thing.constraint));
  return replace_all(std::move(text), "{id}", literal(quote(thing.relation)) + "::regclass");
}

std::string keep(const Thing& thing) {
  return "  PERFORM set_config(" + setting_of(thing) +
         ", coalesce((\n    SELECT json_agg(json_build_object('sql', p.sql, 'column', p.attname) "
         "ORDER BY p.place)\n    FROM (" +
         parts_of(thing) + ") p)::text, ''), false);\n";
}

/// What belongs to a column that is there no more has gone with it.
std::string restore(const Thing& thing) {
  return "  FOR kept IN\n    SELECT p ->> 'sql' AS sql\n"
         "    FROM json_array_elements(nullif(current_setting(" +
         setting_of(thing) +
         ", true), '')::json) p\n"
         "    WHERE p ->> 'column' IS NULL OR EXISTS (SELECT FROM pg_attribute a\n"
         "      WHERE a.attrelid = " +
         literal(quote(thing.relation)) +
         "::regclass AND a.attname = p ->> 'column' AND NOT a.attisdropped)\n"
         "  LOOP\n    EXECUTE kept.sql;\n  END LOOP;\n  PERFORM set_config(" +
         setting_of(thing) + ", '', false);\n";
}

}  // namespace

std::string keep_sql(const Operation& drop, std::span<const Operation> later) {
  Thing thing = dropped_by(drop);
  bool comes_back = thing && std::ranges::any_of(later, [&](const Operation& operation) {
                      return made_by(operation) == thing;
                    });
  return comes_back ? "DO " + dollar_quoted("\nBEGIN\n" + keep(thing) + "END\n") : std::string();
}

std::string restore_sql(const Operation& create, std::span<const Operation> earlier) {
  Thing thing = made_by(create);
  bool was_there = thing && std::ranges::any_of(earlier, [&](const Operation& operation) {
                     return dropped_by(operation) == thing;
                   });
  return was_there ? "DO " + dollar_quoted("\nDECLARE\n  kept record;\nBEGIN\n" + restore(thing) +
                                           "END\n")
                   : std::string();
}

std::string keep_view(const Name& view) {
  return keep({Thing::Kind::view, view, {}});
}

std::string restore_view(const Name& view) {
  return restore({Thing::Kind::view, view, {}});
}

}  // namespace dbtool::postgres
