// Files of reference rows: CSV, or a YAML list of maps.
#include "core/schema/part_reader.h"
#include "core/schema/reference_rows.h"
#include "core/support/file.h"
#include "core/support/text.h"

#include <filesystem>
#include <optional>

namespace dbtool {
namespace {

namespace fs = std::filesystem;

/// Fields of CSV as RFC 4180 has it, quotes and line breaks in quotes included.
class CsvReader {
 public:
  CsvReader(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  /// The next line that is not empty; nothing in an unquoted field is null.
  bool next(std::vector<std::optional<std::string>>& fields) {
    fields.clear();
    while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) skip();
    if (at_ >= text_.size()) return false;
    where_ = {.file = file_, .line = line_, .column = 1};
    do fields.push_back(read_field());
    while (take(','));
    if (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r')
      throw UsageError({.code = "DBT154",
                        .message = "text follows a quoted field",
                        .where = where_,
                        .hint = "double a quote that belongs to the text: \"\""});
    return true;
  }
  const Location& where() const { return where_; }

 private:
  void skip() {
    if (text_[at_++] == '\n') ++line_;
  }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::optional<std::string> read_field() {
    if (take('"')) return read_quoted();
    const std::size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
    const std::string field(text_.substr(at_, end - at_));
    at_ = end;
    return field.empty() ? std::nullopt : std::optional(field);
  }

  std::string read_quoted() {
    std::string field;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      skip();
      // A quote that is doubled is one; a single one ends the field.
      if (c == '"' && !take('"')) return field;
      field += c;
    }
    throw UsageError(
        {.code = "DBT154", .message = "a quoted field is never closed", .where = where_});
  }

  std::string_view text_;
  std::string file_;
  std::size_t at_ = 0;
  int line_ = 1;
  Location where_ = {};
};

std::vector<DataRow> parse_csv(std::string_view text, const std::string& file) {
  CsvReader reader(text, file);
  std::vector<std::optional<std::string>> fields;
  std::vector<std::string> columns;
  if (reader.next(fields))
    for (const auto& field : fields) columns.emplace_back(trim(field.value_or("")));
  const RowValue null_value = {.literal = {Literal::Kind::null, {}}};
  std::vector<DataRow> rows;
  while (reader.next(fields)) {
    if (fields.size() != columns.size())
      throw UsageError({.code = "DBT154",
                        .message = "the line has " + count_of(fields.size(), "field") +
                                   ", and there are " + count_of(columns.size(), "column"),
                        .where = reader.where()});
    DataRow row{.where = reader.where()};
    for (std::size_t i = 0; i < columns.size(); ++i)
      row.values.emplace_back(columns[i],
                              fields[i] ? RowValue{{Literal::Kind::text, *fields[i]}} : null_value);
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<DataRow> parse_yaml(std::string_view text, const std::string& file,
                                PartContext& context) {
  const yaml::Node root = yaml::parse(text, file, context.problems);
  return root.is_null() ? std::vector<DataRow>{} : read_data_rows(root, "the file", context);
}

}  // namespace

std::vector<DataRow> read_rows_file(const yaml::Node& name, PartContext& context) {
  try {
    const fs::path path = file_beside(name.where.file.text(), name.text);
    const std::string file = display_path(path);
    const std::string text = read_file(path);
    if (!is_valid_utf8(text))
      throw UsageError(
          {.code = "DBT154", .message = "the file is not UTF-8 text", .where = {.file = file}});
    return lower(path.extension().string()) == ".csv" ? parse_csv(text, file)
                                                      : parse_yaml(text, file, context);
  } catch (UsageError& error) {
    error.locate(name.where);
    context.problems.insert(context.problems.end(), error.problems().begin(),
                            error.problems().end());
    return {};
  }
}

}  // namespace dbtool
