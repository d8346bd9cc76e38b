// Problem text: a problem as a compiler would print it: place, excerpt, caret, hint, notes.
#pragma once

#include "cli/terminal.h"
#include "core/support/error.h"
#include "core/support/value.h"

#include <string>
#include <vector>

namespace dbtool::cli {

/// The lines of one problem, with an excerpt when its file can be read.
std::string problem_text(const Problem& problem, const Terminal& terminal);
/// One after the other, at most `limit`, then how many more there are.
std::string problems_text(const std::vector<Problem>& problems, const Terminal& terminal,
                          std::size_t limit = 50);

/// A problem as a finding of a JSON report.
Value finding(const Problem& problem);

/// The problems of an error, with what its kind adds: the SQLSTATE.
std::vector<Problem> problems_of(const Error& error);

}  // namespace dbtool::cli
