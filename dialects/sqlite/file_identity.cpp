#include "dialects/sqlite/connection.h"

#include <filesystem>
#include <sys/stat.h>

namespace dbtool::lite {

std::string file_identity(const DatabaseUrl& url) {
  if (url.path == ":memory:") return {};
  struct stat status = {};
  if (::stat(url.path.c_str(), &status) == 0)
    return "file " + std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
  std::error_code ignored;
  return "path " + std::filesystem::weakly_canonical(url.path, ignored).string();
}

}  // namespace dbtool::lite
