// SQL markers: the `-- dbtool:word …` lines of a SQL revision file.
#pragma once

#include "core/revisions/header_words.h"

#include <string>
#include <string_view>
#include <vector>

namespace dbtool {

struct SqlMarker {
  std::string word = {};  ///< "upgrade", "revises"…
  std::string rest = {};  ///< what follows on the line, blanks trimmed
  Location where = {};    ///< of the word
  int rest_column = 0;
  std::size_t begin = 0;  ///< offset of the line
  std::size_t end = 0;    ///< offset of the next line

  bool opens_section() const { return word == "upgrade" || word == "downgrade"; }
};

/// All of them, in order. A line that was meant as one and is not (indented, no blank after the
/// dashes) is a problem (DBT604).
std::vector<SqlMarker> find_markers(std::string_view text, const std::string& file,
                                    std::vector<Problem>& problems);
/// The header words among the markers: those before the first section.
std::vector<HeaderWord> words_of(const std::vector<SqlMarker>& markers);

}  // namespace dbtool
