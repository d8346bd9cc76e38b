#include "core/revisions/revision_body.h"

#include "core/revisions/body_formats.h"
#include "core/revisions/included_files.h"
#include "core/revisions/revision_header.h"
#include "core/support/file.h"

#include <utility>

namespace dbtool {

RevisionBody parse_body(const std::string& text, const std::string& file,
                        const std::string& dialect) {
  std::vector<Problem> problems;
  RevisionBody body = is_sql_file(file) ? parse_sql_body(text, file, dialect, problems)
                                        : parse_yaml_body(text, file, dialect, problems);
  if (!problems.empty()) throw UsageError(std::move(problems));
  return body;
}

RevisionBody read_body(const Revision& revision, const std::string& dialect) {
  std::string text = read_file(revision.file);
  RevisionBody body = parse_body(text, revision.file, dialect);
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
