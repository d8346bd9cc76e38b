// Stale data: another program moved the recorded state while a command ran.
#pragma once

#include "cli/arguments.h"
#include "core/revisions/target.h"

#include <functional>
#include <string>

namespace dbtool::cli {

class Output;

void declare_on_stale(Arguments& arguments, std::string& on_stale);

/// Calls `work`, and when it finds stale data (DBT720) again, at most three times, if `on_stale` is
/// "replan". Else, and when it finds it again, the error says what to type. `work` is told whether
/// it was called before.
void with_replans(Output& output, const std::string& on_stale,
                  const std::function<void(bool again)>& work);

/// Where the first plan of a command led: "one back" must not become two because another program
/// went one back meanwhile.
class FirstEnd {
 public:
  /// Throws HistoryError (DBT720) for a plan, made again, that leads elsewhere.
  void require(Rows end, bool again);

 private:
  Rows end_ = {};
};

}  // namespace dbtool::cli
