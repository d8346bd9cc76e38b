// Scalars as text: plain where every reader takes it for the text it is, quoted elsewhere.
#pragma once

#include <string>
#include <string_view>

namespace dbtool::yaml {

enum class Context { block, flow };

/// Whether YAML 1.1 and 1.2 readers read the text as itself without quotes.
bool is_plain(std::string_view text, Context context);
/// On one line: plain, "quoted" or 'quoted'. Throws UsageError (DBT102) for what is not UTF-8.
std::string scalar_text(std::string_view text, Context context);
/// Whether a literal block (`|`) can hold the text.
bool fits_literal(std::string_view text);

}  // namespace dbtool::yaml
