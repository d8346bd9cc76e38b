#include "dialects/postgresql/client_variables.h"

#include <array>
#include <utility>

namespace dbtool::postgres {

std::map<std::string, std::string> client_variables(const DatabaseUrl& url) {
  static constexpr auto names = std::to_array<std::pair<const char*, const char*>>({
      {"host", "PGHOST"},
      {"hostaddr", "PGHOSTADDR"},
      {"port", "PGPORT"},
      {"dbname", "PGDATABASE"},
      {"user", "PGUSER"},
      {"password", "PGPASSWORD"},
      {"passfile", "PGPASSFILE"},
      {"service", "PGSERVICE"},
      {"sslmode", "PGSSLMODE"},
      {"sslcert", "PGSSLCERT"},
      {"sslkey", "PGSSLKEY"},
      {"sslrootcert", "PGSSLROOTCERT"},
      {"sslcrl", "PGSSLCRL"},
      {"channel_binding", "PGCHANNELBINDING"},
      {"options", "PGOPTIONS"},
  });
  std::map<std::string, std::string> variables;
  for (const auto& [keyword, variable] : names)
    if (const auto found = url.parameters.find(keyword); found != url.parameters.end())
      variables[variable] = found->second;
  return variables;
}

}  // namespace dbtool::postgres
