// Session: what commands share, each part made on first use.
#pragma once

#include "cli/global_options.h"
#include "cli/interruption.h"
#include "cli/output.h"
#include "core/project/config.h"
#include "core/revisions/revision_graph.h"
#include "core/run/execute.h"
#include "core/run/state.h"
#include "core/schema/model.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dbtool::cli {

class Session {
 public:
  Session(GlobalOptions options, const Variable& variable, Interruption& interruption);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  const GlobalOptions& options() const { return options_; }
  Output& output() { return output_; }
  const Variable& variable() const { return variable_; }
  const Interruption& interruption() const { return interruption_; }

  const Config& config();
  /// Throws UsageError (DBT113) when there is no folder of scripts.
  const RevisionGraph& graph();
  /// The same for commands that write a script, which may be the first.
  const RevisionGraph& graph_to_extend();
  const DatabaseUrl& url();
  const Dialect& dialect();
  /// Opened on first use, and again when more access is wanted. An error says where the URL came
  /// from.
  Connection& connection(Access access = Access::read_only);
  /// A new session in place of one that broke; the old one stays as long as this.
  Connection& reconnect();
  StateTables tables();
  RunSettings run_settings();
  /// Read anew each time; rows that no file has throw HistoryError (DBT703, DBT718).
  State state();
  /// The rows when the identifier needs them ("current", "-1"), else none, without connecting.
  Rows rows_for(std::string_view identifier);
  /// Made on first use.
  ScratchSource scratch();
  Model model();

  /// For people: "blog_dev", "app.db".
  const std::string& database() { return url().database; }
  /// Whether somebody is there to answer a question.
  bool can_ask() const;
  /// Asks on the terminal; one of the letters of `answers`, in lower case. Only after can_ask().
  char ask(const std::string& question, const std::string& answers);

 private:
  std::unique_ptr<Connection> connect(Access access);

  GlobalOptions options_;
  Variable variable_;
  Interruption& interruption_;
  Output output_;
  std::optional<Config> config_;
  std::optional<RevisionGraph> graph_;
  std::optional<DatabaseUrl> url_;
  std::vector<std::unique_ptr<Connection>> broken_ = {};
  std::unique_ptr<Connection> connection_;
  Access access_ = Access::read_only;
  std::unique_ptr<Scratch> scratch_;
};

/// Whether an identifier can only be resolved with the rows of the database.
bool needs_rows(std::string_view identifier);

}  // namespace dbtool::cli
