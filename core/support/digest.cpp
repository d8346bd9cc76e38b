// OpenSSL's newer interface loads every cipher and a configuration file to hash a few bytes.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "core/support/digest.h"

#include <openssl/sha.h>

#include <array>
#include <cerrno>
#include <span>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace dbtool {

namespace {

std::string to_hex(std::span<const unsigned char> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result;
  result.reserve(bytes.size() * 2);
  for (unsigned char byte : bytes) {
    result += digits[byte >> 4U];
    result += digits[byte & 15U];
  }
  return result;
}

}  // namespace

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest = {};
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, bytes.data(), bytes.size());
  SHA256_Final(digest.data(), &context);
  return to_hex(digest);
}

std::string random_hex(std::size_t digits) {
  std::vector<unsigned char> bytes((digits + 1) / 2);
  if (getentropy(bytes.data(), bytes.size()) != 0)
    throw std::system_error(errno, std::generic_category(), "the system gives no random numbers");
  return to_hex(bytes).substr(0, digits);
}

}  // namespace dbtool
