// Header words: what the head of a revision file says, whichever way it is written.
#pragma once

#include "core/revisions/revision.h"
#include "core/support/yaml.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dbtool {

/// `revises: [a, b]` or `-- dbtool:revises a b`.
struct HeaderWord {
  std::string key = {};
  std::vector<std::string> values = {};  ///< none for null
  bool is_map = false;                   ///< not something a header word can be
  Location key_where = {};
  Location where = {};  ///< of the first value
};

/// The words of a YAML file, or of its beginning, when every line before `upgrade:` is a plain
/// `key: value`; nothing otherwise: then the YAML reader must look.
std::optional<std::vector<HeaderWord>> plain_words(std::string_view text, const std::string& file);
/// The words of a parsed file, without its two directions.
std::vector<HeaderWord> words_of(const yaml::Node& root);

/// Whether a line is UTF-8 without control characters (tabs are allowed).
bool is_clean_line(std::string_view line);

/// "did you mean" for a word that is none of the header's.
std::string suggest_word(const std::string& key);

/// Unknown and wrong words are appended to the problems (DBT603, DBT604, DBT606).
Revision revision_of(const std::vector<HeaderWord>& words, const std::string& file,
                     std::vector<Problem>& problems);

}  // namespace dbtool
