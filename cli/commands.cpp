#include "cli/command.h"

#include <algorithm>

namespace dbtool::cli {

// Each is in cli/commands/, in the file of its name.
Command baseline();
Command branches();
Command check();
Command completion();
Command config();
Command current();
Command diff();
Command downgrade();
Command edit();
Command heads();
Command help();
Command history();
Command init();
Command inspect();
Command list_templates();
Command locks();
Command merge();
Command migrate();
Command rebase();
Command redo();
Command repair();
Command revision();
Command show();
Command squash();
Command stamp();
Command status();
Command upgrade();

std::vector<Command> all_commands() {
  return {init(),     baseline(), migrate(),   revision(),       edit(),       merge(),   rebase(),
          squash(),   upgrade(),  downgrade(), redo(),           repair(),     stamp(),   status(),
          check(),    diff(),     inspect(),   current(),        heads(),      history(), show(),
          branches(), locks(),    config(),    list_templates(), completion(), help()};
}

const Command* find_command(const std::vector<Command>& commands, const std::string& name) {
  auto found = std::find_if(commands.begin(), commands.end(), [&](const Command& command) {
    return command.name == name || std::count(command.aliases.begin(), command.aliases.end(), name);
  });
  return found == commands.end() ? nullptr : &*found;
}

}  // namespace dbtool::cli
