// PostgreSQL URLs, read here rather than by libpq: that takes `u:p@ss@h` for a host `ss@h` and
// `u:p/w@h` for a port `p` without a word, and knows no `+driver`, `jdbc:` or `search_path`.
#include "core/dialect/url_kinds.h"
#include "core/support/text.h"

#include <algorithm>
#include <array>

namespace dbtool {

namespace {

// libpq's parameters, up to version 18; whether the libpq in use has one is for it to say.
constexpr std::array<std::string_view, 48> keywords = {"host",
                                                       "hostaddr",
                                                       "port",
                                                       "dbname",
                                                       "user",
                                                       "password",
                                                       "passfile",
                                                       "require_auth",
                                                       "channel_binding",
                                                       "connect_timeout",
                                                       "client_encoding",
                                                       "options",
                                                       "application_name",
                                                       "fallback_application_name",
                                                       "keepalives",
                                                       "keepalives_idle",
                                                       "keepalives_interval",
                                                       "keepalives_count",
                                                       "tcp_user_timeout",
                                                       "replication",
                                                       "gssencmode",
                                                       "gssdelegation",
                                                       "gsslib",
                                                       "krbsrvname",
                                                       "sslmode",
                                                       "sslnegotiation",
                                                       "sslcompression",
                                                       "sslcert",
                                                       "sslkey",
                                                       "sslpassword",
                                                       "sslcertmode",
                                                       "sslrootcert",
                                                       "sslcrl",
                                                       "sslcrldir",
                                                       "sslsni",
                                                       "requirepeer",
                                                       "requiressl",
                                                       "ssl_min_protocol_version",
                                                       "ssl_max_protocol_version",
                                                       "min_protocol_version",
                                                       "max_protocol_version",
                                                       "service",
                                                       "servicefile",
                                                       "target_session_attrs",
                                                       "load_balance_hosts",
                                                       "scram_client_key",
                                                       "scram_server_key",
                                                       "sslkeylogfile"};

// What drivers and pools of other languages put into URLs; of no meaning here.
constexpr std::array<std::string_view, 33> ignored = {"pool",
                                                      "pool_size",
                                                      "max_overflow",
                                                      "pool_timeout",
                                                      "pool_recycle",
                                                      "pool_pre_ping",
                                                      "pool_use_lifo",
                                                      "connection_limit",
                                                      "max_connections",
                                                      "min_connections",
                                                      "min_size",
                                                      "max_size",
                                                      "max_cached_statement_lifetime",
                                                      "pgbouncer",
                                                      "statement_cache_size",
                                                      "prepared_statement_cache_size",
                                                      "prepared_statements",
                                                      "prepareThreshold",
                                                      "preparedStatementCacheQueries",
                                                      "reWriteBatchedInserts",
                                                      "command_timeout",
                                                      "socket_timeout",
                                                      "socketTimeout",
                                                      "loginTimeout",
                                                      "tcpKeepAlive",
                                                      "binary_parameters",
                                                      "sslaccept",
                                                      "stringtype",
                                                      "async_fallback",
                                                      "statement_timeout_ms",
                                                      "charset",
                                                      "uselibpqcompat",
                                                      "default_query_exec_mode"};

constexpr std::array<std::string_view, 3> search_path_names = {"search_path", "schema",
                                                               "currentSchema"};
constexpr std::string_view password_hint =
    "in a user or password, \"@\" is written %40, \"/\" %2F, \":\" %3A, \"?\" %3F, \"%\" %25";

template <class Words>
bool is_one_of(const Words& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

// One word of libpq's `options`: blanks and backslashes are escaped.
std::string escape_option(std::string_view text) {
  std::string result;
  for (char c : text) {
    if (c == ' ' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

void append_option(std::string& options, const std::string& option) {
  if (!options.empty()) options += ' ';
  options += option;
}

std::string ssl_mode(const UrlText& url, const std::string& value) {
  static const std::vector<std::string> modes = {"disable", "allow",     "prefer",
                                                 "require", "verify-ca", "verify-full"};
  std::string word = lower(value);
  if (word.empty() || word == "true" || word == "1") return "require";
  if (word == "false" || word == "0") return "disable";
  if (!is_one_of(modes, word))
    url.fail("DBT214", "needs one of " + list_of(modes) + " for \"sslmode\"", {},
             did_you_mean(word, modes));
  return word;
}

[[noreturn]] void fail_unknown(const UrlText& url, const std::string& key) {
  std::vector<std::string> known(keywords.begin(), keywords.end());
  known.insert(known.end(), search_path_names.begin(), search_path_names.end());
  known.emplace_back("socket");
  known.emplace_back("ssl");
  url.fail("DBT213", "has an unknown parameter \"" + key + "\"", {}, did_you_mean(key, known));
}

void check_ports(const UrlText& url, std::string_view ports, std::string_view at) {
  for (const std::string& port : split(ports, ',')) {
    std::optional<long long> number = parse_integer(port);
    if (!port.empty() && (!number || *number < 1 || *number > 65535))
      url.fail("DBT214", "has a port that is no number from 1 to 65535", at,
               std::string(password_hint));
  }
}

void add_parameter(DatabaseUrl& result, const UrlText& url, const std::string& key,
                   const std::string& value) {
  std::map<std::string, std::string>& parameters = result.parameters;
  if (is_one_of(search_path_names, key))
    append_option(parameters["options"], "-c search_path=" + escape_option(value));
  else if (key == "options")
    append_option(parameters[key], value);
  else if (key == "socket")
    parameters["host"] = value;
  else if (key == "ApplicationName")
    parameters["application_name"] = value;
  else if (key == "ssl" || key == "sslmode")
    parameters["sslmode"] = ssl_mode(url, value);
  else if (is_one_of(keywords, key))
    parameters[key] = value;
  else if (is_one_of(ignored, key))
    result.notes.push_back("\"" + key + "\" of the database URL is ignored");
  else
    fail_unknown(url, key);
  if (key == "port") check_ports(url, value, {});
}

void finish(DatabaseUrl& result) {
  result.parameters.try_emplace("fallback_application_name", "dbtool");
  for (const char* key : {"dbname", "service", "user"}) {
    auto place = result.parameters.find(key);
    if (result.database.empty() && place != result.parameters.end())
      result.database = place->second;
  }
  if (result.database.empty()) result.database = "postgresql";
}

struct Parts {
  std::string_view user, password, hosts, database, query;
  bool has_password = false;
};

// The authority ends at the first "/", or at the first "?" unless that is inside a password; the
// user's part of it ends at its last "@".
Parts split_parts(const UrlText& url, std::string_view text) {
  Parts parts;
  std::size_t slash = std::min(text.find('/'), text.size());
  std::size_t question = std::min(text.find('?'), slash);
  std::size_t at = text.substr(0, question).rfind('@');
  std::string_view after_question = text.substr(question, slash - question);
  if (at == std::string_view::npos && after_question.find('=') == std::string_view::npos)
    at = text.substr(0, slash).rfind('@');
  std::size_t hosts = at == std::string_view::npos ? 0 : at + 1;
  std::string_view user = text.substr(0, hosts == 0 ? 0 : at);
  std::size_t end = std::min(text.find_first_of("/?", hosts), text.size());
  parts.hosts = text.substr(hosts, end - hosts);
  parts.has_password = user.find(':') != std::string_view::npos;
  std::tie(parts.user, parts.password) = cut(user, ':');
  std::tie(parts.database, parts.query) = cut(text.substr(end), '?');
  if (parts.database.starts_with('/')) parts.database.remove_prefix(1);
  std::size_t stray = parts.database.find_first_of("@/");
  if (stray != std::string_view::npos)
    url.fail("DBT210", "has a stray \"" + std::string(1, parts.database[stray]) + "\"",
             parts.database.substr(stray), std::string(password_hint));
  return parts;
}

struct HostPort {
  std::string_view host, port;
};

HostPort split_host(const UrlText& url, std::string_view text) {
  if (!text.starts_with('[')) {
    auto [host, port] = cut(text, ':');
    if (port.find(':') != std::string_view::npos)
      url.fail("DBT210", "has a host with several \":\"", text, "an IPv6 address goes in [ ]");
    return {host, port};
  }
  std::size_t close = text.find(']');
  if (close == std::string_view::npos) url.fail("DBT210", "has a \"[\" without \"]\"", text);
  std::string_view rest = text.substr(close + 1);
  if (!rest.empty() && !rest.starts_with(':'))
    url.fail("DBT210", "has something between \"]\" and the port", rest);
  return {text.substr(1, close - 1), rest.substr(rest.empty() ? 0 : 1)};
}

// Several hosts: libpq wants all hosts in one parameter and all ports in another.
void add_hosts(DatabaseUrl& result, const UrlText& url, std::string_view text) {
  std::string hosts, ports;
  bool any_port = false;
  while (true) {
    HostPort part = split_host(url, text.substr(0, text.find(',')));
    check_ports(url, part.port, part.port);
    any_port = any_port || !part.port.empty();
    hosts += url.decode(part.host);
    ports += part.port;
    if (text.find(',') == std::string_view::npos) break;
    text.remove_prefix(text.find(',') + 1);
    hosts += ',';
    ports += ',';
  }
  if (!hosts.empty()) result.parameters["host"] = hosts;
  if (any_port) result.parameters["port"] = ports;
}

// Takes one value of a keyword string: plain or in single quotes, backslashes escape.
std::string take_value(const UrlText& url, std::string_view& text) {
  bool quoted = text.starts_with('\'');
  std::string_view start = text;
  if (quoted) text.remove_prefix(1);
  std::string value;
  while (!text.empty()) {
    char c = text[0];
    if (quoted ? c == '\'' : c == ' ') break;
    if (c == '\\' && text.size() > 1) text.remove_prefix(1);
    value += text[0];
    text.remove_prefix(1);
  }
  if (quoted && text.empty()) url.fail("DBT210", "has a quote that is not closed", start);
  if (quoted) text.remove_prefix(1);
  return value;
}

}  // namespace

bool is_postgresql_keyword(std::string_view key) {
  return is_one_of(keywords, key);
}

DatabaseUrl parse_postgresql_url(const UrlText& url, std::string_view rest) {
  DatabaseUrl result = {.dialect = "postgresql", .origin = std::string(url.origin)};
  if (!rest.starts_with("//"))
    url.fail("DBT210", "lacks \"//\" after the scheme", rest, "postgresql://user@host/database");
  Parts parts = split_parts(url, rest.substr(2));
  add_hosts(result, url, parts.hosts);
  if (!parts.user.empty()) result.parameters["user"] = url.decode(parts.user);
  if (parts.has_password) result.parameters["password"] = url.decode(parts.password);
  if (!parts.database.empty()) result.parameters["dbname"] = url.decode(parts.database);
  for (const auto& [key, value] : parse_query(url, parts.query))
    add_parameter(result, url, key, value);
  finish(result);
  return result;
}

DatabaseUrl parse_postgresql_keywords(const UrlText& url) {
  DatabaseUrl result = {.dialect = "postgresql", .origin = std::string(url.origin)};
  for (std::string_view text = trim(url.text); !text.empty(); text = trim(text)) {
    std::size_t equals = text.find('=');
    std::string key(trim(text.substr(0, equals)));
    if (equals == std::string_view::npos || key.find(' ') != std::string::npos)
      url.fail("DBT210", "has something that is not keyword=value", text,
               "a value with blanks goes in single quotes");
    text = trim(text.substr(equals + 1));
    add_parameter(result, url, key, take_value(url, text));
  }
  finish(result);
  return result;
}

}  // namespace dbtool
