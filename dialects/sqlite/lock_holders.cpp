// The bytes that are locked are part of SQLite's file format (fileformat2.html and the header of
// os_unix.c): RESERVED, the lock of a writer, in the database file; in WAL mode the first lock byte
// of the shared memory file. A run of dbtool locks the whole file in another way; see lock.cpp.
//
// The kernel's list is read, and no file opened to ask about it: closing one drops every lock that
// SQLite has on the file in this process.
#include "dialects/sqlite/lock_holders.h"

#include "core/support/text.h"

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <sstream>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace dbtool::lite {
namespace {

constexpr std::int64_t reserved_byte = 0x40000001;
constexpr std::int64_t wal_write_byte = 120;

/// "1: POSIX  ADVISORY  WRITE 4711 fe:01:1234 0 EOF"; who waits has an arrow behind the number.
struct ListedLock {
  std::string kind = {};
  bool writes = false;
  pid_t process = 0;
  std::string place = {};
  std::int64_t first = 0;
  std::int64_t last = 0;
};

std::optional<ListedLock> parse(const std::string& line) {
  std::istringstream words(line);
  std::string number, strength, access, last;
  ListedLock lock;
  words >> number >> lock.kind >> strength >> access >> lock.process >> lock.place >> lock.first >>
      last;
  if (!words) return std::nullopt;
  lock.writes = access == "WRITE";
  lock.last = parse_integer(last).value_or(std::numeric_limits<std::int64_t>::max());
  return lock;
}

/// "fe:01:1234": as the kernel writes device and inode.
std::string place_of(const struct stat& file) {
  std::array<char, 64> text = {};
  std::snprintf(text.data(), text.size(), "%02x:%02x:%llu", major(file.st_dev), minor(file.st_dev),
                static_cast<unsigned long long>(file.st_ino));
  return text.data();
}

bool has_open(pid_t process, const struct stat& file) {
  // The process may end meanwhile: no step may throw, as those of a range would.
  std::error_code error;
  std::filesystem::directory_iterator entry("/proc/" + std::to_string(process) + "/fd", error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    struct stat open_file = {};
    if (stat(entry->path().c_str(), &open_file) == 0 && open_file.st_dev == file.st_dev &&
        open_file.st_ino == file.st_ino)
      return true;
  }
  return false;
}

/// The locks on a file. Some file systems tell programs another device than the one listed.
std::vector<ListedLock> locks_on(const std::string& path) {
  std::vector<ListedLock> locks;
  struct stat file = {};
  if (stat(path.c_str(), &file) != 0) return locks;
  const std::string place = place_of(file);
  const std::string inode = ":" + std::to_string(file.st_ino);
  std::ifstream list("/proc/locks");
  for (std::string line; std::getline(list, line);) {
    const auto lock = parse(line);
    if (!lock || !lock->place.ends_with(inode)) continue;
    if (lock->place == place || has_open(lock->process, file)) locks.push_back(*lock);
  }
  return locks;
}

std::optional<pid_t> writer_at(std::int64_t byte, const std::vector<ListedLock>& locks) {
  for (const ListedLock& lock : locks)
    if (lock.kind != "FLOCK" && lock.writes && lock.first <= byte && byte <= lock.last)
      return lock.process;
  return std::nullopt;
}

std::optional<pid_t> listed_on(const std::string& file) {
  const std::vector<ListedLock> locks = locks_on(file);
  if (const auto process = writer_at(reserved_byte, locks)) return process;
  if (const auto process = writer_at(wal_write_byte, locks_on(file + "-shm"))) return process;
  for (const ListedLock& lock : locks)
    if (lock.kind == "FLOCK") return lock.process;
  return std::nullopt;
}

/// The list is read in pieces while locks come and go, so that an entry may be passed over.
std::optional<pid_t> holder_on(const std::string& file) {
  for (int attempt = 0; attempt < 3; ++attempt)
    if (const auto process = listed_on(file)) return process;
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
  const std::optional<pid_t> process = holder_on(file);
  if (!process) return {};
  return {{.process = *process, .program = program_of(*process)}};
}

}  // namespace dbtool::lite
