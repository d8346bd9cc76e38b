#include "core/support/text.h"

namespace dbtool {

namespace {

struct Sequence {
  std::size_t length = 0;            // 0: no character starts with this byte
  unsigned char second_from = 0x80;  // shuts out over-long forms, surrogates and what is too high
  unsigned char second_to = 0xBF;
};

Sequence sequence_of(unsigned char lead) {
  if (lead < 0x80) return {.length = 1};
  if (lead < 0xC2) return {.length = 0};
  if (lead < 0xE0) return {.length = 2};
  if (lead == 0xE0) return {.length = 3, .second_from = 0xA0};
  if (lead == 0xED) return {.length = 3, .second_to = 0x9F};
  if (lead < 0xF0) return {.length = 3};
  if (lead == 0xF0) return {.length = 4, .second_from = 0x90};
  if (lead < 0xF4) return {.length = 4};
  if (lead == 0xF4) return {.length = 4, .second_to = 0x8F};
  return {.length = 0};
}

bool is_character(std::string_view bytes, const Sequence& sequence) {
  if (sequence.length == 0 || bytes.size() < sequence.length) return false;
  if (sequence.length == 1) return true;
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  if (byte(1) < sequence.second_from || byte(1) > sequence.second_to) return false;
  for (std::size_t i = 2; i < sequence.length; ++i)
    if ((byte(i) & 0xC0U) != 0x80) return false;
  return true;
}

}  // namespace

std::size_t find_invalid_utf8(std::string_view text) {
  std::size_t place = 0;
  while (place < text.size()) {
    auto lead = static_cast<unsigned char>(text[place]);
    if (lead < 0x80) {
      ++place;
      continue;
    }
    Sequence sequence = sequence_of(lead);
    if (!is_character(text.substr(place), sequence)) return place;
    place += sequence.length;
  }
  return std::string_view::npos;
}

bool is_valid_utf8(std::string_view text) {
  return find_invalid_utf8(text) == std::string_view::npos;
}

}  // namespace dbtool
