// Dice: choices by a seed, the same on every machine.
#pragma once

#include <cstddef>
#include <random>
#include <vector>

namespace dbtool::test {

/// Distributions differ between standard libraries; the engine does not.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t limit) { return engine_() % limit; }
  bool one_in(std::size_t count) { return below(count) == 0; }
  template <class T>
  const T& pick(const std::vector<T>& items) {
    return items[below(items.size())];
  }

 private:
  std::mt19937 engine_;
};

}  // namespace dbtool::test
