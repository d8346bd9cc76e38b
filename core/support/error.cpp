#include "core/support/error.h"

namespace dbtool {

// Not inline: g++ 12 takes the places of a Problem that is being made for uninitialized (-O2).
FileName::FileName() = default;
FileName::FileName(std::string text)
    : text_(text.empty() ? nullptr : std::make_shared<const std::string>(std::move(text))) {}
FileName::FileName(const FileName& other) = default;
FileName::FileName(FileName&& other) noexcept = default;
FileName& FileName::operator=(const FileName& other) = default;
FileName& FileName::operator=(FileName&& other) noexcept = default;
FileName::~FileName() = default;

const std::string& FileName::text() const {
  static const std::string none;
  return text_ == nullptr ? none : *text_;
}

Error::Error(ExitCode exit_code, std::vector<Problem> problems)
    : std::runtime_error(problems.empty() ? "unknown error" : problems.front().message),
      problems_(std::move(problems)),
      exit_code_(exit_code) {
  if (problems_.empty()) problems_.push_back({.code = "DBT900", .message = "unknown error"});
}

void Error::locate(const Location& where) {
  if (problems_.front().where.file.empty()) problems_.front().where = where;
}

}  // namespace dbtool
