// Migration: a difference as the body of a revision.
#pragma once

#include "cli/comparison.h"
#include "core/dialect/dialect.h"
#include "core/revisions/new_revision.h"

#include <string>
#include <vector>

namespace dbtool::cli {

/// Upgrade and downgrade. What cannot run in a transaction, and enum values that later steps use,
/// get sections of their own.
RevisionBody body_of(const ProjectComparison& comparison, const Dialect& dialect);
/// Adds a body as SQL for the dialect. Throws RefusedError (DBT805) when a plain script cannot do
/// it without losing triggers of a table that SQLite must make anew.
void add_sql(NewRevision& revision, const RevisionBody& body, const ProjectComparison& comparison,
             Session& session);
/// The statements of the difference, one after the other.
std::string sql_of(Session& session, const ProjectComparison& comparison);

/// "add table users and 3 more", for a revision without a message.
std::string message_of(const std::vector<Change>& changes);

/// Tries the text that will be written in a scratch database: UsageError (DBT304) when the upgrade
/// does not make the models of the database, or the downgrade does not bring it back.
void prove_script(Session& session, const ProjectComparison& comparison,
                  const NewRevision& revision);

}  // namespace dbtool::cli
