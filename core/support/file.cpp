#include "core/support/file.h"

#include "core/support/error.h"
#include "core/support/file_descriptor.h"
#include "core/support/text.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <limits>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace dbtool {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail_to_read(const fs::path& path, const std::string& reason) {
  throw UsageError(Problem{.code = "DBT109",
                           .message = "cannot read \"" + display_path(path) + "\": " + reason,
                           .hint = "check the path and its permissions"});
}

// O_NONBLOCK: opening a FIFO must not wait for a writer; it changes nothing for regular files.
FileDescriptor open_regular_file(const fs::path& path) {
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) fail_to_read(path, system_message(errno));
  struct stat status = {};
  if (::fstat(file.number(), &status) != 0) fail_to_read(path, system_message(errno));
  if (S_ISDIR(status.st_mode)) fail_to_read(path, "it is a folder");
  if (!S_ISREG(status.st_mode)) fail_to_read(path, "it is not a regular file");
  return file;
}

std::size_t size_of(const FileDescriptor& file) {
  struct stat status = {};
  return ::fstat(file.number(), &status) == 0 ? static_cast<std::size_t>(status.st_size) : 0;
}

std::string read_up_to(const fs::path& path, std::size_t bytes) {
  FileDescriptor file = open_regular_file(path);
  std::string text;
  text.reserve(std::min(bytes, size_of(file)));
  std::array<char, 1U << 16U> piece;
  while (text.size() < bytes) {
    const std::size_t wanted = std::min(bytes - text.size(), piece.size());
    const ssize_t count = ::read(file.number(), piece.data(), wanted);
    if (count < 0 && errno != EINTR) fail_to_read(path, system_message(errno));
    if (count == 0) break;
    text.append(piece.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
  return text;
}

}  // namespace

std::string read_file(const fs::path& path, std::size_t limit) {
  std::string text = read_up_to(path, limit + 1);
  if (text.size() > limit)
    fail_to_read(path, "it is larger than " + std::to_string(limit) + " bytes");
  return text;
}

std::string read_head(const fs::path& path, std::size_t bytes) {
  return read_up_to(path, bytes);
}

std::string display_path(const fs::path& path) {
  std::error_code ignored;
  fs::path full = fs::absolute(path, ignored).lexically_normal();
  fs::path relative = full.lexically_relative(fs::current_path(ignored));
  bool below = !relative.empty() && *relative.begin() != "..";
  return below ? relative.string() : full.string();
}

fs::path file_beside(const fs::path& file, const std::string& name) {
  const fs::path wanted = fs::path(name).lexically_normal();
  const fs::path folder = file.parent_path().empty() ? fs::path(".") : file.parent_path();
  std::error_code ignored;
  const fs::path inside = fs::weakly_canonical(folder, ignored);
  const fs::path real = fs::weakly_canonical(folder / wanted, ignored);
  const fs::path rest = real.lexically_relative(inside);
  const bool leaves = wanted.is_absolute() || rest.empty() || *rest.begin() == "..";
  if (leaves || name.empty() || name.find('\0') != std::string::npos)
    throw UsageError(
        {.code = "DBT109",
         .message = "the file \"" + name + "\" is not in the folder of the file that names it",
         .hint = "put it there, and name it without / and .. in front"});
  return folder / wanted;
}

}  // namespace dbtool
