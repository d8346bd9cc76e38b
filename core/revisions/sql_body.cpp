// Bodies of SQL revisions: the text between markers.
#include "core/operations/operation_file.h"
#include "core/revisions/body_formats.h"
#include "core/revisions/revision_header.h"
#include "core/revisions/section_settings.h"
#include "core/revisions/sql_markers.h"
#include "core/support/sql_tokens.h"
#include "core/support/text.h"

#include <algorithm>
#include <span>

namespace dbtool {

namespace {

sql::LexicalRules rules_of(const std::string& dialect) {
  return dialect == "sqlite" ? sql::sqlite_rules() : sql::postgresql_rules();
}

/// What a section holds, whole lines, and where its first line is.
struct SectionText {
  std::string text = {};
  Location where = {};
};

SectionText text_between(std::string_view whole, const SqlMarker& marker, std::size_t end) {
  std::string_view text = whole.substr(marker.end, end - marker.end);
  SectionText section{.where = marker.where};
  section.where = {.file = marker.where.file, .line = marker.where.line + 1, .column = 1};
  for (std::size_t line = text.find('\n'); line != std::string_view::npos; line = text.find('\n')) {
    if (!trim(text.substr(0, line)).empty()) break;
    text.remove_prefix(line + 1);
    ++section.where.line;
  }
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  // Line ends differ between checkouts; what runs must not.
  if (last != std::string_view::npos) {
    section.text = replace_all(std::string(text.substr(0, last + 1)), "\r\n", "\n");
  }
  return section;
}

class SqlBodyReader {
 public:
  SqlBodyReader(std::string_view text, std::string file, const BodyFor& reader,
                std::vector<Problem>& problems)
      : text_(text),
        file_(std::move(file)),
        dialect_(reader.dialect),
        database_(reader.database),
        problems_(problems) {}

  RevisionBody read() {
    if (!check_encoding()) return {};
    const std::vector<SqlMarker> markers = find_markers(text_, file_, problems_);
    const Revision header = revision_of(words_of(markers), file_, problems_);
    if (header.id.empty() && problems_.empty()) problems_.push_back(no_revision(text_, file_));
    const auto first = std::ranges::find_if(markers, &SqlMarker::opens_section);
    check_before(first == markers.end() ? text_.size() : first->begin);
    for (auto marker = first; marker != markers.end();) {
      const auto next = std::find_if_not(std::next(marker), markers.end(),
                                         [](const SqlMarker& m) { return m.word == "describes"; });
      read_section({marker, next}, next == markers.end() ? text_.size() : next->begin);
      marker = next;
    }
    finish();
    apply_header_settings(words_of(markers), body_, problems_);
    return std::move(body_);
  }

 private:
  bool check_encoding() {
    if (is_valid_utf8(text_) && text_.find('\0') == std::string_view::npos) return true;
    int line = 1;
    for (const std::string& each : split(text_, '\n')) {
      if (!is_valid_utf8(each) || each.find('\0') != std::string::npos) break;
      ++line;
    }
    report("DBT606", "the file is not UTF-8 text", {.file = file_, .line = line, .column = 1});
    return false;
  }

  /// Only comments stand above the first section: anything else would never run.
  void check_before(std::size_t end) {
    const std::string_view before = text_.substr(0, end);
    const std::size_t skip = before.starts_with("\xef\xbb\xbf") ? 3 : 0;
    const auto tokens = sql::tokenize(before.substr(skip), rules_of(dialect_));
    if (tokens.empty()) return;
    const auto [line, column] = sql::line_and_column(before, tokens.front().offset + skip);
    report("DBT605", "this stands before the first section and would never run",
           {.file = file_, .line = line, .column = column},
           "put \"-- dbtool:upgrade\" on a line above it");
  }

