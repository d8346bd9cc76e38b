// Reading models and their parts from text, for tests.
#pragma once

#include "core/schema/model_file.h"
#include "core/schema/model_text.h"
#include "core/support/yaml.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace dbtool::test {

/// The problems of a model in one file, m.yaml; none when it is a good one.
inline std::vector<Problem> problems_of(const std::string& text, const std::string& dialect) {
  try {
    load_model({{"m.yaml", text}}, dialect);
  } catch (const UsageError& error) {
    return error.problems();
  }
  return {};
}

/// "DBT103 3:5 unknown attribute …", a line per problem.
inline std::string lines_of(const std::vector<Problem>& problems) {
  std::string lines;
  for (const Problem& problem : problems)
    lines += problem.code + " " + std::to_string(problem.where.line) + ":" +
             std::to_string(problem.where.column) + " " + problem.message + "\n";
  return lines;
}

inline Model load(const std::string& text, const std::string& dialect = "postgresql") {
  INFO(lines_of(problems_of(text, dialect)));
  REQUIRE(problems_of(text, dialect).empty());
  return load_model({{"m.yaml", text}}, dialect);
}

/// A model of one table t with the lines as its columns.
inline std::string columns(const std::string& lines) {
  return "dbtool: 1\ntables:\n  t:\n    columns:\n" + lines;
}

/// Reads some text with one of the readers of parts; no problem may come up.
template <class Read>
auto read(const std::string& text, Read read_part, const std::string& dialect = {}) {
  std::vector<Problem> problems;
  PartContext context{dialect, problems};
  yaml::Node node = yaml::parse(text, "part.yaml", problems);
  auto part = read_part(node, context);
  INFO(text << "\n" << lines_of(problems));
  REQUIRE(problems.empty());
  return part;
}

}  // namespace dbtool::test
