// PartReader: the map of one part of a schema, and what all parts have in common: overrides of a
// dialect, `only`, words out of a list, the place of a word.
#pragma once

#include "core/schema/model_text.h"
#include "core/support/yaml.h"

#include <array>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dbtool {

/// The words of an attribute and what they stand for; the first word of a value is how it is
/// written.
template <class T, std::size_t N>
using Words = std::array<std::pair<std::string_view, T>, N>;

/// The word a value is written with.
template <class T, std::size_t N>
std::string word_of(const Words<T, N>& words, T value) {
  for (const auto& [word, meaning] : words)
    if (meaning == value) return std::string(word);
  return {};
}

class PartReader : public yaml::MapReader {
 public:
  /// The overrides of the dialect are laid over the map.
  PartReader(const yaml::Node& node, const std::string& what, PartContext& context);

  using yaml::MapReader::read;
  bool read(std::string_view key, std::optional<std::int64_t>& into);
  /// SQL text, or a map by dialect; nothing when absent.
  bool read(std::string_view key, Expression& into);
  /// A word of the list, in any case, with `_` or a blank between its words.
  template <class T, std::size_t N>
  bool read(std::string_view key, const Words<T, N>& words, T& into) {
    const yaml::Node* value = find(key);
    if (value == nullptr) return false;
    std::vector<std::string> known;
    for (const auto& [word, meaning] : words) {
      if (is_word(*value, word)) return into = meaning, true;
      known.emplace_back(word);
    }
    report_word(key, *value, known);
    return false;
  }
  /// A missing key is a problem.
  template <class T>
  bool read_required(std::string_view key, T& into) {
    return node().find(key) == nullptr ? require(key) != nullptr : read(key, into);
  }
  /// An option of one dialect, "postgresql.storage", as text: one of the words where there are any.
  /// Other dialects leave it alone.
  void read_option(std::string_view dialect, std::string_view key,
                   std::map<std::string, std::string>& options,
                   const std::vector<std::string>& words = {});
  /// The same for what is only there when it is true.
  void read_flag(std::string_view dialect, std::string_view key,
                 std::map<std::string, std::string>& options);
  /// Parts of the full grammar that are not managed: a clear word instead of "unknown attribute".
  void refuse(std::initializer_list<std::string_view> keys, const std::string& hint = {});
  /// Whether options of that dialect count here.
  bool is_for(std::string_view dialect) const;
  /// Reports the keys nobody asked for; overrides of dialects are known everywhere.
  void finish();
  /// The same for what may be left out for a dialect as a whole (`only:`).
  void finish_part();

  PartContext& context() { return context_; }
  /// "on_delete" of foreign key posts_author_id_fkey.
  std::string what_of(std::string_view key) const;

 private:
  static bool is_word(const yaml::Node& value, std::string_view word);
  void report_word(std::string_view key, const yaml::Node& value,
                   const std::vector<std::string>& known);

  PartContext& context_;
};

/// "postgresql", "sqlite".
const std::vector<std::string>& dialect_words();
/// The map with the overrides of the dialect laid over it; the map itself when it has none.
const yaml::Node& with_overrides(const yaml::Node& node, const std::string& what,
                                 PartContext& context);
/// Whether the part counts for the dialect: `only: [postgresql]`.
bool is_wanted(const yaml::Node& node, PartContext& context);
/// Whether a map says something for each dialect and nothing else.
bool is_by_dialect(const yaml::Node& node);
/// The same, where what is said is text: not overrides of a map.
bool is_text_by_dialect(const yaml::Node& node);
/// The value for the dialect out of a map by dialect; the node itself when it is none; nothing when
/// the map leaves the dialect out.
const yaml::Node* for_dialect(const yaml::Node& node, const PartContext& context);

/// "users" in double quotes.
std::string in_quotes(std::string_view text);
/// "index posts_recent", or "index of table posts" when it has no name yet.
std::string what_part(const std::string& kind, const std::string& name, const PartContext& context);
/// The place of the key in a map; of the map when the key is not there.
Location place_of_key(const yaml::Node& map, std::string_view key);
/// The place of some bytes of a scalar's text.
Location place_in(const yaml::Node& scalar, std::size_t offset, std::size_t length);
/// The place of the first scalar in the node that is the word or holds it.
Location place_of_word(const yaml::Node& node, std::string_view word);

/// The comment of a constraint or index, for which scripts have a word and models have none.
void read_kept_comment(PartReader& map, KeptComment& comment);
void put_kept_comment(Value::Map& map, const KeptComment& comment);
/// The text of an option's value: numbers and flags as they are written.
std::string option_text(const yaml::Node& node, const std::string& what, PartContext& context);
/// The other way: "70" is written 70, "true" is true.
Value option_value(const std::string& text);
/// Storage parameters: a map of names to scalars.
std::map<std::string, std::string> read_parameters(const yaml::Node& node, const std::string& what,
                                                   PartContext& context);

}  // namespace dbtool
