#include "core/support/yaml_text.h"

#include "core/support/text.h"

#include <algorithm>

namespace dbtool::yaml {

namespace {

// yaml-cpp drops a lone CR and takes byte 4 for the end of the file.
bool is_forbidden(std::string_view text, std::size_t i) {
  auto byte = static_cast<unsigned char>(text[i]);
  if (byte == '\r') return i + 1 >= text.size() || text[i + 1] != '\n';
  return byte < 0x20 && byte != '\n' && byte != '\t';
}

std::size_t find_forbidden(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (is_forbidden(text, i)) return i;
  return std::string_view::npos;
}

Problem problem_at(std::string_view text, std::size_t offset, const std::string& file,
                   std::string message) {
  Problem problem = {.code = "DBT102", .message = std::move(message)};
  auto [line, column] = line_and_column(text, offset);
  problem.where = {.file = file, .line = line, .column = column};
  return problem;
}

std::optional<Problem> find_problem(std::string_view text, const std::string& file) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    Problem problem = problem_at(text, 0, file, "the file is UTF-16");
    problem.hint = "save it as UTF-8";
    return problem;
  }
  if (std::size_t at = find_invalid_utf8(text); at != std::string_view::npos) {
    Problem problem = problem_at(text, at, file, "invalid UTF-8");
    problem.hint = "save the file as UTF-8";
    return problem;
  }
  if (std::size_t at = find_forbidden(text); at != std::string_view::npos) {
    std::string what = "control character " + std::to_string(static_cast<int>(text[at]));
    if (text[at] == '\0') what = "NUL byte";
    if (text[at] == '\r') what = "carriage return without line feed";
    Problem problem = problem_at(text, at, file, what);
    problem.hint = "take it out of the file";
    return problem;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> clean_text(std::string_view text, const std::string& file,
                                      std::vector<Problem>& problems, const Limits& limits) {
  if (text.size() > limits.bytes) {
    problems.push_back(
        {.code = "DBT101",
         .message = "the file is larger than " + std::to_string(limits.bytes) + " bytes",
         .where = {.file = file},
         .hint = "split it"});
    return std::nullopt;
  }
  if (std::optional<Problem> problem = find_problem(text, file)) {
    problems.push_back(std::move(*problem));
    return std::nullopt;
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::string clean(text);
  std::erase(clean, '\r');
  return clean;
}

}  // namespace dbtool::yaml
