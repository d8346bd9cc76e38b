// Text: small functions on strings.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dbtool {

std::string join(std::span<const std::string> parts, std::string_view separator);
std::vector<std::string> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);
/// ASCII only: what SQL keywords, option names and ids need.
std::string lower(std::string_view text);
std::string upper(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);
std::string replace_all(std::string text, std::string_view from, std::string_view to);
/// "1 table", "2 tables"; the plural is the singular plus "s" unless given.
std::string count_of(std::size_t count, std::string_view singular, std::string_view plural = {});
/// Characters of UTF-8 text.
std::size_t count_characters(std::string_view text);
/// With blanks at the end, up to `width` characters.
std::string padded(std::string text, std::size_t width);
/// "a", "a and b", "a, b and c".
std::string list_of(std::span<const std::string> words);
/// Edits (insert, remove, replace, swap neighbours) from one word to the other, ignoring case.
std::size_t edit_distance(std::string_view a, std::string_view b);
/// The nearest candidate, when it is near enough to be what was meant.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);
/// `did you mean "x"?`, or empty.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);
bool is_valid_utf8(std::string_view text);
/// Where the first byte is that belongs to no character; npos when there is none.
std::size_t find_invalid_utf8(std::string_view text);
/// Line and column (1-based, bytes) of an offset.
std::pair<int, int> line_and_column(std::string_view text, std::size_t offset);
/// `*` and `?` as a shell has them; `*` does not cross '/', `**` does, and `**/` may be no folder
/// at all.
bool matches_glob(std::string_view text, std::string_view pattern);
/// Cut to at most `limit` bytes, ending in `_` and 8 hex digits of a hash when anything was cut;
/// never splits a UTF-8 character.
std::string shorten_name(const std::string& name, std::size_t limit);
/// The whole number a text is, in base 10; nothing when it is not one.
std::optional<long long> parse_integer(std::string_view text);

}  // namespace dbtool
