// The bytes that are locked are part of SQLite's file format (fileformat2.html and the header of
// os_unix.c): RESERVED, the lock of a writer, in the database file; in WAL mode the first lock byte
// of the shared memory file. A run of dbtool locks the whole file in another way; see lock.cpp.
#include "dialects/sqlite/lock_holders.h"

#include "core/support/text.h"

#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace dbtool::lite {
namespace {

constexpr off_t reserved_byte = 0x40000001;
constexpr off_t wal_write_byte = 120;

class LockFile {
 public:
  explicit LockFile(const std::string& path)
      : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~LockFile() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

  /// The process that may keep others from writing to this byte.
  std::optional<pid_t> writer_at(off_t byte) const {
    struct flock lock = {};
    lock.l_type = F_RDLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = byte;
    lock.l_len = 1;
    if (descriptor_ < 0 || fcntl(descriptor_, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
      return std::nullopt;
    return lock.l_pid;
  }

 private:
  int descriptor_;
};

/// The process that has locked the file as a run of dbtool does. The kernel lists it as
/// "1: FLOCK ADVISORY WRITE 4711 fe:01:1234 0 EOF".
std::optional<pid_t> listed_on(const std::string& path) {
  struct stat file = {};
  if (stat(path.c_str(), &file) != 0) return std::nullopt;
  const std::string inode = ":" + std::to_string(file.st_ino);
  std::ifstream locks("/proc/locks");
  for (std::string line; std::getline(locks, line);) {
    std::istringstream words(line);
    std::string number, kind, strength, access, place;
    pid_t process = 0;
    words >> number >> kind >> strength >> access >> process >> place;
    if (kind == "FLOCK" && place.ends_with(inode)) return process;
  }
  return std::nullopt;
}

/// The list is read in pieces while locks come and go, so that an entry may be passed over.
std::optional<pid_t> run_on(const std::string& path) {
  for (int attempt = 0; attempt < 3; ++attempt)
    if (const auto process = listed_on(path)) return process;
  return std::nullopt;
}

std::string program_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/cmdline", std::ios::binary);
  std::string words((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  for (char& c : words)
    if (c == '\0') c = ' ';
  return std::string(trim(words));
}

}  // namespace

std::vector<LockHolder> lock_holders(const std::string& file) {
  std::optional<pid_t> process = LockFile(file).writer_at(reserved_byte);
  if (!process) process = LockFile(file + "-shm").writer_at(wal_write_byte);
  if (!process) process = run_on(file);
  if (!process) return {};
  return {{.process = *process, .program = program_of(*process)}};
}

}  // namespace dbtool::lite
