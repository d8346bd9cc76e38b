// One operation of every kind on one schema: for tests that hold for all of them.
#pragma once

#include "core/operations/operation.h"

#include <string>
#include <vector>

namespace dbtool::test {

/// Users with posts and tags, an enum and a view.
Schema sample_schema();

struct SampleOperation {
  std::string name = {};
  Operation operation = {};
};
/// Each applies to the sample schema; every alternative of Operation is among them.
std::vector<SampleOperation> sample_operations();

}  // namespace dbtool::test
