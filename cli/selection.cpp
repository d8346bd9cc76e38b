#include "cli/selection.h"

#include "cli/revision_list.h"
#include "cli/session.h"
#include "core/support/text.h"

#include <algorithm>
#include <map>
#include <set>

namespace dbtool::cli {
namespace {

enum class Result { not_started, done, failed };

std::string text_of(Result result) {
  switch (result) {
    case Result::not_started:
      return "not started";
    case Result::done:
      return "done";
    case Result::failed:
      return "failed";
  }
  return {};
}

std::vector<std::string> names_of(const std::vector<Session*>& databases) {
  std::vector<std::string> names;
  for (Session* database : databases) names.push_back(database->name());
  return names;
}

// Empty: it cannot be told. One that cannot be reached is told of in its turn where the others are
// asked all the same; else nothing may be done to any.
std::string identity_of(Session& database, AfterError after_error) {
  try {
    return database.dialect().identity(database.connection(), database.url());
  } catch (const UsageError&) {
    throw;
  } catch (Error& error) {
    if (after_error == AfterError::go_on) return {};
    error.add_note({"database", database.name()});
    error.add_note({"state", "nothing was done"});
    throw;
  }
}

// Two names for one database would run every script there twice.
void require_distinct(const std::vector<Session*>& databases, AfterError after_error) {
  std::map<std::string, std::string> seen;
  for (Session* database : databases) {
    std::string identity = identity_of(*database, after_error);
    if (identity.empty()) continue;
    auto [found, is_new] = seen.emplace(identity, database->name());
    if (is_new) continue;
    throw UsageError(
        {.code = "DBT129",
         .message = "\"" + found->second + "\" and \"" + database->name() +
                    "\" are one database: " + database->database(),
         .notes = {{"state", "nothing was done"},
                   {"next", "give each its own url under databases: in dbtool.yaml"}}});
  }
}

// Asked after a failure, when a connection may be gone.
std::string whereabouts(Session& database) {
  if (database.is_offline()) return "was compared offline";
  try {
    State state = read_state(database.connection(), database.dialect(), database.tables());
    return "is at " + rows_text(state.rows);
  } catch (const Error& error) {
    return std::string("cannot be asked where it is: ") + error.what();
  }
}

// The databases of one command, as far as it came.
class Round {
 public:
  explicit Round(Session& session) : session_(session), databases_(session.databases()) {}

  ExitCode run(AfterError after_error, const std::function<ExitCode(Session&)>& work) {
    if (!session_.is_offline()) require_distinct(databases_, after_error);
    for (std::size_t i = 0; i < databases_.size(); ++i) {
      session_.interruption().check();
      run_one(i, after_error, work);
    }
    if (problems_.empty()) return exit_code_;
    throw Error(exit_code_, problems_);
  }

 private:
  void run_one(std::size_t index, AfterError after_error,
               const std::function<ExitCode(Session&)>& work) {
    Output& output = session_.output();
    output.begin_database(databases_[index]->name());
    try {
      ExitCode exit_code = work(*databases_[index]);
      output.end_database(text_of(Result::done), exit_code);
      exit_code_ = std::max(exit_code_, exit_code);
    } catch (Error& error) {
      output.end_database(text_of(Result::failed), error.exit_code());
      error.add_note({"database", databases_[index]->name()});
      if (after_error == AfterError::stop) tell_all(error, index);
      if (after_error != AfterError::go_on) throw;
      exit_code_ = std::max(exit_code_, error.exit_code());
      problems_.insert(problems_.end(), error.problems().begin(), error.problems().end());
    }
  }

  void tell_all(Error& error, std::size_t failed) {
    std::string text;
    for (std::size_t i = 0; i < databases_.size(); ++i) {
      Result result = i < failed    ? Result::done
                      : i == failed ? Result::failed
                                    : Result::not_started;
      if (i > failed) {
        session_.output().begin_database(databases_[i]->name());
        session_.output().end_database(text_of(result), ExitCode::ok);
      }
      text += (i == 0 ? "" : "\n") + databases_[i]->name() + " " + whereabouts(*databases_[i]) +
              " (" + text_of(result) + ")";
    }
    error.add_note({"databases", text});
    error.add_note(
        {"next",
         "the same command again goes on with what is left; where it counted steps (-1), "
         "name the revision instead"});
  }

  Session& session_;
  const std::vector<Session*>& databases_;
  ExitCode exit_code_ = ExitCode::ok;
  std::vector<Problem> problems_ = {};
};

}  // namespace

ExitCode on_each_database(Session& session, AfterError after_error,
                          const std::function<ExitCode(Session&)>& work) {
  if (session.databases().size() == 1) return work(*session.databases().front());
  return Round(session).run(after_error, work);
}

void require_one_place(Session& session, const std::string& target) {
  const std::vector<Session*>& databases = session.databases();
  if (databases.size() == 1 || !needs_rows(target)) return;
  std::set<Rows> places;
  std::vector<std::string> lines;
  for (Session* database : databases) {
    const Rows rows = database->state().rows;
    places.insert(rows);
    lines.push_back(database->name() + " is at " + rows_text(rows));
  }
  if (places.size() == 1) return;
  throw HistoryError(
      {.code = "DBT752",
       .message =
           "\"" + target + "\" counts from where a database is, and they are not at one place",
       .notes = {{"databases", join(lines, "\n")},
                 {"state", "nothing was done"},
                 {"next", "name the revision, or one of them with --database NAME"}}});
}

Session& only_database(Session& session, const std::string& what) {
  const std::vector<Session*>& databases = session.databases();
  if (databases.size() == 1) return *databases.front();
  throw UsageError({.code = "DBT127",
                    .message = what + " is of one database, and this project has several",
                    .hint = "say which with --database NAME",
                    .notes = {{"known", join(names_of(databases), ", ")}}});
}

}  // namespace dbtool::cli
