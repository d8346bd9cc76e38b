// Triggers, as far as a rebuild must know them.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace dbtool::lite {

struct TriggerHead {
  std::string name = {};
  std::string event = {};                 ///< insert, update, delete
  std::vector<std::string> columns = {};  ///< of UPDATE OF
  std::string table = {};
};
std::optional<TriggerHead> read_trigger_head(const std::string& sql);

/// An EXPLAIN that SQLite can only prepare when the trigger's body still means something. CREATE
/// TRIGGER itself does not look into it. Nothing for a text that is no trigger.
std::optional<std::string> trigger_probe(const std::string& sql,
                                         const std::vector<std::string>& table_columns);

}  // namespace dbtool::lite
