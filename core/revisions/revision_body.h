// Revision bodies: the steps of a revision file, YAML or SQL, and how they are written.
#pragma once

#include "core/revisions/revision.h"
#include "core/support/sql_tokens.h"

#include <string>
#include <vector>

namespace dbtool {

/// The whole file: header and body. Throws UsageError (DBT6xx) with all its problems. Sections that
/// are not for the dialect, or not for the database, are left out (an empty one keeps all). SQL
/// sections become one RunSql each. A file without a downgrade part is irreversible.
RevisionBody read_body(const Revision& revision, const std::string& dialect,
                       const std::string& database = {});
/// The same from text that is already in memory. The ending of `file` tells the format.
RevisionBody parse_body(const std::string& text, const std::string& file,
                        const std::string& dialect, const std::string& database = {});

/// The text of the two direction parts of a YAML file: "upgrade:\n  - …\n\ndowngrade:\n  - …\n".
/// Empty directions are written as `[]`.
std::string write_yaml_steps(const RevisionBody& body);
/// One of the two parts.
std::string write_yaml_part(const RevisionBody& body, Direction direction);

}  // namespace dbtool
