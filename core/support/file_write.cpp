// Writing: the text goes to a temporary file beside the target, to the disk, and only then to its
// name, so that a reader or a crash sees the whole file or none.
#include "core/support/digest.h"
#include "core/support/error.h"
#include "core/support/file.h"
#include "core/support/file_descriptor.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>

namespace dbtool {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail_to_write(const fs::path& path, const std::string& reason) {
  throw UsageError(Problem{.code = "DBT110",
                           .message = "cannot write \"" + display_path(path) + "\": " + reason,
                           .hint = "check the permissions and the room on the disk"});
}

// A file beside the target that goes away unless it was given the target's name.
class TemporaryFile {
 public:
  TemporaryFile(const fs::path& target, std::string_view text)
      : path_(target.parent_path() / (".dbtool-" + random_hex(16) + ".tmp")) {
    FileDescriptor file(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!file.is_open()) fail_to_write(target, system_message(errno));
    while (!text.empty()) {
      ssize_t count = ::write(file.number(), text.data(), text.size());
      if (count < 0 && errno != EINTR) fail(target);
      if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
    }
    if (::fsync(file.number()) != 0 || !file.close()) fail(target);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { ::unlink(path_.c_str()); }

  const fs::path& path() const { return path_; }

 private:
  [[noreturn]] void fail(const fs::path& target) {
    std::string reason = system_message(errno);
    ::unlink(path_.c_str());
    fail_to_write(target, reason);
  }

  fs::path path_;
};

// The new name is in the folder's own blocks. Some file systems cannot sync those: nothing to do.
void sync_folder(const fs::path& folder) {
  FileDescriptor open_folder(::open(folder.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY));
  if (open_folder.is_open()) ::fsync(open_folder.number());
}

// For file systems without hard links (FAT, some network mounts): take the name, then replace it.
void claim_and_replace(const fs::path& temporary, const fs::path& target) {
  FileDescriptor claim(::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!claim.is_open())
    fail_to_write(target, errno == EEXIST ? "it already exists" : system_message(errno));
  if (::rename(temporary.c_str(), target.c_str()) == 0) return;
  std::string reason = system_message(errno);
  ::unlink(target.c_str());
  fail_to_write(target, reason);
}

// So that replacing a file keeps who may read it.
void copy_mode(const fs::path& from, const fs::path& to) {
  struct stat status = {};
  if (::stat(from.c_str(), &status) == 0) ::chmod(to.c_str(), status.st_mode & 07777U);
}

fs::path full_path(const fs::path& path) {
  return fs::absolute(path).lexically_normal();
}

}  // namespace

void write_new_file(const fs::path& path, std::string_view text) {
  fs::path target = full_path(path);
  TemporaryFile temporary(target, text);
  if (::link(temporary.path().c_str(), target.c_str()) != 0) {
    if (errno == EEXIST) fail_to_write(target, "it already exists");
    if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS && errno != EMLINK)
      fail_to_write(target, system_message(errno));
    claim_and_replace(temporary.path(), target);
  }
  sync_folder(target.parent_path());
}

void replace_file(const fs::path& path, std::string_view text) {
  std::error_code not_there;
  fs::path target = full_path(path);
  // A symbolic link stays one: what it points at is replaced.
  if (fs::path real = fs::canonical(target, not_there); !not_there) target = real;
  TemporaryFile temporary(target, text);
  copy_mode(target, temporary.path());
  if (::rename(temporary.path().c_str(), target.c_str()) != 0)
    fail_to_write(target, system_message(errno));
  sync_folder(target.parent_path());
}

}  // namespace dbtool
