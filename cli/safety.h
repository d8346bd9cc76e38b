// Safety: what dbtool does not do without being told twice.
#pragma once

#include "cli/comparison.h"
#include "core/dialect/dialect.h"
#include "core/revisions/revision.h"
#include "core/revisions/route.h"
#include "core/run/execute.h"

#include <optional>
#include <string>
#include <vector>

namespace dbtool::cli {

class Session;

/// Refuses (DBT801) a difference that drops every table, or more than half of four or more.
void refuse_mass_drop(const ProjectComparison& comparison, const std::string& database);

/// What dbtool leaves alone and what yet goes with a dropped table or view, not to come back with
/// it (DBT807): triggers, policies, exclusion constraints.
std::vector<Problem> lost_unmanaged(const ProjectComparison& comparison);

/// What SQL models make and the database has not, and which dbtool does not make either (DBT809):
/// triggers, virtual tables.
std::vector<Problem> unmade(const ProjectComparison& comparison);

/// Steps that lose data: "drop column posts.subtitle".
std::vector<std::string> destructive_steps(const std::vector<Section>& sections,
                                           const Dialect& dialect);

/// The same of all steps of a run, each with its revision.
std::vector<std::string> destructive_steps(Session& session, const std::vector<Step>& steps,
                                           const BodySource& body);

/// In a protected environment, what loses data and every way back needs --confirm with the name of
/// the database; else RefusedError (DBT802).
void require_confirmation(Session& session, const std::vector<Step>& steps, const BodySource& body,
                          const std::optional<std::string>& confirmed);

/// Refuses (DBT803) to upgrade a database without recorded revisions when a pending one creates a
/// table that is there.
void refuse_unversioned(Session& session, const Rows& rows, const std::vector<Step>& steps,
                        const BodySource& source);

}  // namespace dbtool::cli
