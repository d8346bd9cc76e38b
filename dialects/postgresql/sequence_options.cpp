#include "dialects/postgresql/sequence_options.h"

#include <limits>

namespace dbtool::postgres {
namespace {

std::int64_t largest(const Type& type) {
  const auto* integer = std::get_if<Integer>(&type.kind);
  int bits = integer == nullptr ? 64 : integer->bits;
  return bits == 64 ? std::numeric_limits<std::int64_t>::max()
                    : (std::int64_t{1} << (bits - 1)) - 1;
}

void drop_usual(std::optional<std::int64_t>& option, std::int64_t usual) {
  if (option == usual) option.reset();
}

}  // namespace

SequenceOptions without_usual(SequenceOptions options, const Type& type) {
  bool ascending = options.increment.value_or(1) > 0;
  std::int64_t min = ascending ? 1 : -largest(type) - 1;
  std::int64_t max = ascending ? largest(type) : -1;
  drop_usual(options.start, ascending ? options.min.value_or(min) : options.max.value_or(max));
  drop_usual(options.increment, 1);
  drop_usual(options.min, min);
  drop_usual(options.max, max);
  drop_usual(options.cache, 1);
  return options;
}

}  // namespace dbtool::postgres
