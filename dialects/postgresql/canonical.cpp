#include "dialects/postgresql/canonical.h"

namespace dbtool::postgres {

Schema canonical(const Model& declared, const Schema& live, const ScratchSource& scratch) {
  (void)live;
  (void)scratch;
  return declared.schema;
}

}  // namespace dbtool::postgres
