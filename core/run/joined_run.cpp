#include "core/run/joined_run.h"

#include "core/run/retry.h"
#include "core/run/revision_run.h"
#include "core/run/run_failure.h"
#include "core/run/transaction.h"

#include <chrono>

namespace dbtool {
namespace {

void require_transactional(const std::vector<RevisionRun>& revisions,
                           const std::vector<Step>& steps) {
  for (std::size_t i = 0; i < revisions.size(); ++i) {
    if (revisions[i].is_transactional()) continue;
    throw RefusedError({.code = "DBT811",
                        .message = "revision " + steps[i].revision->id +
                                   " has steps that run outside a transaction",
                        .where = steps[i].revision->where,
                        .hint = "run without --single-transaction"});
  }
}

std::vector<Statement> foreseen(std::vector<RevisionRun>& revisions) {
  std::vector<Statement> statements;
  for (std::size_t i = 0; i < revisions.size(); ++i) {
    try {
      const auto own = revisions[i].foreseen(0, revisions[i].parts());
      statements.insert(statements.end(), own.begin(), own.end());
    } catch (const UsageError&) {
      if (i == 0) throw;
      // It needs what the revisions before it make. A frame for a rebuild is right for everything.
      statements.push_back({.rebuilds = true});
    }
  }
  return statements;
}

/// All revisions in one transaction: all of them, or none.
class JoinedRun {
 public:
  JoinedRun(Run& run, const std::vector<RevisionBody>& bodies) : run_(run), bodies_(bodies) {}

  void run() {
    prepare();
    try {
      run_all();
    } catch (const Error&) {
      forget();
      throw;
    }
  }

  Scene scene() const {
    Scene scene = revisions_.at(current_).scene();
    if (in_doubt_) scene.in_doubt = mark_;
    return scene;
  }

  void prepare() {
    run_.state = before_;
    current_ = 0;
    revisions_.clear();
    for (std::size_t i = 0; i < bodies_.size(); ++i) {
      const Step& step = run_.report.planned[i];
      revisions_.emplace_back(run_, step, bodies_[i], sections_of(step, bodies_[i]));
    }
    require_transactional(revisions_, run_.report.planned);
  }

 private:
  void run_all() {
    Transaction transaction(run_.connection,
                            run_.dialect.transaction(run_.connection, foreseen(revisions_)));
    set_isolation();
    mark_ = run_.lock.prove_inside();
    if (is_trial()) make_state_tables(run_);
    if (!run_.is_backed_up) back_up_before(run_, foreseen(revisions_));
    for (current_ = 0; current_ < revisions_.size(); ++current_) run_current();
    current_ = revisions_.size() - 1;
    transaction.check();
    if (is_trial()) return;
    try {
      transaction.commit();
    } catch (const DatabaseError&) {
      in_doubt_ = transaction.in_doubt();
      throw;
    }
  }

  void set_isolation() {
    std::string isolation;
    for (const RevisionRun& revision : revisions_)
      isolation = stricter(isolation, revision.isolation());
    for (const std::string& sql : run_.dialect.set_session({.isolation = isolation}))
      run_.connection.execute(sql);
  }

  void run_current() {
    const auto started = std::chrono::steady_clock::now();
    const Step& step = run_.report.planned[current_];
    tell_started(run_, current_);
    revisions_[current_].run_inside(mark_);
    run_.unsettled.push_back({.step = step,
                              .statements = revisions_[current_].statements(),
                              .elapsed = std::chrono::steady_clock::now() - started,
                              .state = run_.state});
  }

  /// The last revision is the one in doubt, and the others with it.
  void forget() {
    if (in_doubt_)
      run_.unsettled.pop_back();
    else
      run_.unsettled.clear();
    run_.state = run_.unsettled.empty() ? before_ : run_.unsettled.back().state;
  }

  bool is_trial() const { return run_.settings.trial == Trial::rolled_back; }

  Run& run_;
  const std::vector<RevisionBody>& bodies_;
  const State before_ = run_.state;
  std::vector<RevisionRun> revisions_ = {};
  std::size_t current_ = 0;
  TransactionMark mark_ = {};
  bool in_doubt_ = false;
};

}  // namespace

bool run_joined(Run& run, const BodySource& body) {
  const std::vector<RevisionBody> bodies = read_bodies(run.report.planned, body);
  JoinedRun joined(run, bodies);
  joined.prepare();
  const Step& first = run.report.planned.front();
  const auto work = [&] {
    if (run.settings.trial == Trial::none) make_state_tables(run);
    with_retries(first, run.events, std::nullopt, [&] { joined.run(); });
  };
  const Ending ending = attempt(run, work, [&] { return joined.scene(); });
  if (ending == Ending::overtaken) {
    if (run.events.overtaken) run.events.overtaken(first);
    return false;
  }
  if (ending != Ending::broke_off) return settle_told(run) == Ending::done;
  run.unsettled.push_back({.step = run.report.planned.back(), .state = run.state});
  report_done(run);
  return true;
}

}  // namespace dbtool
