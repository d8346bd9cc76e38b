// Revision lists: revisions as lines, as blocks and as JSON.
#pragma once

#include "cli/terminal.h"
#include "core/revisions/revision_graph.h"
#include "core/revisions/target.h"
#include "core/support/value.h"

#include <optional>
#include <string>
#include <vector>

namespace dbtool::cli {

/// What a database says about the revisions of a graph; nothing when none was asked.
struct Applied {
  Rows rows = {};
  std::vector<bool> marks = {};  ///< by index
};
Applied applied_of(const RevisionGraph& graph, const Rows& rows);
std::size_t pending_count(const Applied& applied);

/// "head", "effective head" where something depends on it, or empty.
std::string head_mark(const RevisionGraph& graph, std::size_t index);
/// "3f2a9c1b7d4e  add post status  (blog) (head) (current)".
std::string revision_line(const RevisionGraph& graph, std::size_t index,
                          const std::optional<Applied>& applied, const Terminal& terminal);
/// Everything about a revision, on lines of its own.
std::string revision_block(const RevisionGraph& graph, std::size_t index,
                           const std::optional<Applied>& applied, const Terminal& terminal);
Value revision_value(const RevisionGraph& graph, std::size_t index,
                     const std::optional<Applied>& applied);

/// Of one just written: a head, not applied.
Value new_revision_value(const Revision& revision);

/// What is applied and has no applied child: the rows, and the ends of lines they depend on.
std::vector<std::size_t> current_revisions(const RevisionGraph& graph, const Applied& applied);
/// The first line of a message.
std::string first_line(const std::string& message);
/// "3f2a9c1b7d4e", "3f2a9c1b7d4e and 9b1d04aa7c21", "base".
std::string rows_text(const Rows& rows);

}  // namespace dbtool::cli
