// UrlText: the text of a database URL, and what can be said of it without showing a password.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dbtool {

struct UrlText {
  std::string_view text = {};  ///< the whole of it; the views below point into it
  std::string_view origin = {};

  /// Throws UsageError. The message never quotes `at`: its place in the text is named instead.
  [[noreturn]] void fail(const std::string& code, const std::string& message,
                         std::string_view at = {}, const std::string& hint = {}) const;
  /// %XX resolved; a `%` that begins no such thing is an error.
  std::string decode(std::string_view part) const;
};

using UrlParameters = std::vector<std::pair<std::string, std::string>>;

/// The pairs of `a=b&c=d`, decoded.
UrlParameters parse_query(const UrlText& url, std::string_view query);
/// Cuts at the first `separator`, which goes with neither; the second part is empty without one.
std::pair<std::string_view, std::string_view> cut(std::string_view text, char separator);

}  // namespace dbtool
