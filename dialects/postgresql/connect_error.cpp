// What libpq says when no session comes about, sorted by what the user has to do.
#include "core/support/text.h"
#include "dialects/postgresql/errors.h"

#include <array>
#include <cstdlib>

namespace dbtool::postgres {
namespace {

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

struct Reason {
  std::string_view sign;  ///< what libpq's text contains
  std::string_view code;
  std::string_view reason;  ///< in our words; empty: libpq's
  std::string_view next;
};

// The first that fits counts: more than one sign may occur in a text.
constexpr auto reasons = std::to_array<Reason>({
    {"password authentication failed", "DBT202", "password authentication failed",
     "check the password in the URL, PGPASSWORD or ~/.pgpass"},
    {"no password supplied", "DBT202", "the server asks for a password and none was given",
     "put it in the URL, in PGPASSWORD or in ~/.pgpass"},
    {"Peer authentication failed", "DBT202",
     "peer authentication failed: the server wants the system user to be the database user",
     "connect by host name (localhost), or as the system user of that name"},
    {"no pg_hba.conf entry", "DBT202", "", "let the server's pg_hba.conf admit this connection"},
    {"authentication failed", "DBT202", "", ""},
    {"authentication method", "DBT202", "", ""},
    {"permission denied for database", "DBT202", "", "GRANT CONNECT ON DATABASE to this user"},
    {"is not permitted to log in", "DBT202", "", "ALTER ROLE … LOGIN"},
    {"server does not support SSL", "DBT204", "the server does not speak TLS",
     "remove sslmode from the URL, or switch TLS on in the server"},
    {"certificate", "DBT204", "", "check sslmode, sslrootcert, sslcert and sslkey in the URL"},
    {"SSL error", "DBT204", "", "check sslmode in the URL"},
    {"SSL SYSCALL", "DBT204", "", "check sslmode in the URL"},
    {"timeout expired", "DBT201", "it did not answer in time",
     "check host and port, or raise timeouts.connect"},
    {"Connection refused", "DBT201", "connection refused",
     "start the server, or check host and port"},
    {"No such file or directory", "DBT201", "there is no server behind that socket",
     "start the server, or check the host in the URL"},
    {"could not translate host name", "DBT201", "the host name is unknown",
     "check the host in the URL"},
    {"starting up", "DBT201", "the server is starting up", "try again in a moment"},
    {"shutting down", "DBT201", "the server is shutting down", "try again in a moment"},
    {"too many clients", "DBT201", "the server has no free connection", "try again in a moment"},
    {"remaining connection slots", "DBT201", "the server has no free connection",
     "try again in a moment"},
});

std::string first_of(const DatabaseUrl& url, const std::string& key, const char* variable,
                     const std::string& fallback) {
  auto found = url.parameters.find(key);
  if (found != url.parameters.end() && !found->second.empty()) return found->second;
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0' ? value : fallback;
}

/// "localhost:5432 as app".
std::string address(const DatabaseUrl& url) {
  std::string host = first_of(url, "host", "PGHOST", "");
  if (host.empty()) host = first_of(url, "hostaddr", "PGHOSTADDR", "the local socket");
  std::string text = host;
  std::string port = first_of(url, "port", "PGPORT", "5432");
  if (host.find(',') == std::string::npos && host != "the local socket") text += ":" + port;
  std::string user = first_of(url, "user", "PGUSER", "");
  return user.empty() ? text : text + " as " + user;
}

/// libpq's own reason: what follows the last "FATAL:", or the end of the first line.
std::string last_words(std::string_view text) {
  auto fatal = text.rfind("FATAL:  ");
  if (fatal != std::string_view::npos) text = text.substr(fatal + 8);
  text = trim(text.substr(0, text.find('\n')));
  if (auto failed = text.find(" failed: "); failed != std::string_view::npos)
    text.remove_prefix(failed + 9);
  return std::string(text);
}

/// Only the role or the database is missing: the server tells which.
const Reason* missing_object(std::string_view text) {
  static constexpr Reason database{"", "DBT203", "", ""};
  static constexpr Reason role{"", "DBT202", "", "createuser, or another user in the URL"};
  if (!has(text, "does not exist")) return nullptr;
  if (has(text, "FATAL:  database \"")) return &database;
  return has(text, "FATAL:  role \"") ? &role : nullptr;
}

const Reason& reason_of(std::string_view text) {
  static constexpr Reason unknown{"", "DBT201", "", ""};
  if (const Reason* missing = missing_object(text)) return *missing;
  for (const Reason& reason : reasons)
    if (has(text, reason.sign)) return reason;
  return unknown;
}

}  // namespace

ConnectError connect_error(std::string_view text, const DatabaseUrl& url) {
  const Reason& reason = reason_of(text);
  std::string words = reason.reason.empty() ? last_words(text) : std::string(reason.reason);
  Problem problem{
      .code = std::string(reason.code),
      .message = redact("cannot connect to PostgreSQL at " + address(url) + ": " + words, url)};
  problem.notes.push_back({"url", redacted(url) + "   (" + url.origin + ")"});
  std::string next(reason.next);
  if (reason.code == "DBT203") next = "createdb " + url.database + ", or another name in the URL";
  if (!next.empty()) problem.notes.push_back({"next", next});
  return ConnectError(std::move(problem));
}

bool refuses_startup_options(std::string_view text) {
  return has(text, "unsupported startup parameter") || has(text, "startup options");
}

}  // namespace dbtool::postgres