  /// A marker, and those below it that say what the section makes of the schema.
  void read_section(std::span<const SqlMarker> markers, std::size_t end) {
    const SqlMarker& marker = markers.front();
    SectionText section = text_between(text_, marker, end);
    if (!marker.opens_section()) {
      report("DBT604", "\"" + marker.word + "\" cannot stand inside a section", marker.where,
             suggest_word(marker.word));
      return;
    }
    Location start = marker.where;
    start.column = marker.rest_column;
    std::vector<MarkerOption> options = marker_options(marker.rest, start, problems_);
    const bool upgrade = marker.word == "upgrade";
    (upgrade ? has_upgrade_ : has_downgrade_) = true;
    if (!upgrade && body_.where.line == 0) body_.where = marker.where;
    if (!upgrade && !options.empty() && options.front().key == "irreversible") {
      return read_irreversible(options, section);
    }
    const SectionSettings settings = settings_of(options, problems_);
    for (const std::string& database : settings.databases)
      body_.databases.try_emplace(database, marker.where);
    if (!runs_on(settings, dialect_, database_)) return;
    if (!upgrade) reversible_ = true;
    std::vector<Section>& sections = upgrade ? body_.upgrade : body_.downgrade;
    const std::size_t count = sections.size();
    add(sections, settings, std::move(section));
    if (sections.size() == count || markers.size() == 1) return;
    auto& sql = std::get<RunSql>(sections.back().operations.front().what);
    sql.describes.emplace(description_of(markers.subspan(1)));
  }

  std::vector<Operation> description_of(std::span<const SqlMarker> markers) {
    std::vector<Operation> operations;
    PartContext context{.dialect = dialect_, .problems = problems_};
    for (const SqlMarker& marker : markers) {
      // Blank lines and columns before the text give what it says its place in the file.
      std::string text(static_cast<std::size_t>(marker.where.line - 1), '\n');
      text.append(static_cast<std::size_t>(marker.rest_column - 1), ' ');
      const yaml::Node node = yaml::parse(text + marker.rest, file_, problems_);
      for (Operation& each : read_description(node, context)) operations.push_back(std::move(each));
    }
    return operations;
  }

  void read_irreversible(const std::vector<MarkerOption>& options, const SectionText& section) {
    body_.irreversible = "";
    for (const MarkerOption& option : options) {
      if (option.key == "reason" && option.has_value) {
        body_.irreversible = option.value;
      } else if (option.key != "irreversible" || option.has_value) {
        report("DBT604", "unknown option \"" + option.key + "\"", option.where,
               "write irreversible reason=\"…\"");
      }
    }
    if (!sql::tokenize(section.text, rules_of(dialect_)).empty()) {
      report("DBT607", "an irreversible downgrade has no statements", section.where);
    }
  }

  void add(std::vector<Section>& sections, const SectionSettings& settings, SectionText text) {
    const std::string named = settings.only.size() == 1 ? settings.only.front() : std::string();
    const std::string dialect = named.empty() ? dialect_ : named;
    const bool is_empty = dialect.empty() ? sql::tokenize(text.text, rules_of(dialect)).empty()
                                          : !has_statements(text, rules_of(dialect));
    if (is_empty) return;
    const std::string key = named.empty() ? "any" : named;
    RunSql run{.by_dialect = {{key, std::move(text.text)}}, .places = {{key, text.where}}};
    sections.push_back(
        {.settings = settings, .operations = {{.what = std::move(run), .where = text.where}}});
  }

  /// Quotes and comments that are never closed are found before anything runs.
  bool has_statements(const SectionText& section, const sql::LexicalRules& rules) {
    try {
      return !sql::split_script(section.text, rules).empty();
    } catch (const UsageError& error) {
      for (Problem problem : error.problems()) {
        problem.where.file = file_;
        problem.where.line += section.where.line - 1;
        problems_.push_back(std::move(problem));
      }
      return false;
    }
  }

  void finish() {
    const Location start{.file = file_, .line = 1, .column = 1};
    if (!has_upgrade_) {
      report("DBT607", "the file has no upgrade part", start,
             "a revision without steps has a line \"-- dbtool:upgrade\" and nothing below");
    }
    if (body_.irreversible && reversible_) {
      report("DBT607", "a downgrade cannot be irreversible and have sections", body_.where);
    }
    if (has_downgrade_) return;
    body_.irreversible = no_downgrade;
    body_.where = start;
  }

  void report(const char* code, std::string message, const Location& where, std::string hint = {}) {
    problems_.push_back(
        {.code = code, .message = std::move(message), .where = where, .hint = std::move(hint)});
  }

  std::string_view text_;
  std::string file_;
  std::string dialect_, database_;
  std::vector<Problem>& problems_;
  RevisionBody body_;
  bool has_upgrade_ = false, has_downgrade_ = false, reversible_ = false;
};

}  // namespace

RevisionBody parse_sql_body(std::string_view text, const std::string& file, const BodyFor& reader,
                            std::vector<Problem>& problems) {
  return SqlBodyReader(text, file, reader, problems).read();
}

}  // namespace dbtool
