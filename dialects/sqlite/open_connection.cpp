// Opening: what the URL and the command's access make of a file.
#include "core/support/clock.h"
#include "core/support/file.h"
#include "core/support/text.h"
#include "dialects/sqlite/connection.h"
#include "dialects/sqlite/errors.h"

#include <SQLiteCpp/Exception.h>

#include <cctype>
#include <filesystem>
#include <sqlite3.h>
#include <unistd.h>
#include <utility>

namespace dbtool::lite {
namespace {

/// In KiB: pages of a large transaction are not written twice, nor read again from the file.
constexpr const char* writing_cache = "PRAGMA cache_size=-32768";

std::string parameter(const DatabaseUrl& url, const std::string& name) {
  auto found = url.parameters.find(name);
  return found == url.parameters.end() ? std::string() : found->second;
}

[[noreturn]] void bad_parameter(const DatabaseUrl& url, const std::string& name,
                                const std::string& expected) {
  throw ConnectError({.code = "DBT214",
                      .message = "the URL's " + name + " must be " + expected + ", not \"" +
                                 parameter(url, name) + "\""});
}

/// `timeout=10` is seconds, as other libraries have it; `timeout=500ms` says so.
std::chrono::milliseconds patience_of(const DatabaseUrl& url, const Timeouts& timeouts) {
  std::string text = parameter(url, "timeout");
  if (text.empty()) return timeouts.lock;
  if (auto seconds = parse_integer(text); seconds && *seconds >= 0)
    return std::chrono::seconds(*seconds);
  auto duration = parse_duration(text);
  if (!duration) bad_parameter(url, "timeout", "a number of seconds");
  return *duration;
}

bool enforces_foreign_keys(const DatabaseUrl& url) {
  std::string text = lower(parameter(url, "foreign_keys"));
  if (text.empty() || text == "1" || text == "on" || text == "true") return true;
  if (text == "0" || text == "off" || text == "false") return false;
  bad_parameter(url, "foreign_keys", "on or off");
}

/// Where to open, and how.
struct Target {
  std::string file = {};
  int flags = 0;
};

Target memory_target() {
  return {":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE};
}

bool is_in_wal_mode(const std::string& file) {
  std::string header = std::filesystem::is_regular_file(file) ? read_head(file, 20) : "";
  return header.size() == 20 && header[18] == 2;  // the read version of the file format
}

std::string as_uri(const std::string& file) {
  std::string uri = "file:";
  for (char c : file) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    auto byte = static_cast<unsigned char>(c);
    bool plain = std::isalnum(byte) != 0 || std::string_view("/._-~").find(c) != std::string::npos;
    uri += plain ? std::string(1, c) : std::string{'%', hex[byte >> 4U], hex[byte & 15U]};
  }
  return uri + "?immutable=1";
}

/// In WAL mode a connection that may only read makes files and cannot take them away again; one
/// that may write does. Where no file can be made, nobody has the database open: it does not
/// change.
Target reading_target(const std::string& file) {
  std::error_code ignored;
  bool makes_files = is_in_wal_mode(file) && !std::filesystem::exists(file + "-wal", ignored);
  if (!makes_files) return {file, SQLITE_OPEN_READONLY};
  std::string folder = std::filesystem::path(file).parent_path().string();
  if (access(folder.empty() ? "." : folder.c_str(), W_OK) == 0 && access(file.c_str(), W_OK) == 0)
    return {file, SQLITE_OPEN_READWRITE};
  return {as_uri(file), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI};
}

Target target_of(const DatabaseUrl& url, Access wanted) {
  std::string mode = parameter(url, "mode");
  if (url.path.empty() || url.path == ":memory:" || mode == "memory") return memory_target();
  if (!mode.empty() && mode != "ro" && mode != "rw" && mode != "rwc")
    bad_parameter(url, "mode", "ro, rw, rwc or memory");
  if (mode == "ro" && wanted == Access::read_write)
    throw ConnectError({.code = "DBT205",
                        .message = "the URL says mode=ro, and this command writes",
                        .notes = {{"next", "take mode=ro out of the URL"}}});
  std::error_code ignored;
  bool missing = !std::filesystem::exists(url.path, ignored);
  if (wanted == Access::read_only)
    return missing && mode.empty() ? memory_target() : reading_target(url.path);
  int create = mode == "rw" ? 0 : SQLITE_OPEN_CREATE;
  return {url.path, SQLITE_OPEN_READWRITE | create};
}

/// Finds out what is no database, and waits for whoever writes to it.
void begin_reading(SqliteConnection& connection) {
  connection.execute("SELECT count(*) FROM sqlite_schema");
  connection.execute("PRAGMA query_only=ON");
}

/// The same without waiting: a run does that when it takes its lock, with more patience, and says
/// for whom. Its cache is smaller then.
void begin_writing(SqliteConnection& connection) {
  const std::chrono::milliseconds usual =
      std::exchange(connection.patience().limit, std::chrono::milliseconds(0));
  try {
    connection.execute("SELECT count(*) FROM sqlite_schema");
    connection.execute(writing_cache);
  } catch (const DatabaseError& error) {
    if (error.exit_code() != ExitCode::busy) throw;
  }
  connection.patience().limit = usual;
}

}  // namespace

std::unique_ptr<SqliteConnection> open_connection(const DatabaseUrl& url, Access access,
                                                  const Timeouts& timeouts) {
  Target target = target_of(url, access);
  bool foreign_keys = enforces_foreign_keys(url);
  try {
    auto connection =
        std::make_unique<SqliteConnection>(target.file, target.flags, patience_of(url, timeouts));
    connection->enforce_foreign_keys(foreign_keys);
    if (access == Access::read_only)
      begin_reading(*connection);
    else
      begin_writing(*connection);
    return connection;
  } catch (const SQLite::Exception& error) {
    throw connect_error(error.getErrorCode(), error.what(), url.path);
  } catch (const DatabaseError& error) {
    if (error.exit_code() == ExitCode::busy) throw;
    throw connect_error(error.details().sqlite_code, error.what(), url.path);
  }
}

std::unique_ptr<SqliteConnection> open_memory() {
  Target target = memory_target();
  auto connection =
      std::make_unique<SqliteConnection>(target.file, target.flags, std::chrono::milliseconds(0));
  connection->enforce_foreign_keys(true);
  return connection;
}

}  // namespace dbtool::lite
