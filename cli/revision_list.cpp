#include "cli/revision_list.h"

#include "core/revisions/route.h"
#include "core/support/clock.h"
#include "core/support/file.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool::cli {
namespace {

bool is_current(const Revision& revision, const std::optional<Applied>& applied) {
  return applied &&
         std::find(applied->rows.begin(), applied->rows.end(), revision.id) != applied->rows.end();
}

std::vector<std::string> marks_of(const RevisionGraph& graph, std::size_t index,
                                  const std::optional<Applied>& applied) {
  const Revision& revision = graph.revisions()[index];
  std::vector<std::string> marks;
  if (!revision.labels.empty()) marks.push_back(join(revision.labels, ", "));
  if (std::string mark = head_mark(graph, index); !mark.empty()) marks.push_back(std::move(mark));
  if (is_current(revision, applied)) marks.push_back("current");
  return marks;
}

std::string marks_text(const std::vector<std::string>& marks, const Terminal& terminal) {
  std::string text;
  for (const std::string& mark : marks)
    text += " " + paint("(" + mark + ")", mark == "current" ? Tone::good : Tone::place, terminal);
  return text;
}

std::string indented(const std::string& text) {
  return "    " + replace_all(std::string(trim(text)), "\n", "\n    ");
}

// What the file says of it.
Value::Map facts_of(const Revision& revision) {
  Value::Map map;
  put(map, "revision", revision.id);
  put(map, "revises", list_value(revision.parents));
  put(map, "depends_on", list_value(revision.depends_on));
  put(map, "branch_labels", list_value(revision.labels));
  put(map, "replaces", list_value(revision.replaces));
  put(map, "message", revision.message);
  put(map, "created", revision.created ? Value(to_iso(*revision.created)) : Value());
  put(map, "path", display_path(revision.file));
  return map;
}

}  // namespace

Applied applied_of(const RevisionGraph& graph, const Rows& rows) {
  return {.rows = current_names(graph, rows), .marks = applied_marks(graph, rows)};
}

std::size_t pending_count(const Applied& applied) {
  return static_cast<std::size_t>(std::count(applied.marks.begin(), applied.marks.end(), false));
}

std::string first_line(const std::string& message) {
  return message.substr(0, message.find('\n'));
}

std::string rows_text(const Rows& rows) {
  return rows.empty() ? "base" : list_of(rows);
}

std::string head_mark(const RevisionGraph& graph, std::size_t index) {
  if (!graph.children(index).empty()) return {};
  return graph.dependents(index).empty() ? "head" : "effective head";
}

std::string revision_line(const RevisionGraph& graph, std::size_t index,
                          const std::optional<Applied>& applied, const Terminal& terminal) {
  const Revision& revision = graph.revisions()[index];
  std::string text = paint(revision.id, Tone::warning, terminal);
  if (!revision.message.empty()) text += "  " + first_line(revision.message);
  std::string marks = marks_text(marks_of(graph, index, applied), terminal);
  return marks.empty() ? text : text + " " + marks;
}

std::string revision_block(const RevisionGraph& graph, std::size_t index,
                           const std::optional<Applied>& applied, const Terminal& terminal) {
  const Revision& revision = graph.revisions()[index];
  std::string text = "Revision: " + paint(revision.id, Tone::warning, terminal) +
                     marks_text(marks_of(graph, index, applied), terminal) + "\n";
  auto row = [&](const std::string& label, const std::string& value) {
    if (!value.empty()) text += label + ": " + value + "\n";
  };
  row(revision.parents.size() > 1 ? "Merges" : "Revises",
      revision.parents.empty() ? "base" : join(revision.parents, ", "));
  row("Depends on", join(revision.depends_on, ", "));
  row("Replaces", join(revision.replaces, ", "));
  if (graph.children(index).size() > 1)
    row("Branches into", join(graph.ids_of(graph.children(index)), ", "));
  row("Branch labels", join(graph.labels_of(index), ", "));
  if (applied) row("Applied", applied->marks[index] ? "yes" : "no");
  if (revision.created) row("Created", to_iso(*revision.created));
  row("Path", display_path(revision.file));
  if (!revision.message.empty()) text += "\n" + indented(revision.message) + "\n";
  return text;
}

Value revision_value(const RevisionGraph& graph, std::size_t index,
                     const std::optional<Applied>& applied) {
  const Revision& revision = graph.revisions()[index];
  Value::Map map = facts_of(revision);
  put(map, "is_head", graph.children(index).empty());
  put(map, "is_current", applied ? Value(is_current(revision, applied)) : Value());
  put(map, "applied", applied ? Value(bool(applied->marks[index])) : Value());
  return map;
}

Value new_revision_value(const Revision& revision) {
  Value::Map map = facts_of(revision);
  put(map, "is_head", true);
  put(map, "is_current", false);
  put(map, "applied", false);
  return map;
}

std::vector<std::size_t> current_revisions(const RevisionGraph& graph, const Applied& applied) {
  std::vector<std::size_t> current;
  for (std::size_t i = 0; i < applied.marks.size(); ++i) {
    const auto& children = graph.children(i);
    bool has_applied_child = std::any_of(children.begin(), children.end(),
                                         [&](std::size_t child) { return applied.marks[child]; });
    if (applied.marks[i] && !has_applied_child) current.push_back(i);
  }
  return current;
}

}  // namespace dbtool::cli
