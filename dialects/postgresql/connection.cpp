#include "dialects/postgresql/connection.h"

#include "core/support/text.h"
#include "dialects/postgresql/errors.h"
#include "dialects/postgresql/libpq.h"
#include "dialects/postgresql/names.h"
#include "dialects/postgresql/session_settings.h"

#include <pqxx/connection>
#include <pqxx/errorhandler>
#include <pqxx/except>
#include <pqxx/nontransaction>
#include <pqxx/result>

#include <algorithm>
#include <map>
#include <utility>

namespace dbtool::postgres {
namespace {

/// Keeps the notices of the statement that runs, so that an error can show what led to it, and
/// keeps them off the terminal.
class Notices final : public pqxx::errorhandler {
 public:
  explicit Notices(pqxx::connection& connection) : pqxx::errorhandler(connection) {}

  bool operator()(const char message[]) noexcept override {
    try {
      if (texts_.size() < longest) texts_.push_back(parse_message(message).primary);
    } catch (const std::exception&) {
      // A notice that does not fit into memory is not worth a statement.
    }
    return false;
  }
  void clear() { texts_.clear(); }
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  static constexpr std::size_t longest = 10;
  std::vector<std::string> texts_;
};

std::string version_text(int version) {
  return "PostgreSQL " + std::to_string(version / 10000) + "." + std::to_string(version % 10000);
}

template <class Exception>
bool is(const pqxx::failure& error) {
  return dynamic_cast<const Exception*>(&error) != nullptr;
}

/// For a few states libpqxx 6 has a class of exception and forgets the state itself.
std::string sqlstate_of(const pqxx::failure& error) {
  if (const auto* sql = dynamic_cast<const pqxx::sql_error*>(&error);
      sql && !sql->sqlstate().empty())
    return sql->sqlstate();
  if (is<pqxx::insufficient_privilege>(error)) return "42501";
  if (is<pqxx::deadlock_detected>(error)) return "40P01";
  if (is<pqxx::serialization_failure>(error)) return "40001";
  if (is<pqxx::statement_completion_unknown>(error)) return "40003";
  return is<pqxx::transaction_rollback>(error) ? "40000" : "";
}

/// Whether DEALLOCATE or DISCARD may be in it: what scripts prepare and what is prepared for dbtool
/// goes alike.
bool drops_plans(std::string_view sql) {
  const std::string text = lower(sql);
  return text.find("deallocate") != std::string::npos || text.find("discard") != std::string::npos;
}

/// A plan that is there already, used within a message of several statements.
std::string execute_plan(const std::string& plan, const std::vector<std::string>& values) {
  std::vector<std::string> literals;
  for (const std::string& value : values) literals.push_back(literal(value));
  return "EXECUTE " + plan + (literals.empty() ? "" : " (" + join(literals, ", ") + ")");
}

class Session final : public PostgresConnection {
 public:
  /// `settings` are those that the server does not know as the session's own.
  Session(const std::string& parameters, const Settings& settings)
      : connection_(parameters), notices_(connection_), work_(connection_), settings_(settings) {}

  int announced_process() const override { return connection_.backendpid(); }
  void pin(const std::string& name, const std::string& value) override {
    const bool is_pinned =
        std::ranges::any_of(settings_, [&](const auto& setting) { return setting.first == name; });
    if (!is_pinned) settings_.emplace_back(name, value);
  }
  void unpin(const std::string& name) override {
    std::erase_if(settings_, [&](const auto& setting) { return setting.first == name; });
  }
  void renew_soon() override {
    execute_soon(reset_session(settings_));
    renewal_ = Renewal::uncommitted;
  }
  void shelter_soon() override { execute_soon(reset_for_record(settings_)); }
  bool is_renewed() const override { return renewal_ == Renewal::committed; }

  std::int64_t execute(std::string_view sql) override {
    return static_cast<std::int64_t>(run(sql).affected_rows());
  }
  std::int64_t execute(std::string_view sql, std::span<const Literal> values) override {
    return static_cast<std::int64_t>(run(sql, values).affected_rows());
  }
  std::int64_t execute(const Prepared& statement) override {
    return static_cast<std::int64_t>(run(statement).affected_rows());
  }
  void query(std::string_view sql, const std::function<void(Row)>& each) override {
    read(run(sql), each);
  }
  void query(std::string_view sql, std::span<const Literal> values,
             const std::function<void(Row)>& each) override {
    read(run(sql, values), each);
  }
  void query(const Prepared& statement, const std::function<void(Row)>& each) override {
    read(run(statement), each);
  }
  void execute_soon(std::string_view sql) override {
    if (!waiting_.empty()) waiting_ += "; ";
    waiting_ += sql;
  }
  void catch_up() override {
    const std::string sql = std::exchange(waiting_, {});
    if (!sql.empty()) guarded(sql, [&] { return work_.exec(sql); });
  }
  // libpqxx keeps the transaction status to itself. Inside a transaction that an earlier message
  // began, its start is not the time of this statement; an aborted one refuses the question.
  bool in_transaction() override {
    try {
      return query_value(*this, "SELECT transaction_timestamp() <> statement_timestamp()") == "t";
    } catch (const DatabaseError& error) {
      if (error.details().sqlstate == "25P02") return true;
      throw;
    }
  }

  void interrupt() override {
    try {
      connection_.cancel_query();
    } catch (const std::exception&) {
      // Nothing is running any more, or the server is gone: the statement itself tells.
    }
  }

  std::string server() override { return version_text(connection_.server_version()); }

