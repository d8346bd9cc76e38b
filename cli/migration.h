// Migration: a difference as the body of a revision.
#pragma once

#include "cli/comparison.h"
#include "cli/new_script.h"
#include "core/dialect/dialect.h"
#include "core/revisions/new_revision.h"

#include <string>
#include <utility>
#include <vector>

namespace dbtool::cli {

/// A revision with its text, and how many steps it has.
struct Draft {
  NewRevision revision = {};
  std::size_t steps = 0;
};

/// The revisions that make the difference, the first under the given head, without a way back when
/// its body says so; more than one where a transaction could not hold all of it. The operations are
/// taken out of the comparison. What cannot run in a transaction, and enum values that later steps
/// use, get sections of their own. Throws RefusedError (DBT804) when a plain SQL script cannot do
/// it without losing data: a table that SQLite must make anew, whose triggers are not known offline
/// (DBT805) either.
std::vector<Draft> draft_revisions(Session& session, ProjectComparison& comparison,
                                   const NewRevision& head);
/// The same of several databases in one revision, each with steps of its own.
using Differences = std::vector<std::pair<Session*, ProjectComparison>>;
Draft draft_of_all(const Differences& differences, const NewRevision& head);
/// The statements of the difference, one after the other.
std::string sql_of(Session& session, const ProjectComparison& comparison);

/// "add table users and 3 more", for a revision without a message.
std::string message_of(const std::vector<Change>& changes);

/// Tries the texts that will be written in a scratch database, where there is one: UsageError
/// (DBT304) when the upgrade does not make the models of the database, or the downgrade does not
/// bring it back.
void prove_drafts(Session& session, ProjectComparison comparison, const std::vector<Draft>& drafts);

/// Writes them, and says why there are several.
void write_drafts(Session& session, std::vector<Draft>& drafts, const ScriptOptions& options);

}  // namespace dbtool::cli
