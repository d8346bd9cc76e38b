#include "dialects/postgresql/canonical.h"

#include "core/compare/compare.h"
#include "dialects/postgresql/adopt.h"
#include "dialects/postgresql/settle.h"

namespace dbtool::postgres {
namespace {

/// The live schema with the model's renames done, which is what the model will be compared with.
Schema with_renames(const Schema& live, const std::vector<Rename>& renames) {
  Schema renamed = live;
  for (const Operation& operation : rename_operations(renames)) apply(operation, renamed);
  return renamed;
}

Schema adopted(const Model& declared, const Schema& live, std::vector<Doubt>& doubts) {
  Schema wanted = declared.schema;
  wanted.tables.update_all(
      [&](Table& table) { adopt_table(table, declared, live.tables.find(table.name), doubts); });
  wanted.views.update_all(
      [&](View& view) { adopt_view(view, live.views.find(view.name), doubts); });
  wanted.unmanaged = live.unmanaged;
  return wanted;
}

}  // namespace

Schema canonical(const Model& declared, const Schema& live, const ScratchSource& scratch) {
  std::vector<Doubt> doubts;
  std::vector<Rename> renames = pending_renames(live, declared.renames);
  Schema wanted = renames.empty() ? adopted(declared, live, doubts)
                                  : adopted(declared, with_renames(live, renames), doubts);
  if (!doubts.empty() && scratch) settle(doubts, declared, wanted, scratch());
  return wanted;
}

}  // namespace dbtool::postgres
