#include "cli/version.h"

namespace dbtool::cli {

std::string_view version() {
  return DBTOOL_VERSION;
}

}  // namespace dbtool::cli
