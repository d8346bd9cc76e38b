// The tables of one render() call as its operations change them.
#pragma once

#include "core/dialect/dialect.h"
#include "dialects/sqlite/create_table.h"
#include "dialects/sqlite/names.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace dbtool::lite {

/// An index or trigger: its name and the text SQLite keeps of it.
struct StoredText {
  std::string name = {};
  std::string sql = {};
};

struct TableState {
  Name name = {};
  TableText text = {};
  std::vector<StoredText> indexes = {};
  std::vector<StoredText> triggers = {};  ///< but for those of versions
  std::map<std::string, VersionMode, NameOrder> versions = {};
  std::vector<StoredText> version_triggers = {};  ///< as they are in the database
  std::vector<std::string> views = {};            ///< that use it
  std::vector<std::string> probes = {};           ///< of triggers that work
  bool analyzed = false;
  bool planned = false;  ///< nobody looked at what else hangs on it
  /// Names that were renamed in this call and that the texts of triggers may still have.
  std::vector<std::string> renamed = {};
};

/// The name of an index or trigger in its CREATE text.
std::string created_name(const std::string& sql);

class TableStates {
 public:
  explicit TableStates(const TableBefore& before) : before_(before) {}

  /// The table as it is by now. Throws UsageError (DBT620) when there is none, RefusedError
  /// (DBT820) for a virtual table or a text that cannot be read.
  TableState& find(const Name& name);
  void put(TableState state);
  void remove(const Name& name);
  /// Whether a table of the database was neither dropped nor renamed in this call.
  bool is_untouched(const Name& name) const;
  /// A view that is gone by now need not work any more.
  void remove_view(const Name& name);
  /// What SQLite makes of a rename in the texts of the tables, which it is asked for.
  void rename_table(const RenameTable& operation);
  void rename_column(const RenameColumn& operation);

  /// The enum, from this call or from the database. Nothing when neither knows it.
  std::optional<Enum> enum_type(const Name& name);
  /// Tables with a column of the enum.
  std::vector<Name> tables_with(const Name& type);
  void put_enum(Enum definition) { enums_.add(std::move(definition)); }
  void remove_enum(const Name& name) { enums_.remove(name); }
  const NamedList<Enum>& enums() const { return enums_; }

 private:
  struct Renamed {
    std::string statement = {};
    std::string stub = {};   ///< a table that is enough for the statement
    std::string from = {};   ///< what is renamed
    std::string table = {};  ///< its table, by the name before
    std::string to_table = {};
  };

  TableState load(const Name& name) const;
  Name name_before(const Name& name) const;
  void rename(const Renamed& renamed, const Name& table);
  void replay(const Renamed& renamed, TableState& state) const;
  static void forget_view(const std::string& view, TableState& state);

  const TableBefore& before_;
  std::map<std::string, TableState> states_ = {};  ///< by name in lower case
  std::set<std::string> dropped_ = {};             ///< names in lower case
  std::vector<std::string> gone_views_ = {};
  std::vector<Renamed> renames_ = {};
  NamedList<Enum> enums_ = {};
};

}  // namespace dbtool::lite
