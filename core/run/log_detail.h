// Log details: what a step leaves for a later one to know, as the log keeps it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dbtool {

struct LogDetail {
  /// Rows of reference data that were there before the revision: its downgrade leaves them.
  std::vector<std::string> rows_found = {};
  /// The key of the last row that the batches of the next step have done.
  std::optional<std::int64_t> cursor = {};
  bool operator==(const LogDetail&) const = default;
};

/// One line of JSON; empty when there is nothing to say.
std::string to_text(const LogDetail& detail);
/// Reads it back; what cannot be read says nothing.
LogDetail parse_log_detail(const std::string& text);

}  // namespace dbtool
