// Bodies of YAML revisions: read from the parsed file, written as two lists of steps.
#include "core/operations/operation_file.h"
#include "core/revisions/body_formats.h"
#include "core/revisions/header_words.h"
#include "core/revisions/included_files.h"
#include "core/revisions/revision_body.h"
#include "core/revisions/revision_header.h"
#include "core/revisions/section_settings.h"
#include "core/support/text.h"

#include <algorithm>
#include <iterator>

namespace dbtool {

namespace {

/// Reads the steps of one direction, one by one; consecutive plain operations become one section.
class StepReader {
 public:
  StepReader(const std::string& dialect, std::vector<Problem>& problems)
      : context_{.dialect = dialect, .problems = problems} {}

  void add(const yaml::Node& item) {
    if (item.is_map() && item.find("section") != nullptr) {
      plain_ = false;
      Section section = read_section(item);
      if (runs_on(section.settings, context_.dialect)) sections_.push_back(std::move(section));
      return;
    }
    if (!plain_) sections_.emplace_back();
    plain_ = true;
    sections_.back().operations.push_back(read_operation(item, context_));
  }
  /// The value under the direction, whose items have been added.
  void check(const yaml::Node& node, const std::string& what) {
    if (!node.is_null() && !node.is_list())
      report("DBT607", "\"" + what + "\" must be a list of steps", node.where,
             node.is_map() ? "put \"- \" before each step" : "write [] for no steps");
  }
  std::vector<Section> take_sections() { return std::move(sections_); }

 private:
  /// `section: { …, ops: […] }`, or `ops` beside it.
  Section read_section(const yaml::Node& item) {
    yaml::MapReader outer(item, "a step", context_.problems);
    const yaml::Node& node = *outer.find("section");
    const yaml::Node* beside = outer.find("ops");
    outer.finish();
    const yaml::Node nothing{.kind = yaml::Node::Kind::map, .where = node.where};
    yaml::MapReader map(node.is_null() ? nothing : node, "a section", context_.problems);
    Section section{.settings = settings_of(map)};
    const yaml::Node* inside = map.find("ops");
    map.finish();
    if ((inside == nullptr) == (beside == nullptr)) {
      report("DBT607",
             inside == nullptr ? "a section needs \"ops\"" : "a section has \"ops\" twice",
             node.where, inside == nullptr ? "list its steps under \"ops\"" : "");
      return section;
    }
    const yaml::Node& ops = inside != nullptr ? *inside : *beside;
    if (!ops.is_list() && !ops.is_null()) {
      report("DBT607", "\"ops\" must be a list of steps", ops.where, "put \"- \" before each step");
    }
    for (const yaml::Node& step : ops.items) add_to(section, step);
    return section;
  }

  void add_to(Section& section, const yaml::Node& step) {
    if (step.is_map() && step.find("section") != nullptr) {
      report("DBT607", "a section cannot be inside of another", step.where);
    } else {
      section.operations.push_back(read_operation(step, context_));
    }
  }

  void report(const char* code, std::string message, const Location& where, std::string hint = {}) {
    context_.problems.push_back(
        {.code = code, .message = std::move(message), .where = where, .hint = std::move(hint)});
  }

