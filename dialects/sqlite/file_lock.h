// FileLock: one run at a time on a database file, for as long as the run and not longer.
#pragma once

#include <string>

namespace dbtool::lite {

/// A lock of the operating system on the file itself. It is gone with the process, leaves nothing
/// on the disk, and SQLite does not know it: other programs read and write as before.
class FileLock {
 public:
  FileLock() = default;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  /// Closing the file also drops the locks that SQLite has on it: outlive every connection to it.
  ~FileLock();

  /// False when another process has it. A file system that knows no such lock lets everybody in.
  bool try_take(const std::string& file);
  void release();

 private:
  int descriptor_ = -1;
};

}  // namespace dbtool::lite
