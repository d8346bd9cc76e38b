// Selection: the databases a command is for, one after the other.
#pragma once

#include "core/support/error.h"

#include <functional>
#include <string>

namespace dbtool::cli {

class Session;

/// What an error in one of several databases means for those after it.
enum class AfterError {
  stop,     ///< they are left as they are, and the error says where each is
  give_up,  ///< nothing was done to any
  go_on     ///< they are asked all the same
};

/// Runs `work` on the database of the session, or on each of them when it has several: these are
/// told apart first, and two names for one database are refused (UsageError DBT129) before anything
/// is done. The answer of each stands under its name; the exit code is the highest.
ExitCode on_each_database(Session& session, AfterError after_error,
                          const std::function<ExitCode(Session&)>& work);

/// A target that counts from where a database is ("-1") must mean the same in each. Throws
/// HistoryError (DBT752) when they are at different revisions.
void require_one_place(Session& session, const std::string& target);

/// The one database that `what` (an option) can be for. Throws UsageError (DBT127) for several.
Session& only_database(Session& session, const std::string& what);

}  // namespace dbtool::cli