  PartContext context_;
  std::vector<Section> sections_;
  bool plain_ = false;
};

void read_downgrade(const yaml::Node& node, StepReader& steps, RevisionBody& body,
                    std::vector<Problem>& problems) {
  body.where = node.where;
  if (node.is_scalar() && node.text == "irreversible") {
    body.irreversible = "";
  } else if (node.is_map() && node.find("irreversible") != nullptr) {
    yaml::MapReader map(node, "downgrade", problems);
    body.irreversible = "";
    map.read("irreversible", *body.irreversible);
    map.finish();
  } else if (node.is_scalar()) {
    problems.push_back({.code = "DBT607",
                        .message = "\"downgrade\" must be a list of steps or irreversible",
                        .where = node.where,
                        .hint = did_you_mean(node.text, std::vector<std::string>{"irreversible"})});
  } else {
    steps.check(node, "downgrade");
    body.downgrade = steps.take_sections();
  }
}

/// A header word below a direction is not seen by what reads headers alone.
void check_order(const yaml::Node& root, std::vector<Problem>& problems) {
  bool in_body = false;
  for (const yaml::Entry& entry : root.entries) {
    if (entry.key == "upgrade" || entry.key == "downgrade") {
      in_body = true;
    } else if (in_body && !entry.key.starts_with("x-")) {
      problems.push_back({.code = "DBT606",
                          .message = "\"" + entry.key + "\" must stand above the steps",
                          .where = entry.where,
                          .hint = "the header ends where \"upgrade\" begins"});
    }
  }
}

/// Calls `take` with each step as it is written; consecutive plain operations are steps of their
/// own.
template <class Take>
void each_step(const std::vector<Section>& sections, Take take) {
  bool plain_before = false;
  for (const Section& section : sections) {
    Value::Map settings = write_settings(section.settings);
    const bool plain = settings.empty() && !plain_before && !section.operations.empty();
    plain_before = plain;
    Value::List operations;
    for (const Operation& operation : section.operations) {
      if (plain) {
        take(write_operation(operation));
      } else {
        operations.push_back(write_operation(operation));
      }
    }
    if (plain) continue;
    put(settings, "ops", std::move(operations));
    Value::Map step;
    put(step, "section", std::move(settings));
    take(std::move(step));
  }
}

/// Step by step: as values, all of them would take several times the room of their text.
std::string write_steps(const std::string& direction, const std::vector<Section>& sections) {
  std::string text;
  each_step(sections, [&](Value step) {
    Value::Map part;
    put(part, direction, Value::List{std::move(step)});
    const std::string one = yaml::write(part);
    text += text.empty() ? one : one.substr(one.find('\n') + 1);
  });
  return text.empty() ? direction + ": []\n" : text;
}

std::string write_irreversible(const std::string& reason) {
  Value::Map part;
  if (reason.empty()) {
    put(part, "downgrade", "irreversible");
  } else {
    put(part, "downgrade", Value::Map{{"irreversible", reason}});
  }
  return yaml::write(part);
}

}  // namespace

RevisionBody parse_yaml_body(std::string_view text, const std::string& file,
                             const std::string& dialect, std::vector<Problem>& problems) {
  std::vector<Problem> step_problems;
  StepReader upgrade_steps(dialect, step_problems);
  StepReader downgrade_steps(dialect, step_problems);
  const auto take = [&](const std::string& key, const yaml::Node& item) {
    if (key == "upgrade") upgrade_steps.add(item);
    if (key == "downgrade") downgrade_steps.add(item);
    return key == "upgrade" || key == "downgrade";
  };
  const yaml::Node root = yaml::parse_items(text, file, problems, take);
  if (!problems.empty()) return {};
  const Location start{.file = file, .line = 1, .column = 1};
  check_order(root, problems);
  const Revision header = revision_of(words_of(root), file, problems);
  if (header.id.empty() && problems.empty()) problems.push_back(no_revision(text, file));
  if (!root.is_map()) return {};
  RevisionBody body;
  if (const yaml::Node* upgrade = root.find("upgrade")) {
    upgrade_steps.check(*upgrade, "upgrade");
    body.upgrade = upgrade_steps.take_sections();
  } else {
    problems.push_back({.code = "DBT607",
                        .message = "the file has no upgrade part",
                        .where = start,
                        .hint = "a revision without steps says \"upgrade: []\""});
  }
  if (const yaml::Node* downgrade = root.find("downgrade")) {
    read_downgrade(*downgrade, downgrade_steps, body, problems);
  } else {
    body.irreversible = no_downgrade;
    body.where = start;
  }
  apply_header_settings(words_of(root), body, problems);
  std::ranges::move(step_problems, std::back_inserter(problems));
  if (problems.empty()) include_files(body, root, file, problems);
  return body;
}

std::string write_yaml_part(const RevisionBody& body, Direction direction) {
  if (direction == Direction::upgrade) return write_steps("upgrade", body.upgrade);
  if (body.irreversible) return write_irreversible(*body.irreversible);
  return write_steps("downgrade", body.downgrade);
}

std::string write_yaml_steps(const RevisionBody& body) {
  return write_yaml_part(body, Direction::upgrade) + "\n" +
         write_yaml_part(body, Direction::downgrade);
}

}  // namespace dbtool