 private:
  pqxx::result run(std::string_view sql) {
    catch_up();
    if (drops_plans(sql)) keeps_plans_ = false;
    const bool renews = sql == "COMMIT" && renewal_ == Renewal::uncommitted;
    renewal_ = Renewal::none;
    pqxx::result result = guarded(sql, [&] { return work_.exec(std::string(sql)); });
    if (renews) renewal_ = Renewal::committed;
    return result;
  }

  /// As text, whose type the server infers from where it stands.
  pqxx::result run(std::string_view sql, std::span<const Literal> values) {
    std::vector<const char*> texts;
    for (const Literal& value : values)
      texts.push_back(value.kind == Literal::Kind::null ? nullptr : value.text.c_str());
    catch_up();
    renewal_ = Renewal::none;
    return guarded(sql, [&] {
      return work_.exec_params(std::string(sql), pqxx::prepare::make_dynamic_params(texts));
    });
  }

  pqxx::result run(const Prepared& statement) {
    try {
      return keeps_plans_ ? run_kept(statement) : run_once(statement);
    } catch (const DatabaseError& error) {
      constexpr std::string_view no_such_plan = "26000";
      if (error.details().sqlstate == no_such_plan) keeps_plans_ = false;
      throw;
    }
  }

  pqxx::result run_once(const Prepared& statement) {
    catch_up();
    return guarded(statement.sql, [&] {
      return work_.exec_params(statement.sql, pqxx::prepare::make_dynamic_params(statement.values));
    });
  }

  pqxx::result run_kept(const Prepared& statement) {
    Plan& plan = plan_of(statement.sql);
    if (plan.is_made && !waiting_.empty()) {
      const std::string sql =
          std::exchange(waiting_, {}) + "; " + execute_plan(plan.name, statement.values);
      return guarded(statement.sql, [&] { return work_.exec(sql); });
    }
    catch_up();
    pqxx::result result = guarded(statement.sql, [&] {
      return work_.exec_prepared(plan.name, pqxx::prepare::make_dynamic_params(statement.values));
    });
    plan.is_made = true;
    return result;
  }

  struct Plan {
    std::string name = {};
    bool is_made = false;  ///< by the server, which does so when it is used first
  };
  Plan& plan_of(const std::string& sql) {
    auto [place, is_new] = plans_.try_emplace(sql);
    Plan& plan = place->second;
    if (is_new) {
      plan.name = "dbtool_" + std::to_string(plans_.size());
      connection_.prepare(plan.name, sql);
    }
    return plan;
  }

  static void read(const pqxx::result& result, const std::function<void(Row)>& each) {
    std::vector<std::optional<std::string_view>> row(result.columns());
    for (const auto& fields : result) {
      std::size_t i = 0;
      for (const auto& field : fields) {
        row[i] = std::nullopt;
        if (!field.is_null()) row[i] = std::string_view(field.c_str(), field.size());
        ++i;
      }
      each(row);
    }
  }

  // libpqxx 6 connects again by itself after a break, without the session's locks and settings:
  // a session that broke once is never used again.
  pqxx::result guarded(std::string_view sql, const std::function<pqxx::result()>& send) {
    if (broken_) throw connection_lost("", sql);
    notices_.clear();
    try {
      return send();
    } catch (const pqxx::broken_connection& error) {
      broken_ = true;
      throw connection_lost(error.what(), sql);
    } catch (const pqxx::failure& error) {
      throw translated(error.what(), sqlstate_of(error), sql);
    }
  }

  DatabaseError translated(const char* text, const std::string& sqlstate, std::string_view sql) {
    DatabaseError error = database_error(text, sqlstate, sql, notices_.texts(), user());
    broken_ = error.details().connection_lost || !connection_.is_open();
    return broken_ && !error.details().connection_lost ? connection_lost(text, sql) : error;
  }

  enum class Renewal { none, uncommitted, committed };

  std::string user() {
    const char* name = connection_.username();
    return name == nullptr ? "" : name;
  }

  pqxx::connection connection_;
  Notices notices_;
  pqxx::nontransaction work_;
  Settings settings_;                       // to be set after a reset
  Renewal renewal_ = Renewal::none;         // of the settings
  std::string waiting_ = {};                // statements put off
  std::map<std::string, Plan> plans_ = {};  // by text
  bool keeps_plans_ = true;                 // until a script has dropped them
  bool broken_ = false;
};

std::unique_ptr<Connection> open_and_set(const DatabaseUrl& url, const Timeouts& timeouts,
                                         const Settings& settings) {
  auto session = std::make_unique<Session>(connection_string(url, timeouts, ""), settings);
  session->query(as_query(settings), [](Row) {});
  return session;
}

}  // namespace

std::unique_ptr<Connection> open_connection(const DatabaseUrl& url, Access access,
                                            const Timeouts& timeouts) {
  load_libpq();
  Settings settings = session_settings(url, access, timeouts);
  try {
    return std::make_unique<Session>(connection_string(url, timeouts, as_startup_options(settings)),
                                     Settings{});
  } catch (const pqxx::failure& error) {
    if (!refuses_startup_options(error.what())) throw connect_error(error.what(), url);
  }
  try {
    return open_and_set(url, timeouts, settings);
  } catch (const pqxx::failure& error) {
    throw connect_error(error.what(), url);
  }
}

PostgresConnection& own(Connection& connection) {
  return dynamic_cast<PostgresConnection&>(connection);
}

int major_version(Connection& connection) {
  std::string text = connection.server();
  auto space = text.find(' ');
  return static_cast<int>(
      parse_integer(std::string_view(text).substr(space + 1, text.find('.') - space - 1))
          .value_or(12));
}

}  // namespace dbtool::postgres
