#include "cli/command.h"

namespace dbtool::cli {

std::vector<Command> all_commands() {
  return {};
}

}  // namespace dbtool::cli
