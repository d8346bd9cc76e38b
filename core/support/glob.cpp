// matches_glob: the pattern is walked once, carrying the set of places in the text that have been
// reached, so that no pattern can make it slow.
#include "core/support/text.h"

#include <vector>

namespace dbtool {

namespace {

enum class Piece { exact, one, name_part, anything, folders };

// The piece at the start of the pattern, which loses it.
Piece take_piece(std::string_view& pattern, bool at_folder_start) {
  auto take = [&](std::size_t length, Piece piece) {
    pattern.remove_prefix(length);
    return piece;
  };
  if (at_folder_start && pattern.starts_with("**/")) return take(3, Piece::folders);
  if (pattern.starts_with("**")) return take(2, Piece::anything);
  if (pattern.starts_with("*")) return take(1, Piece::name_part);
  if (pattern.starts_with("?")) return take(1, Piece::one);
  return take(1, Piece::exact);
}

// Places reached after the piece, from those reached before it; place i is before text[i].
std::vector<bool> step(std::string_view text, const std::vector<bool>& before, Piece piece,
                       char exact) {
  std::vector<bool> after(before.size());
  bool open = false;  // a repeating piece has begun somewhere to the left
  for (std::size_t i = 0; i < before.size(); ++i) {
    char last = i == 0 ? '\0' : text[i - 1];
    switch (piece) {
      case Piece::exact:
        after[i] = i > 0 && before[i - 1] && last == exact;
        break;
      case Piece::one:
        after[i] = i > 0 && before[i - 1] && last != '/';
        break;
      case Piece::name_part:
        open = before[i] || (open && last != '/');
        after[i] = open;
        break;
      case Piece::anything:
        open = open || before[i];
        after[i] = open;
        break;
      case Piece::folders:
        after[i] = before[i] || (open && last == '/');
        open = open || before[i];
        break;
    }
  }
  return after;
}

}  // namespace

bool matches_glob(std::string_view text, std::string_view pattern) {
  std::vector<bool> reached(text.size() + 1);
  reached[0] = true;
  for (bool at_folder_start = true; !pattern.empty();) {
    char exact = pattern.front();
    Piece piece = take_piece(pattern, at_folder_start);
    reached = step(text, reached, piece, exact);
    at_folder_start = piece == Piece::folders || (piece == Piece::exact && exact == '/');
  }
  return reached[text.size()];
}

}  // namespace dbtool
