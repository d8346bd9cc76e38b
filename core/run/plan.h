// Plan: a revision ready to run, as a value. --sql prints it, execute() runs it.
#pragma once

#include "core/dialect/dialect.h"
#include "core/revisions/revision.h"
#include "core/revisions/route.h"

#include <string>
#include <vector>

namespace dbtool {

/// Statements that run together: one transaction, or none.
struct PlannedPart {
  SectionSettings settings = {};
  std::vector<Operation> operations = {};  ///< what the statements do, for reports
  std::vector<Statement> statements = {};
  bool operator==(const PlannedPart&) const = default;
};
struct PlannedRevision {
  Step step = {};
  std::vector<PlannedPart> parts = {};
  std::string text = {};  ///< of the file, for the log
};

/// Parts that run together: neighbours with a transaction share one, the others stand alone.
struct PartGroup {
  std::size_t first = 0;
  std::size_t count = 0;
  bool transaction = true;
  std::string isolation = {};  ///< the strictest that a part says
  bool operator==(const PartGroup&) const = default;
};
std::vector<PartGroup> groups_of(const std::vector<PlannedPart>& parts);
/// Of two isolation levels; none is the least strict.
std::string stricter(const std::string& one, const std::string& other);

/// The sections of the step's direction. Throws RefusedError (DBT810) for a downgrade that is
/// irreversible.
const std::vector<Section>& sections_of(const Step& step, const RevisionBody& body);
/// Cuts a direction's sections where rendering must wait for what ran before it: after raw SQL that
/// may have changed a table, and after renames, which SQLite takes along into the texts of other
/// tables and triggers. Outside transactions every operation, and every statement of raw SQL,
/// is a part of its own: progress is recorded between parts. An operation that cannot share a
/// transaction stands outside, whatever its section says. The parts have no statements yet.
std::vector<PlannedPart> parts_of(std::vector<Section> sections, const Dialect& dialect);
/// Fills the statements of a part. Throws UsageError for one that controls the transaction it would
/// run in (DBT630) or cannot run in one (DBT632).
void render_part(PlannedPart& part, const Dialect& dialect, const TableBefore& before);
/// All parts rendered, the tables taken from `before` (replayed ones, since nothing runs in
/// between). Throws RefusedError (DBT810) for a downgrade that is irreversible.
PlannedRevision plan(const Step& step, const RevisionBody& body, const Dialect& dialect,
                     const TableBefore& before);

}  // namespace dbtool
