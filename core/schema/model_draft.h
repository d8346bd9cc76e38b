// ModelDraft: what the files declare, before it is checked and has all its names.
#pragma once

#include "core/schema/model.h"
#include "core/schema/naming.h"
#include "core/schema/table_declaration.h"

#include <map>
#include <string>
#include <vector>

namespace dbtool {

struct DeclaredTable {
  TableDeclaration declaration = {};
  NamingConvention naming = {};     ///< of its file
  std::string default_schema = {};  ///< of its file
};

struct DeclaredView {
  View view = {};
  const yaml::Node* node = nullptr;
  Location where = {};
  std::string default_schema = {};
  std::vector<std::string> depends_on = {};
};

struct DeclaredEnum {
  Enum definition = {};
  const yaml::Node* node = nullptr;
  Location where = {};
};

/// Sorted by name once all files are read; names are unique then.
struct ModelDraft {
  std::vector<DeclaredTable> tables = {};
  std::vector<DeclaredView> views = {};
  std::vector<DeclaredEnum> enums = {};
  std::map<Name, Location> left_out = {};  ///< tables of other dialects (`only:`)
  Model model = {};                        ///< what needs no more reading: renames, ignored names

  const DeclaredTable* find_table(const Name& name) const;
  const DeclaredView* find_view(const Name& name) const;
  const DeclaredEnum* find_enum(const Name& name) const;
};

const Name& name_of(const DeclaredTable& table);
const Name& name_of(const DeclaredView& view);
const Name& name_of(const DeclaredEnum& definition);
const Location& place_of(const DeclaredTable& table);
const Location& place_of(const DeclaredView& view);
const Location& place_of(const DeclaredEnum& definition);

/// "models/blog.yaml:9:3".
std::string place_text(const Location& where);

/// Sorts what the files declare; what is declared twice is a problem (DBT135), the first stays.
void sort_draft(ModelDraft& draft, std::vector<Problem>& problems);
/// Gives a name without a schema that one. The schema the database takes by itself is not written,
/// so that public.users and users are one table.
Name in_schema(const Name& name, const std::string& schema, const PartContext& context);
/// The schema the database takes by itself.
std::string default_schema(const PartContext& context);

}  // namespace dbtool
