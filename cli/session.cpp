#include "cli/session.h"

#include "cli/unknown_rows.h"
#include "cli/version.h"
#include "core/project/project.h"
#include "core/support/text.h"
#include "dialects/dialects.h"

#include <algorithm>
#include <iostream>
#include <poll.h>
#include <unistd.h>

namespace dbtool::cli {
namespace {

// -x KEY=VALUE comes before the environment.
Variable with_options(const std::vector<std::string>& assignments, const Variable& variable) {
  std::map<std::string, std::string> values;
  for (const std::string& assignment : assignments) {
    auto equals = assignment.find('=');
    values[assignment.substr(0, equals)] =
        equals == std::string::npos ? "" : assignment.substr(equals + 1);
  }
  return [values, variable](const std::string& name) -> std::optional<std::string> {
    auto found = values.find(name);
    return found == values.end() ? variable(name) : found->second;
  };
}

bool has_note(const Error& error, const std::string& label) {
  const auto& notes = error.problems().front().notes;
  return std::any_of(notes.begin(), notes.end(),
                     [&](const Note& note) { return note.label == label; });
}

// Looks now and then: a signal just before a read that blocks would not end it.
void wait_for_input(const Interruption& interruption) {
  pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
  do interruption.check();
  while (poll(&input, 1, 100) <= 0);
}

}  // namespace

Session::Session(GlobalOptions options, const Variable& variable, Interruption& interruption)
    : chosen_(options.database) {
  Variable with_own = with_options(options.variables, variable);
  Output output(options, with_own);
  common_ = std::make_shared<Common>(Common{.options = std::move(options),
                                            .variable = std::move(with_own),
                                            .interruption = interruption,
                                            .output = std::move(output)});
}

Session::Session(std::shared_ptr<Common> common, std::string database)
    : common_(std::move(common)), chosen_(std::move(database)) {}

Session::~Session() {
  if (connection_ != nullptr) common_->interruption.watch(nullptr);
}

const std::vector<Session*>& Session::databases() {
  if (!databases_.empty()) return databases_;
  if (config().databases.empty() || !config().database.empty()) {
    databases_ = {this};
    return databases_;
  }
  if (options().url)
    throw UsageError({.code = "DBT127",
                      .message = "this project has several databases, and --url is of one",
                      .hint = "say which with --database NAME",
                      .notes = {{"known", join(config().databases, ", ")}}});
  for (const std::string& name : config().databases) {
    named_.push_back(std::unique_ptr<Session>(new Session(common_, name)));
    databases_.push_back(named_.back().get());
  }
  return databases_;
}

const Config& Session::config() {
  if (config_) return *config_;
  ConfigRequest request{.working_directory = std::filesystem::current_path(),
                        .environment = options().environment,
                        .database = chosen_,
                        .variable = variable()};
  if (options().config) request.config_file = *options().config;
  if (options().url) request.options["url"] = *options().url;
  if (options().migrations) request.options["migrations"] = *options().migrations;
  return config_.emplace(load_config(request));
}

const RevisionGraph& Session::graph() {
  if (!common_->graph) require_versions_folder(config());
  return graph_to_extend();
}

const RevisionGraph& Session::graph_to_extend() {
  if (!common_->graph) common_->graph = load_project_graph(config());
  return *common_->graph;
}

RevisionBody Session::body(const Revision& revision) {
  RevisionBody body = read_body(revision, dialect().traits().name, name());
  std::vector<Problem> problems;
  for (const auto& [database, where] : body.databases)
    if (std::ranges::count(config().databases, database) == 0)
      problems.push_back({.code = "DBT609",
                          .message = "dbtool.yaml has no database \"" + database + "\"",
                          .where = where,
                          .hint = did_you_mean(database, config().databases)});
  if (!problems.empty()) throw UsageError(std::move(problems));
  return body;
}

const DatabaseUrl& Session::url() {
  if (url_) return *url_;
  url_ = database_url(config());
  output().keep_secret(*url_);
  if (output().verbose(1))
    for (const std::string& note : url_->notes) output().note(note);
  return *url_;
}

void Session::work_offline(const std::optional<std::string>& dialect) {
  common_->offline = true;
  common_->dialect = dialect.value_or("");
}

const Dialect& Session::dialect() {
  return dialect_named(common_->dialect.empty() ? url().dialect : common_->dialect);
}

std::string Session::database() {
  return is_offline() ? "the scripts" : url().database;
}

std::unique_ptr<Connection> Session::connect(Access access) {
  try {
    return dialect().connect(url(), access, config().timeouts);
  } catch (Error& error) {
    if (!has_note(error, "url"))
      error.add_note(
          {"url", redacted(url()) + (url().origin.empty() ? "" : " (" + url().origin + ")")});
    if (access == Access::read_write && !has_note(error, "state"))
      error.add_note({"state", "nothing was done; " + database() + " is unchanged"});
    if (!has_note(error, "next")) error.add_note({"next", "run it again"});
    throw;
  }
}

Connection& Session::connection(Access access) {
  if (connection_ != nullptr && (access_ == access || access_ == Access::read_write)) {
    common_->interruption.watch(connection_.get());
    return *connection_;
  }
  common_->interruption.watch(nullptr);
  connection_.reset();
  connection_ = connect(access);
  access_ = access;
  common_->interruption.watch(connection_.get());
  return *connection_;
}

Connection& Session::reconnect() {
  auto fresh = connect(access_);
  common_->interruption.watch(fresh.get());
  broken_.push_back(std::exchange(connection_, std::move(fresh)));
  return *connection_;
}

StateTables Session::tables() {
  return {.version = config().version_table, .log = config().log_table};
}

SlowCommit Session::slow_commit() {
  const std::string waits_for = dialect().traits().commits.waits_for;
  if (waits_for.empty()) return {};
  return {.tell = [&output = output(), waits_for] {
    output.note("    note: COMMIT is not answered yet: the server may be waiting for " + waits_for +
                "; when this is interrupted, it may be committed on that server and not on others");
  }};
}

RunSettings Session::run_settings() {
  return {.tables = tables(),
          .timeouts = config().timeouts,
          .slow_commit = slow_commit(),
          .tool_version = std::string(version()),
          .database = database(),
          .reconnect = [this]() -> Connection& { return reconnect(); }};
}

State Session::state() {
  graph();  // its errors come before those of the connection
  State state = read_state(connection(), dialect(), tables());
  refuse_unknown_rows(*this, state);
  return state;
}

bool needs_rows(std::string_view identifier) {
  auto is_relative = [](std::string_view text) {
    return text.starts_with('+') || text.starts_with('-');
  };
  for (const std::string& side : split(identifier, ':')) {
    auto symbol =
        std::string_view(side).substr(side.find('@') == std::string::npos ? 0 : side.find('@') + 1);
    if (symbol.starts_with("current") || is_relative(symbol)) return true;
  }
  return false;
}

Rows Session::rows_for(std::string_view identifier) {
  return needs_rows(identifier) ? state().rows : Rows{};
}

bool Session::has_scratch() {
  if (!is_offline() || !config().scratch_url.empty()) return true;
  if (scratch_ == nullptr) scratch_ = dialect().scratch_without_server();
  return scratch_ != nullptr;
}

std::unique_ptr<Scratch> Session::make_scratch() {
  if (is_offline())
    if (auto scratch = dialect().scratch_without_server()) return scratch;
  DatabaseUrl where = config().scratch_url.empty()
                          ? url()
                          : parse_url(config().scratch_url, config().folder, "scratch_url");
  if (!is_offline()) return dialect().scratch(connection(), where);
  output().keep_secret(where);
  scratch_server_ = dialect().connect(where, Access::read_only, config().timeouts);
  return dialect().scratch(*scratch_server_, where);
}

ScratchSource Session::scratch() {
  if (!has_scratch()) return {};
  return [this]() -> Scratch& {
    if (scratch_ == nullptr) scratch_ = make_scratch();
    return *scratch_;
  };
}

Model Session::model() {
  ScratchSource source = scratch();
  if (!source)
    source = []() -> Scratch& {
      throw UsageError(
          {.code = "DBT307",
           .message = "models in SQL need a server to be read, also offline",
           .hint = "name one where databases may be made: scratch_url in dbtool.yaml"});
    };
  std::optional<std::string> schema;
  std::function<std::string()> default_schema;
  if (!is_offline())
    default_schema = [&] {
      if (!schema) schema = dialect().default_schema(connection());
      return *schema;
    };
  return load_project_model(config(), dialect(), source, default_schema);
}

bool Session::can_ask() const {
  auto is_ci = variable()("CI").value_or("");
  return !options().no_input && !common_->output.json() && (is_ci.empty() || is_ci == "false") &&
         isatty(STDIN_FILENO) != 0;
}

char Session::ask(const std::string& question, const std::string& answers) {
  while (true) {
    std::cerr << question << std::flush;
    wait_for_input(common_->interruption);
    std::string answer;
    if (!std::getline(std::cin, answer)) {
      common_->interruption.check();
      throw RefusedError({.code = "DBT800", .message = "no answer to the question"});
    }
    std::string word = lower(trim(answer));
    if (!word.empty() && answers.find(word[0]) != std::string::npos) return word[0];
  }
}

}  // namespace dbtool::cli
