// Checks of a whole model: what no part can see by itself. Each adds its problems and fills in what
// it finds out.
#pragma once

#include "core/schema/model_draft.h"

namespace dbtool {

/// Columns and keys of each table: names that do not exist (DBT137), attributes that exclude each
/// other (DBT142), keys given twice (DBT145, DBT148).
void check_tables(const ModelDraft& draft, PartContext& context);
/// Names that a database would refuse (DBT133), enums without values or with one twice (DBT134).
void check_names(const ModelDraft& draft, PartContext& context);
/// Types that are names: each stands for a declared enum afterwards (DBT104). Defaults that their
/// column cannot hold (DBT146).
void resolve_types(ModelDraft& draft, PartContext& context);
/// Foreign keys: each names its table and its columns afterwards (DBT107, DBT138, DBT143).
void resolve_references(ModelDraft& draft, PartContext& context);
/// Reference rows: their key is unique (DBT155), their columns are there (DBT137) and can hold what
/// they say (DBT156). Their values are settled by the columns' types afterwards.
void check_rows(ModelDraft& draft, PartContext& context);
/// Gives constraints and indexes their names; names taken twice are problems (DBT141).
void complete_names(ModelDraft& draft, PartContext& context);
/// What the views' queries name, into Schema::dependencies.
void find_view_dependencies(const ModelDraft& draft, PartContext& context, Schema& schema);

/// "posts has: id, title", or the nearest when it is near.
std::string hint_of_columns(const TableDeclaration& table, const std::string& word);
/// A column as declared, or nothing.
const Declared<ColumnDeclaration>* find_column(const TableDeclaration& table,
                                               const std::string& name);

}  // namespace dbtool
