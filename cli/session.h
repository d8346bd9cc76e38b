// Session: what commands share, each part made on first use. A session is for one database; where
// a project has several, each has a session of its own (cli/selection.h).
#pragma once

#include "cli/global_options.h"
#include "cli/interruption.h"
#include "cli/output.h"
#include "core/project/config.h"
#include "core/revisions/revision_body.h"
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

  const GlobalOptions& options() const { return common_->options; }
  Output& output() { return common_->output; }
  const Variable& variable() const { return common_->variable; }
  Interruption& interruption() { return common_->interruption; }

  /// The sessions of the databases that the command is for: one each of `databases:`, or this one
  /// alone when one was chosen or the project has no more. They live as long as this one.
  const std::vector<Session*>& databases();
  /// The name of this session's database in dbtool.yaml; empty: it has none.
  const std::string& name() { return config().database; }

  const Config& config();
  /// Throws UsageError (DBT113) when there is no folder of scripts.
  const RevisionGraph& graph();
  /// The same for commands that write a script, which may be the first.
  const RevisionGraph& graph_to_extend();
  /// The steps of a revision on this database.
  RevisionBody body(const Revision& revision);
  const DatabaseUrl& url();
  /// No database is connected to: what the scripts make stands for it. The dialect is that of the
  /// URL unless it is named here.
  void work_offline(const std::optional<std::string>& dialect);
  bool is_offline() const { return common_->offline; }
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
  /// Made on first use. Empty offline where it would need a server and no scratch_url names one.
  ScratchSource scratch();
  Model model();

  /// For people: "blog_dev", "app.db".
  std::string database();
  /// Whether somebody is there to answer a question.
  bool can_ask() const;
  /// Asks on the terminal; one of the letters of `answers`, in lower case. Only after can_ask().
  char ask(const std::string& question, const std::string& answers);

 private:
  /// What the sessions of a project share.
  struct Common {
    GlobalOptions options;
    Variable variable;
    Interruption& interruption;
    Output output;
    std::optional<RevisionGraph> graph = {};
    bool offline = false;
    std::string dialect = {};  ///< instead of that of the URL
  };

  Session(std::shared_ptr<Common> common, std::string database);
  std::unique_ptr<Connection> connect(Access access);
  SlowCommit slow_commit();
  bool has_scratch();
  std::unique_ptr<Scratch> make_scratch();

  std::shared_ptr<Common> common_;
  std::optional<std::string> chosen_;  ///< the name of the database
  std::vector<std::unique_ptr<Session>> named_;
  std::vector<Session*> databases_;
  std::optional<Config> config_;
  std::optional<DatabaseUrl> url_;
  std::vector<std::unique_ptr<Connection>> broken_ = {};
  std::unique_ptr<Connection> connection_;
  Access access_ = Access::read_only;
  std::unique_ptr<Connection> scratch_server_;  ///< offline
  std::unique_ptr<Scratch> scratch_;
};

/// Whether an identifier can only be resolved with the rows of the database.
bool needs_rows(std::string_view identifier);

}  // namespace dbtool::cli
