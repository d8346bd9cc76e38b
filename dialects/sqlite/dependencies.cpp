// What views use, as SQLite's authorizer tells while it resolves them.
#include "core/operations/references.h"
#include "core/support/text.h"
#include "dialects/sqlite/connection.h"
#include "dialects/sqlite/inspect.h"
#include "dialects/sqlite/names.h"

#include <algorithm>
#include <sqlite3.h>

namespace dbtool::lite {
namespace {

/// What was read on behalf of one view while a statement was prepared.
struct Reads {
  std::string view = {};
  std::vector<Dependency> found = {};
};

int note_read(void* context, int action, const char* table, const char* column,
              const char* /*database*/, const char* reader) {
  auto& reads = *static_cast<Reads*>(context);
  bool by_view = reader != nullptr && same_name(reader, reads.view);
  if (action == SQLITE_READ && by_view && table != nullptr)
    reads.found.push_back({{"", reads.view}, {"", table}, column == nullptr ? "" : column});
  return SQLITE_OK;
}

/// Listens while it lives.
class ReadListener {
 public:
  ReadListener(sqlite3* handle, Reads& reads) : handle_(handle) {
    sqlite3_set_authorizer(handle_, note_read, &reads);
  }
  ~ReadListener() { sqlite3_set_authorizer(handle_, nullptr, nullptr); }
  ReadListener(const ReadListener&) = delete;
  ReadListener& operator=(const ReadListener&) = delete;

 private:
  sqlite3* handle_;
};

bool resolve(sqlite3* handle, Reads& reads) {
  ReadListener listener(handle, reads);
  std::string query = "SELECT * FROM " + quote(reads.view);
  sqlite3_stmt* statement = nullptr;
  int result = sqlite3_prepare_v2(handle, query.c_str(), -1, &statement, nullptr);
  sqlite3_finalize(statement);
  return result == SQLITE_OK;
}

}  // namespace

std::vector<Dependency> dependencies_by_text(const View& view, const Schema& schema) {
  std::vector<Dependency> found;
  auto note = [&](const Name& name) {
    if (name != view.name && mentions_relation(view.query, name))
      found.push_back({.object = view.name, .uses = name});
  };
  for (const Table& table : schema.tables) note(table.name);
  for (const View& other : schema.views) note(other.name);
  return found;
}

std::vector<Dependency> dependencies_of(SqliteConnection& connection, const View& view,
                                        const Schema& schema) {
  Reads reads{.view = view.name.name};
  if (!resolve(connection.handle(), reads)) return dependencies_by_text(view, schema);
  std::erase_if(reads.found, [&](const Dependency& dependency) {
    return !schema.tables.contains(dependency.uses) && !schema.views.contains(dependency.uses);
  });
  std::ranges::sort(reads.found);
  reads.found.erase(std::unique(reads.found.begin(), reads.found.end()), reads.found.end());
  return std::move(reads.found);
}

}  // namespace dbtool::lite
