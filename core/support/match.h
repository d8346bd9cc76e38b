// match(): std::visit over a variant that says which alternative was forgotten.
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

namespace dbtool {

template <class... Cases>
struct CaseSet : Cases... {
  using Cases::operator()...;
};

template <class Alternative, class Set>
constexpr void require_case() {
  static_assert(std::is_invocable_v<Set, Alternative>, "match(): this alternative has no case");
}

template <class... Alternatives, class... Cases>
decltype(auto) match(const std::variant<Alternatives...>& value, Cases... cases) {
  using Set = CaseSet<Cases...>;
  (require_case<const Alternatives&, Set>(), ...);
  return std::visit(Set{std::move(cases)...}, value);
}

template <class... Alternatives, class... Cases>
decltype(auto) match(std::variant<Alternatives...>& value, Cases... cases) {
  using Set = CaseSet<Cases...>;
  (require_case<Alternatives&, Set>(), ...);
  return std::visit(Set{std::move(cases)...}, value);
}

}  // namespace dbtool
