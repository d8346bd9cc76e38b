#include "dialects/postgresql/session_settings.h"

#include "core/support/text.h"
#include "dialects/postgresql/names.h"

#include <map>

namespace dbtool::postgres {
namespace {

std::string in_milliseconds(std::chrono::milliseconds time) {
  return std::to_string(time.count());
}

/// Words of a command line as the server cuts them: blanks separate, a backslash keeps the next
/// character.
std::vector<std::string> words_of(std::string_view options) {
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < options.size(); ++i) {
    if (options[i] == '\\' && i + 1 < options.size())
      words.back() += options[++i];
    else if (options[i] != ' ' && options[i] != '\t')
      words.back() += options[i];
    else if (!words.back().empty())
      words.emplace_back();
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

/// -c name=value, -cname=value and --name=value.
Settings settings_in(std::string_view options) {
  Settings settings;
  std::vector<std::string> words = words_of(options);
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string word = words[i];
    if (word == "-c" && i + 1 < words.size())
      word = words[++i];
    else if (word.starts_with("-c") || word.starts_with("--"))
      word = word.substr(2);
    auto equals = word.find('=');
    if (equals != std::string::npos)
      settings.emplace_back(replace_all(word.substr(0, equals), "-", "_"), word.substr(equals + 1));
  }
  return settings;
}

std::string escaped(const std::string& value, std::string_view special) {
  std::string text;
  for (char c : value) {
    if (special.find(c) != std::string_view::npos) text += '\\';
    text += c;
  }
  return text;
}

Settings own_settings(const Timeouts& timeouts) {
  return {{"lock_timeout", in_milliseconds(timeouts.lock)},
          {"statement_timeout", in_milliseconds(timeouts.statement)},
          {"idle_in_transaction_session_timeout", "60000"},
          {"standard_conforming_strings", "on"},
          {"quote_all_identifiers", "off"},
          {"TimeZone", "UTC"},
          {"DateStyle", "ISO"},
          {"IntervalStyle", "postgres"}};
}

std::string as_sets(const Settings& settings, std::string_view set) {
  constexpr std::string_view nothing = "\"\"";  // as the server shows an empty list
  std::string sql;
  for (const auto& [name, value] : settings)
    sql += "; " + std::string(set) + " " + name + " = " +
           (name != "search_path" ? literal(value)
            : value == nothing    ? "''"
                                  : value);
  return sql;
}

/// libpq takes whole seconds; 0 waits for ever.
std::string in_seconds(std::chrono::milliseconds time) {
  return std::to_string(std::chrono::ceil<std::chrono::seconds>(time).count());
}

}  // namespace

Settings session_settings(const DatabaseUrl& url, Access access, const Timeouts& timeouts) {
  Settings settings = own_settings(timeouts);
  if (access == Access::read_only) {
    settings.emplace_back("default_transaction_read_only", "on");
    // Version rows that a policy hides would read as no revision.
    settings.emplace_back("row_security", "off");
  }
  if (auto own = url.parameters.find("options"); own != url.parameters.end())
    for (auto& setting : settings_in(own->second)) settings.push_back(std::move(setting));
  return settings;
}

std::vector<std::string> set_session(const SessionSettings& settings) {
  const std::string set = settings.in_transaction ? "SET LOCAL " : "SET ";
  std::vector<std::string> statements;
  if (!settings.isolation.empty())
    statements.push_back("SET TRANSACTION ISOLATION LEVEL " + upper(settings.isolation));
  if (settings.lock_timeout)
    statements.push_back(set + "lock_timeout = " + in_milliseconds(*settings.lock_timeout));
  if (settings.statement_timeout)
    statements.push_back(set +
                         "statement_timeout = " + in_milliseconds(*settings.statement_timeout));
  return statements;
}

std::string as_startup_options(const Settings& settings) {
  std::string options;
  for (const auto& [name, value] : settings)
    options += (options.empty() ? "-c " : " -c ") + name + "=" + escaped(value, " \t\\");
  return options;
}

std::string as_query(const Settings& settings) {
  std::string query;
  for (const auto& [name, value] : settings)
    query += (query.empty() ? "SELECT " : ", ") + std::string("set_config(") + literal(name) +
             ", " + literal(value) + ", false)";
  return query;
}

std::string reset_session(const Settings& settings) {
  return "SET SESSION AUTHORIZATION DEFAULT; RESET ROLE; RESET ALL" + as_sets(settings, "SET");
}

std::string reset_for_record(const Settings& settings) {
  std::string sql = "SET LOCAL SESSION AUTHORIZATION DEFAULT; SET LOCAL role = DEFAULT";
  for (const auto& [name, value] : own_settings({})) sql += "; SET LOCAL " + name + " = DEFAULT";
  return sql + as_sets(settings, "SET LOCAL");
}

std::string connection_string(const DatabaseUrl& url, const Timeouts& timeouts,
                              const std::string& options) {
  std::map<std::string, std::string> keywords = {{"application_name", "dbtool"},
                                                 {"client_encoding", "UTF8"},
                                                 {"keepalives", "1"},
                                                 {"keepalives_idle", "30"},
                                                 {"keepalives_interval", "10"},
                                                 {"keepalives_count", "3"},
                                                 {"connect_timeout", in_seconds(timeouts.connect)}};
  for (const auto& [key, value] : url.parameters) keywords.insert_or_assign(key, value);
  keywords.erase("options");
  if (!options.empty()) keywords["options"] = options;
  std::string text;
  for (const auto& [key, value] : keywords)
    text += (text.empty() ? "" : " ") + key + "='" + escaped(value, "'\\") + "'";
  return text;
}

}  // namespace dbtool::postgres
