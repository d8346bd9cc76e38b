// The functions people write in checks and indexes, with the types of their arguments.
#pragma once

#include <array>
#include <string_view>

namespace dbtool::postgres {

struct KnownFunction {
  std::string_view name;
  std::size_t count = 0;
  std::array<std::string_view, 3> arguments = {};  ///< empty: any type, left as it is
  std::string_view result = {};                    ///< empty: not known
  /// Written with words between the arguments, SUBSTRING(x FROM 1): casts to text are not shown.
  bool hides_casts = false;
};

/// The function of that name with that many arguments; nullptr when it is not one of the few.
const KnownFunction* find_function(std::string_view name, std::size_t arguments);
/// COALESCE and its like, whose arguments agree on one type.
bool takes_common_type(std::string_view function);
/// The type of current_date, true and the other words that are values.
std::string_view type_of_word(std::string_view word);

}  // namespace dbtool::postgres
