#include "core/run/log_entry.h"

#include "core/revisions/revision_header.h"
#include "core/revisions/script_meaning.h"
#include "core/support/digest.h"
#include "core/support/text.h"

#include <array>
#include <cctype>
#include <pwd.h>
#include <unistd.h>

namespace dbtool {
namespace {

std::string user_name() {
  const passwd* entry = getpwuid(geteuid());
  return entry != nullptr ? entry->pw_name : std::to_string(geteuid());
}

std::string host_name() {
  std::array<char, 256> name = {};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

/// Version 4 of RFC 4122.
std::string uuid() {
  std::string hex = random_hex(32);
  hex[12] = '4';
  hex[16] = "89ab"[static_cast<unsigned char>(hex[16]) % 4];
  for (std::size_t at : {20U, 16U, 12U, 8U}) hex.insert(at, "-");
  return hex;
}

bool begins_key(std::string_view line) {
  return !line.empty() && (std::isalpha(static_cast<unsigned char>(line[0])) != 0 ||
                           line[0] == '"' || line[0] == '\'');
}

/// Whether a line begins the downgrade part, begins something else, or goes on with what was.
enum class Mark { none, downgrade, other };

Mark mark_of(std::string_view line, bool is_sql) {
  const std::string_view word = is_sql ? "-- dbtool:" : "";
  if (is_sql ? !line.starts_with(word) : !begins_key(line)) return Mark::none;
  return line.substr(word.size()).starts_with("downgrade") ? Mark::downgrade : Mark::other;
}

}  // namespace

RunIdentity this_run() {
  return {.user = user_name(), .host = host_name(), .run = uuid()};
}

std::string to_text(Direction direction) {
  return direction == Direction::upgrade ? "upgrade" : "downgrade";
}

LogEntry entry_of(const Step& step, const RevisionBody& body, const RunIdentity& identity,
                  const std::string& tool_version) {
  LogEntry entry = {.revision = step.revision->id,
                    .direction = to_text(step.direction),
                    .parents = join(step.revision->parents, ","),
                    .user = identity.user,
                    .host = identity.host,
                    .tool = tool_version,
                    .run = identity.run,
                    .depends_on = join(step.revision->depends_on, ","),
                    .message = step.revision->message};
  if (body.text.empty()) return entry;
  entry.checksum = script_checksum(body.text);
  if (step.direction == Direction::downgrade) return entry;
  ScriptParts parts = script_parts(body.text, is_sql_file(step.revision->file));
  entry.upgrade = std::move(parts.upgrade);
  entry.downgrade = std::move(parts.downgrade);
  return entry;
}

ScriptParts script_parts(const std::string& text, bool is_sql) {
  ScriptParts parts;
  bool inside = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t stop = std::min(text.find('\n', at), text.size() - 1) + 1;
    const std::string_view line = std::string_view(text).substr(at, stop - at);
    const Mark mark = mark_of(line, is_sql);
    if (mark != Mark::none) inside = mark == Mark::downgrade;
    (inside ? parts.downgrade : parts.upgrade) += line;
    at = stop;
  }
  return parts;
}

}  // namespace dbtool
