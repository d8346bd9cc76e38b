// Header text: words of a header as they stand in a file, and single ones rewritten in it.
#pragma once

#include "core/revisions/revision.h"
#include "core/support/value.h"

#include <string>
#include <vector>

namespace dbtool {

/// A value as YAML has it beside its key: "null", "9b1d04aa7c21", "[a, b]".
std::string yaml_word(const std::string& key, Value value);
/// Ids the same way: nothing is null, several are a list.
std::string yaml_ids(const std::string& key, const std::vector<std::string>& ids);

/// The text of a revision file (its ending tells the format) with other parents; nothing else of it
/// changes. Throws UsageError (DBT615) when `revises` is not written in a way that can be replaced.
std::string with_parents(const std::string& text, const std::string& file,
                         const std::vector<std::string>& parents);
/// The text with a line `replaces` after that of `revises`. Throws the same.
std::string with_replaces(const std::string& text, const std::string& file,
                          const std::vector<std::string>& replaces);

}  // namespace dbtool
