// New revisions: id, file name and text of a revision to be written.
#pragma once

#include "core/revisions/revision.h"
#include "core/revisions/revision_graph.h"

#include <filesystem>
#include <string>

namespace dbtool {

struct NewRevision {
  Revision revision = {};  ///< id empty: one is made; created empty: now; file is filled in
  RevisionBody body = {};
  std::string format = "yaml";  ///< or "sql"
  std::string upgrade_sql =
      {};  ///< for SQL files: the text of each direction, for `dialect`; a
           ///< text that begins with a `-- dbtool:` marker brings its sections
  std::string downgrade_sql = {};
  std::string dialect = {};
  std::string template_text = {};  ///< script.yaml.mustache or script.sql.mustache
  std::string file_template = "{year}{month}{day}_{hour}{minute}_{rev}_{slug}";
  std::string timezone = "UTC";  ///< of the file name: as utc_offset() has it
  std::string text = {};         ///< what will be written; empty: made then
};

/// 12 hex digits, at least one of them a letter other than e: no reader takes it for a number.
std::string new_revision_id();
/// `[A-Za-z0-9_]{1,64}`; throws UsageError (DBT612) otherwise.
void check_revision_id(const std::string& id);
/// Throws HistoryError (DBT732) when a revision, a branch label or a squashed revision has the
/// name: they are names of one kind. `what` is what shall have it.
void require_free_name(const RevisionGraph& graph, const std::string& what,
                       const std::string& name);
/// Lower-case words joined by `_`, at most 40 bytes, cut between words.
std::string slug_of(const std::string& message);
/// The file's name, without its ending; may hold folders. Throws UsageError (DBT614) for an unknown
/// `{token}` and for a name that would leave the folder.
std::string file_name_of(const NewRevision& revision);
/// The file's text.
std::string revision_text(const NewRevision& revision);
/// Gives the revision an id and a time of making where it has none, and its text, which stands for
/// its body from then on: a large one is not held twice. Throws UsageError (DBT613) when the
/// template makes a text that would not be read back as this revision.
void fill_text(NewRevision& revision);
/// Writes it into the folder (made when missing) under the name the file template gives,
/// atomically. The path. Throws UsageError when the file is there already, and as fill_text() does.
std::filesystem::path write_revision(NewRevision& revision, const std::filesystem::path& folder);

}  // namespace dbtool
