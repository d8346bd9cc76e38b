#include "core/revisions/revision_header.h"

#include "core/revisions/header_words.h"
#include "core/revisions/sql_markers.h"
#include "core/support/file.h"
#include "core/support/text.h"

#include <algorithm>
#include <array>

namespace dbtool {

namespace {

constexpr std::size_t usual_header = 4096;
constexpr std::size_t longest_header = 64 * 1024;

/// Where the first direction begins, or the end of the text.
std::size_t end_of_header(std::string_view text, bool sql) {
  static constexpr std::array<std::string_view, 2> yaml_ends = {"upgrade:", "downgrade:"};
  static constexpr std::array<std::string_view, 2> sql_ends = {"-- dbtool:upgrade",
                                                               "-- dbtool:downgrade"};
  std::size_t first = text.size();
  for (const std::string_view end : sql ? sql_ends : yaml_ends) {
    std::size_t at = text.find(end);
    while (at != std::string_view::npos && at != 0 && text[at - 1] != '\n') {
      at = text.find(end, at + 1);
    }
    first = std::min(first, at);
  }
  return first;
}

struct ForeignFile {
  std::string_view sign;
  std::string_view tool;
};
constexpr std::array<ForeignFile, 6> foreign_files = {{{"-- migrate:up", "dbmate"},
                                                       {"-- +goose ", "goose"},
                                                       {"-- +migrate ", "sql-migrate"},
                                                       {"--liquibase formatted", "Liquibase"},
                                                       {"-- liquibase formatted", "Liquibase"},
                                                       {"databaseChangeLog:", "Liquibase"}}};

Revision parse_yaml_header(std::string_view text, const std::string& file,
                           std::vector<Problem>& problems) {
  if (const auto words = plain_words(text, file)) return revision_of(*words, file, problems);
  const std::size_t before = problems.size();
  const yaml::Node root = yaml::parse(text.substr(0, end_of_header(text, false)), file, problems);
  if (problems.size() > before) return {.file = file, .where = {.file = file}};
  return revision_of(words_of(root), file, problems);
}

Revision parse_sql_header(std::string_view text, const std::string& file,
                          std::vector<Problem>& problems) {
  const std::string_view header = text.substr(0, end_of_header(text, true));
  return revision_of(words_of(find_markers(header, file, problems)), file, problems);
}

}  // namespace

Problem no_revision(std::string_view text, const std::string& file) {
  const Location where{.file = file, .line = 1, .column = 1};
  for (const ForeignFile& foreign : foreign_files) {
    if (text.find(foreign.sign) == std::string_view::npos) continue;
    return {.code = "DBT602",
            .message = "this is a file of " + std::string(foreign.tool) + ", not of dbtool",
            .where = where,
            .hint = "move it out of this folder, or give it a header (dbtool-revision(5))"};
  }
  const std::string word = is_sql_file(file) ? "-- dbtool:revision ID" : "revision: ID";
  return {.code = "DBT603",
          .message = trim(text).empty() ? "the file is empty" : "the header names no revision",
          .where = where,
          .hint = "a revision file begins with \"" + word + "\""};
}

bool is_sql_file(std::string_view file) {
  return lower(file).ends_with(".sql");
}

Revision parse_header(std::string_view text, const std::string& file,
                      std::vector<Problem>& problems) {
  const std::size_t before = problems.size();
  Revision revision = is_sql_file(file) ? parse_sql_header(text, file, problems)
                                        : parse_yaml_header(text, file, problems);
  if (revision.id.empty() && problems.size() == before) problems.push_back(no_revision(text, file));
  return revision;
}

Revision read_header(const std::filesystem::path& path, std::vector<Problem>& problems,
                     const std::string& shown_as) {
  const std::string file = shown_as.empty() ? path.string() : shown_as;
  try {
    const bool sql = is_sql_file(file);
    std::string text = read_head(path, usual_header);
    if (text.size() == usual_header && end_of_header(text, sql) == text.size()) {
      text = read_head(path, longest_header);
    }
    if (text.size() == longest_header && end_of_header(text, sql) == text.size()) {
      problems.push_back({.code = "DBT603",
                          .message = "no upgrade part in the first 64 KB of the file",
                          .where = {.file = file, .line = 1, .column = 1}});
      return {.file = file, .where = {.file = file}};
    }
    return parse_header(text, file, problems);
  } catch (const UsageError& error) {
    for (Problem problem : error.problems()) {
      if (problem.where.file.empty()) problem.where = {.file = file};
      problems.push_back(std::move(problem));
    }
    return {.file = file, .where = {.file = file}};
  }
}

}  // namespace dbtool
