#include "dialects/postgresql/scratch.h"

#include "core/support/clock.h"
#include "core/support/digest.h"
#include "core/support/text.h"
#include "dialects/postgresql/catalog.h"
#include "dialects/postgresql/connection.h"
#include "dialects/postgresql/names.h"
#include "dialects/postgresql/scratch_furniture.h"

namespace dbtool::postgres {
namespace {

/// What makes the scratch database like the one it stands for.
struct Likeness {
  std::string locale_clauses = {};
  std::string default_schema = {};
  std::string search_path = {};
  std::string furniture = {};
};

std::string locale_clauses(Row row) {
  std::string clauses = "ENCODING " + literal(text(row[0])) + " LC_COLLATE " +
                        literal(text(row[1])) + " LC_CTYPE " + literal(text(row[2]));
  if (row[3] == "i") clauses += " LOCALE_PROVIDER icu ICU_LOCALE " + literal(text(row[4]));
  if (row[3] == "b") clauses += " LOCALE_PROVIDER builtin BUILTIN_LOCALE " + literal(text(row[4]));
  return clauses;
}

Likeness likeness_of(Connection& connection) {
  Likeness like;
  int version = major_version(connection);
  std::string provider = version >= 15 ? "datlocprovider" : "'c'";
  std::string locale = version >= 17 ? "datlocale" : version >= 15 ? "daticulocale" : "NULL";
  connection.query("SELECT pg_encoding_to_char(encoding), datcollate, datctype, " + provider +
                       ", " + locale +
                       ", current_schema(), current_setting('search_path') "
                       "FROM pg_database WHERE datname = current_database()",
                   [&](Row row) {
                     like.locale_clauses = locale_clauses(row);
                     like.default_schema = text(row[5]);
                     like.search_path = text(row[6]);
                   });
  like.furniture = furniture_of(connection);
  return like;
}

RefusedError not_allowed(const DatabaseError& error) {
  return RefusedError(
      {.code = "DBT804",
       .message = "dbtool may not create a scratch database on this server",
       .notes = {
           {"cause", error.what()},
           {"next",
            "ALTER ROLE … CREATEDB for this user, or name a server where it may in scratch_url "
            "of dbtool.yaml"}}});
}

class ScratchDatabase final : public Scratch {
 public:
  ScratchDatabase(const DatabaseUrl& url, Likeness like)
      : like_(std::move(like)),
        name_("dbtool_scratch_" + random_hex(12)),
        server_(open_connection(url, Access::read_write, {})) {
    create();
    try {
      DatabaseUrl own = url;
      own.parameters["dbname"] = name_;
      own.parameters.erase("options");
      connection_ = open_connection(own, Access::read_write, {});
      prepare();
    } catch (const Error&) {
      drop();
      throw;
    }
  }
  ~ScratchDatabase() override { drop(); }
  ScratchDatabase(const ScratchDatabase&) = delete;
  ScratchDatabase& operator=(const ScratchDatabase&) = delete;

  Connection& connection() override { return *connection_; }

  void reset() override {
    if (connection_->in_transaction()) connection_->execute("ROLLBACK");
    drop_relations();
    std::vector<std::string> schemas;
    connection_->query(
        "SELECT quote_ident(nspname) FROM pg_namespace "
        "WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'",
        [&](Row row) { schemas.emplace_back(text(row[0])); });
    for (const std::string& schema : schemas)
      connection_->execute("DROP SCHEMA " + schema + " CASCADE");
    connection_->execute("CREATE SCHEMA public");
    prepare();
  }

  void restore_session() override {
    own(*connection_).renew_soon();
    connection_->catch_up();
  }

  void furnish() override {
    if (like_.furniture.empty()) return;
    connection_->execute("SET check_function_bodies = off");
    connection_->execute(like_.furniture);
  }

 private:
  void create() {
    try {
      server_->execute("CREATE DATABASE " + name_ + " TEMPLATE template0 " + like_.locale_clauses);
      server_->execute("COMMENT ON DATABASE " + name_ + " IS " +
                       literal("scratch database of dbtool, made " + to_iso(now()) +
                               "; may be dropped when no dbtool is running"));
    } catch (const DatabaseError& error) {
      if (error.details().sqlstate == "42501") throw not_allowed(error);
      throw;
    }
  }

  void drop() noexcept {
    try {
      connection_.reset();
      std::string force = major_version(*server_) >= 13 ? " WITH (FORCE)" : "";
      server_->execute("DROP DATABASE IF EXISTS " + name_ + force);
    } catch (const std::exception&) {
      // The server is gone; the database's comment says what it is.
    }
  }

  /// Nothing here must survive a crash, and names resolve as in the live database.
  void prepare() {
    own(*connection_).pin("synchronous_commit", "off");
    own(*connection_).pin("search_path", like_.search_path);
    if (!like_.default_schema.empty())
      connection_->execute("CREATE SCHEMA IF NOT EXISTS " + quote(like_.default_schema));
    restore_session();
  }

  /// Some at a time: one statement for thousands of tables would need more locks than there are.
  void drop_relations() {
    constexpr std::size_t at_once = 50;
    std::vector<std::string> tables;
    connection_->query(
        "SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' "
        "AND n.nspname <> 'information_schema' AND NOT EXISTS (SELECT FROM pg_depend e "
        "WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')",
        [&](Row row) { tables.emplace_back(text(row[0])); });
    for (std::size_t i = 0; i < tables.size(); i += at_once) {
      auto count = std::min(at_once, tables.size() - i);
      connection_->execute("DROP TABLE IF EXISTS " +
                           join(std::span(tables).subspan(i, count), ", ") + " CASCADE");
    }
  }

  Likeness like_;
  std::string name_;
  std::unique_ptr<Connection> server_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace

std::unique_ptr<Scratch> make_scratch(Connection& like, const DatabaseUrl& url) {
  return std::make_unique<ScratchDatabase>(url, likeness_of(like));
}

}  // namespace dbtool::postgres
