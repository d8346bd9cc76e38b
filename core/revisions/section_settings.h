// Section settings: how a part of a revision runs, as YAML map and as options of a SQL marker.
#pragma once

#include "core/revisions/header_words.h"
#include "core/revisions/revision.h"
#include "core/support/value.h"
#include "core/support/yaml.h"

#include <string>
#include <string_view>
#include <vector>

namespace dbtool {

/// An option of a SQL marker: `lock_timeout=2s`, `reason="two words"`, `irreversible` (no value).
struct MarkerOption {
  std::string key = {};
  std::string value = {};
  bool has_value = false;
  Location where = {};
};
/// Cuts what follows a marker into options; an open quote is a problem (DBT606).
std::vector<MarkerOption> marker_options(std::string_view rest, const Location& start,
                                         std::vector<Problem>& problems);

/// Unknown options and wrong values are problems (DBT604, DBT606).
SectionSettings settings_of(const std::vector<MarkerOption>& options,
                            std::vector<Problem>& problems);
/// Reads the keys of the settings; the caller asks for its own and finishes the map.
SectionSettings settings_of(yaml::MapReader& map);
/// What is not at its default.
Value::Map write_settings(const SectionSettings& settings);
/// The same as options: "transaction=off lock_timeout=2s".
std::string marker_text(const SectionSettings& settings);

/// Gives all sections what the words of the header say of the whole revision; a section's own
/// settings come first.
void apply_header_settings(const std::vector<HeaderWord>& words, RevisionBody& body,
                           std::vector<Problem>& problems);

/// Whether a section runs on the dialect and the database; an empty one stands for all.
bool runs_on(const SectionSettings& settings, const std::string& dialect,
             const std::string& database);

}  // namespace dbtool
