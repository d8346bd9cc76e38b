#include "core/compare/same.h"

namespace dbtool {

bool same(const PrimaryKey& a, const PrimaryKey& b) {
  return a == b;
}

bool same(const Unique& a, const Unique& b) {
  return a == b;
}

bool same(ForeignKey a, const ForeignKey& b) {
  a.validated = b.validated;
  return a == b;
}

bool same(Check a, const Check& b) {
  a.validated = b.validated;
  return a == b;
}

bool same(Index a, const Index& b) {
  a.concurrently = b.concurrently;
  return a == b;
}

}  // namespace dbtool
