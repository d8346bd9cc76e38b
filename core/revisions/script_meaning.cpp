#include "core/revisions/script_meaning.h"

#include "core/revisions/revision_body.h"
#include "core/revisions/revision_header.h"
#include "core/support/digest.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool {
namespace {

using Texts = std::map<std::string, std::string>;

std::string with_plain_line_ends(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  return replace_all(std::string(text), "\r\n", "\n");
}

/// Only the text that runs, token by token.
void fold(Texts& by_dialect, const std::string& dialect) {
  const std::string* own = text_for(by_dialect, dialect);
  const auto rules = dialect == "sqlite" ? sql::sqlite_rules() : sql::postgresql_rules();
  by_dialect = Texts{{"any", own == nullptr ? "" : sql::fold(*own, rules)}};
}

void fold_sql(std::vector<Section>& sections, const std::string& dialect) {
  for (Section& section : sections)
    for (Operation& operation : section.operations) {
      if (auto* run = std::get_if<RunSql>(&operation.what)) {
        fold(run->by_dialect, dialect);
        run->files.clear();
      }
      if (auto* check = std::get_if<Assert>(&operation.what)) fold(check->query, dialect);
    }
}

std::string sorted_list(std::vector<std::string> ids) {
  std::ranges::sort(ids);
  return join(ids, ", ") + "\n";
}

}  // namespace

std::string script_checksum(std::string_view text) {
  const bool is_plain = !text.starts_with('\xef') && text.find('\r') == std::string_view::npos;
  return is_plain ? sha256(text) : sha256(with_plain_line_ends(text));
}

std::optional<std::string> meaning_of(std::string_view text, const std::string& file,
                                      const std::string& dialect) {
  const std::string plain = with_plain_line_ends(text);
  try {
    std::vector<Problem> problems;
    const Revision header = parse_header(plain, file, problems);
    if (!problems.empty()) return std::nullopt;
    RevisionBody body = parse_body(plain, file, dialect);
    fold_sql(body.upgrade, dialect);
    fold_sql(body.downgrade, dialect);
    return "revises: " + sorted_list(header.parents) +
           "depends_on: " + sorted_list(header.depends_on) + write_yaml_steps(body);
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace dbtool
