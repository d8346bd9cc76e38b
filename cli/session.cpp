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
    : options_(std::move(options)),
      variable_(with_options(options_.variables, variable)),
      interruption_(interruption),
      output_(options_, variable_) {}

Session::~Session() {
  interruption_.watch(nullptr);
}

const Config& Session::config() {
  if (config_) return *config_;
  ConfigRequest request{.working_directory = std::filesystem::current_path(),
                        .environment = options_.environment,
                        .variable = variable_};
  if (options_.config) request.config_file = *options_.config;
  if (options_.url) request.options["url"] = *options_.url;
  if (options_.migrations) request.options["migrations"] = *options_.migrations;
  return config_.emplace(load_config(request));
}

const RevisionGraph& Session::graph() {
  if (!graph_) require_versions_folder(config());
  return graph_to_extend();
}

const RevisionGraph& Session::graph_to_extend() {
  if (!graph_) graph_ = load_project_graph(config());
  return *graph_;
}

const DatabaseUrl& Session::url() {
  if (url_) return *url_;
  url_ = database_url(config());
  output_.keep_secret(*url_);
  if (output_.verbose(1))
    for (const std::string& note : url_->notes) output_.note(note);
  return *url_;
}

const Dialect& Session::dialect() {
  return dialect_named(url().dialect);
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
  if (connection_ != nullptr && (access_ == access || access_ == Access::read_write))
    return *connection_;
  interruption_.watch(nullptr);
  connection_.reset();
  connection_ = connect(access);
  access_ = access;
  interruption_.watch(connection_.get());
  return *connection_;
}

Connection& Session::reconnect() {
  auto fresh = connect(access_);
  interruption_.watch(fresh.get());
  broken_.push_back(std::exchange(connection_, std::move(fresh)));
  return *connection_;
}

StateTables Session::tables() {
  return {.version = config().version_table, .log = config().log_table};
}

RunSettings Session::run_settings() {
  return {.tables = tables(),
          .timeouts = config().timeouts,
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

ScratchSource Session::scratch() {
  return [this]() -> Scratch& {
    if (scratch_ == nullptr) {
      DatabaseUrl where = config().scratch_url.empty()
                              ? url()
                              : parse_url(config().scratch_url, config().folder, "scratch_url");
      scratch_ = dialect().scratch(connection(), where);
    }
    return *scratch_;
  };
}

Model Session::model() {
  std::optional<std::string> schema;
  auto default_schema = [&] {
    if (!schema) schema = dialect().default_schema(connection());
    return *schema;
  };
  return load_project_model(config(), dialect(), scratch(), default_schema);
}

bool Session::can_ask() const {
  auto is_ci = variable_("CI").value_or("");
  return !options_.no_input && !output_.json() && (is_ci.empty() || is_ci == "false") &&
         isatty(STDIN_FILENO) != 0;
}

char Session::ask(const std::string& question, const std::string& answers) {
  while (true) {
    std::cerr << question << std::flush;
    wait_for_input(interruption_);
    std::string answer;
    if (!std::getline(std::cin, answer)) {
      interruption_.check();
      throw RefusedError({.code = "DBT800", .message = "no answer to the question"});
    }
    std::string word = lower(trim(answer));
    if (!word.empty() && answers.find(word[0]) != std::string::npos) return word[0];
  }
}

}  // namespace dbtool::cli
