// New revisions: id, file name and text of a revision to be written.
#pragma once

#include "core/revisions/revision.h"

#include <filesystem>
#include <string>

namespace dbtool {

struct NewRevision {
  Revision revision = {};  ///< id empty: one is made; file is filled in
  RevisionBody body = {};
  std::string format = "yaml";   ///< or "sql"
  std::string upgrade_sql = {};  ///< for SQL files: the text of each direction, for `dialect`
  std::string downgrade_sql = {};
  std::string dialect = {};
  std::string template_text = {};  ///< script.yaml.mustache or script.sql.mustache
  std::string file_template = "{year}{month}{day}_{hour}{minute}_{rev}_{slug}";
  std::string timezone = "UTC";  ///< "UTC" or a name of the system's zone database
};

/// 12 hex digits, at least one of a to f, never of the form digits-e-digits.
std::string new_revision_id();
/// `[A-Za-z0-9_]{1,64}`; throws UsageError (DBT612) otherwise.
void check_revision_id(const std::string& id);
/// Lower-case words joined by `_`, at most 40 bytes, cut between words.
std::string slug_of(const std::string& message);
/// The file's text.
std::string revision_text(const NewRevision& revision);
/// Writes it into the folder (made when missing) under the name the file template gives,
/// atomically. The path. Throws UsageError when the file is there already.
std::filesystem::path write_revision(NewRevision& revision, const std::filesystem::path& folder);

}  // namespace dbtool
