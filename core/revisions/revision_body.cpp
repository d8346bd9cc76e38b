#include "core/revisions/revision_body.h"

#include "core/revisions/body_formats.h"
#include "core/revisions/included_files.h"
#include "core/revisions/revision_header.h"
#include "core/support/file.h"

#include <utility>

namespace dbtool {

RevisionBody parse_body(const std::string& text, const std::string& file,
                        const std::string& dialect, const std::string& database) {
  const BodyFor reader = {.dialect = dialect, .database = database};
  std::vector<Problem> problems;
  RevisionBody body = is_sql_file(file) ? parse_sql_body(text, file, reader, problems)
                                        : parse_yaml_body(text, file, reader, problems);
  if (!problems.empty()) throw UsageError(std::move(problems));
  return body;
}

RevisionBody read_body(const Revision& revision, const std::string& dialect,
                       const std::string& database) {
  std::string text = read_file(revision.file);
  RevisionBody body = parse_body(text, revision.file, dialect, database);
  std::vector<Problem> problems;
  const Revision now = parse_header(text, revision.file, problems);
  if (now.id == revision.id) {
    body.text = with_included_files(std::move(text), body);
    return body;
  }
  throw UsageError(Problem{.code = "DBT603",
                           .message = "the file was revision \"" + revision.id +
                                      "\" a moment ago and is \"" + now.id + "\" now",
                           .where = now.where});
}

}  // namespace dbtool
