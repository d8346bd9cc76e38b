#include "core/support/line_diff.h"

#include "core/support/text.h"

#include <algorithm>
#include <cstddef>
#include <span>

namespace dbtool {
namespace {

using Lines = std::span<const std::string>;

/// Beyond this many pairs of lines all of one text is told, then all of the other.
constexpr std::size_t most_pairs = 4'000'000;

void drop_common_ends(Lines& a, Lines& b) {
  while (!a.empty() && !b.empty() && a.front() == b.front()) {
    a = a.subspan(1);
    b = b.subspan(1);
  }
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a = a.first(a.size() - 1);
    b = b.first(b.size() - 1);
  }
}

/// The length of the longest common part of the texts from line i of one and j of the other on.
class CommonLengths {
 public:
  CommonLengths(Lines a, Lines b) : width_(b.size() + 1), lengths_((a.size() + 1) * width_) {
    for (std::size_t i = a.size(); i-- > 0;)
      for (std::size_t j = b.size(); j-- > 0;)
        lengths_[i * width_ + j] =
            a[i] == b[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
  }
  unsigned at(std::size_t i, std::size_t j) const { return lengths_[i * width_ + j]; }

 private:
  std::size_t width_;
  std::vector<unsigned> lengths_;
};

std::vector<std::string> plain_lines(std::string_view text) {
  std::vector<std::string> lines = split(replace_all(std::string(text), "\r\n", "\n"), '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

}  // namespace

std::vector<std::string> line_diff(std::string_view before, std::string_view after) {
  const std::vector<std::string> all_before = plain_lines(before);
  const std::vector<std::string> all_after = plain_lines(after);
  Lines a = all_before;
  Lines b = all_after;
  drop_common_ends(a, b);
  std::vector<std::string> found;
  const auto take_out = [&](std::size_t i) { found.push_back("- " + a[i]); };
  const auto put_in = [&](std::size_t j) { found.push_back("+ " + b[j]); };
  std::size_t i = 0;
  std::size_t j = 0;
  if (a.size() * b.size() <= most_pairs) {
    const CommonLengths common(a, b);
    while (i < a.size() && j < b.size()) {
      if (a[i] == b[j]) {
        ++i;
        ++j;
      } else if (common.at(i + 1, j) >= common.at(i, j + 1)) {
        take_out(i++);
      } else {
        put_in(j++);
      }
    }
  }
  while (i < a.size()) take_out(i++);
  while (j < b.size()) put_in(j++);
  return found;
}

}  // namespace dbtool
