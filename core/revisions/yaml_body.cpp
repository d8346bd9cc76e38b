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
  StepReader(const BodyFor& reader, RevisionBody& body, std::vector<Problem>& problems)
      : context_{.dialect = reader.dialect, .problems = problems},
        database_(reader.database),
        body_(body) {}

  /// A reader of the steps that stand under the name of a database, which are for it alone.
  StepReader under(const std::string& database) {
    StepReader steps({.dialect = context_.dialect, .database = database_}, body_,
                     context_.problems);
    steps.under_ = database;
    return steps;
  }
  /// Notes that the file names a database; whether its steps are wanted.
  bool wants(const std::string& database, const Location& where) {
    body_.databases.try_emplace(database, where);
    return database_.empty() || database_ == database;
  }
  void add(const yaml::Node& item) {
    if (item.is_map() && item.find("section") != nullptr) {
      plain_ = false;
      Section section = read_section(item);
      for (const std::string& database : section.settings.databases) wants(database, item.where);
      if (!under_.empty()) section.settings.databases = {under_};
      if (runs_on(section.settings, context_.dialect, database_))
        sections_.push_back(std::move(section));
      return;
    }
    if (!plain_) sections_.emplace_back();
    if (!under_.empty()) sections_.back().settings.databases = {under_};
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
  std::string database_ = {};
  std::string under_ = {};
  RevisionBody& body_;
  bool plain_ = false;
};

/// A map of lists by database, rather than a step that lacks its dash.
bool names_databases(const yaml::Node& node) {
  if (!node.is_map() || node.entries.empty()) return false;
  std::vector<std::string> words = operation_words();
  words.insert(words.end(), {"irreversible", "section"});
  return std::ranges::none_of(node.entries, [&](const yaml::Entry& entry) {
    return std::ranges::count(words, entry.key) > 0;
  });
}

/// Calls `read` for the value under a direction, or for those under the names of databases.
template <class Read>
void read_by_database(const yaml::Node& node, StepReader& steps, Read read) {
  if (!names_databases(node)) return read(node, steps);
  for (const yaml::Entry& entry : node.entries) {
    if (!steps.wants(entry.key, entry.where)) continue;
    StepReader own = steps.under(entry.key);
    for (const yaml::Node& item : entry.value.items) own.add(item);
    read(entry.value, own);
  }
}

void add_sections(const yaml::Node& node, const std::string& what, StepReader& steps,
                  std::vector<Section>& sections) {
  steps.check(node, what);
  std::ranges::move(steps.take_sections(), std::back_inserter(sections));
}

void read_downgrade(const yaml::Node& node, StepReader& steps, RevisionBody& body,
                    std::vector<Problem>& problems) {
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
    add_sections(node, "downgrade", steps, body.downgrade);
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

/// The sections of one database, in a list that is its own.
std::vector<Section> sections_for(const std::vector<Section>& sections,
                                  const std::string& database) {
  std::vector<Section> own;
  for (Section section : sections) {
    if (section.settings.databases.front() != database || section.operations.empty()) continue;
    section.settings.databases.clear();
    own.push_back(std::move(section));
  }
  return own;
}

std::string indented(const std::string& text) {
  std::string result;
  for (const std::string& line : split(text, '\n'))
    result += line.empty() ? "\n" : "  " + line + "\n";
  result.pop_back();
  return result;
}

/// Lists by database where every section is for one.
std::string write_direction(const std::string& direction, const std::vector<Section>& sections) {
  const bool by_database =
      !sections.empty() && std::ranges::all_of(sections, [](const Section& section) {
        return section.settings.databases.size() == 1;
      });
  if (!by_database) return write_steps(direction, sections);
  std::string text = direction + ":\n";
  std::vector<std::string> written;
  for (const Section& section : sections) {
    const std::string& name = section.settings.databases.front();
    if (std::ranges::count(written, name) > 0) continue;
    written.push_back(name);
    text += indented(write_steps(name, sections_for(sections, name)));
  }
  return text;
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

RevisionBody parse_yaml_body(std::string_view text, const std::string& file, const BodyFor& reader,
                             std::vector<Problem>& problems) {
  std::vector<Problem> step_problems;
  RevisionBody body;
  StepReader upgrade_steps(reader, body, step_problems);
  StepReader downgrade_steps(reader, body, step_problems);
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
  if (const yaml::Node* upgrade = root.find("upgrade")) {
    read_by_database(*upgrade, upgrade_steps, [&](const yaml::Node& node, StepReader& steps) {
      add_sections(node, "upgrade", steps, body.upgrade);
    });
  } else {
    problems.push_back({.code = "DBT607",
                        .message = "the file has no upgrade part",
                        .where = start,
                        .hint = "a revision without steps says \"upgrade: []\""});
  }
  if (const yaml::Node* downgrade = root.find("downgrade")) {
    body.where = downgrade->where;
    read_by_database(*downgrade, downgrade_steps, [&](const yaml::Node& node, StepReader& steps) {
      read_downgrade(node, steps, body, problems);
    });
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
  if (direction == Direction::upgrade) return write_direction("upgrade", body.upgrade);
  if (body.irreversible) return write_irreversible(*body.irreversible);
  return write_direction("downgrade", body.downgrade);
}

std::string write_yaml_steps(const RevisionBody& body) {
  return write_yaml_part(body, Direction::upgrade) + "\n" +
         write_yaml_part(body, Direction::downgrade);
}

}  // namespace dbtool
