// Raw SQL: what a revision says in SQL itself, as statements. Every dialect's render() uses it.
#pragma once

#include "core/dialect/statement.h"
#include "core/operations/batch_operations.h"
#include "core/operations/sql_operations.h"
#include "core/support/sql_tokens.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dbtool {

/// The purpose of statements that are the user's own text, whose places can be found in the file.
inline constexpr std::string_view raw_sql_purpose = "run SQL";
/// The purpose of checks that are the user's own.
inline constexpr std::string_view assertion_purpose = "assert";

/// The statements of the text for the dialect (none when it has no text), each with the line and
/// column it begins at in the revision file. Throws UsageError (DBT610) with the place of a quote
/// or comment that is never closed.
std::vector<Statement> sql_statements(const RunSql& sql, const std::string& dialect,
                                      const sql::LexicalRules& rules);

/// Batches as one statement over all rows, for scripts that run without dbtool.
std::vector<Statement> batch_statements(const RunBatches& batches, const std::string& dialect,
                                        const sql::LexicalRules& rules);

/// The query of an assertion as a check; nothing when it has no text for the dialect. Throws
/// UsageError (DBT631) when the text is not exactly one statement.
std::optional<Statement> assertion(const Assert& assertion, const std::string& dialect,
                                   const sql::LexicalRules& rules, const Location& where);

/// Whether SQL can have done nothing to the schema: it only reads and writes rows.
bool keeps_schema(const RunSql& sql, const std::string& dialect, const sql::LexicalRules& rules);

/// Where a place inside a text (1-based line and column) is in the file, when the text's first
/// character is at `start`. Later lines of an indented text begin at the column of the first.
Location place_within(const Location& start, int line, int column);

}  // namespace dbtool
