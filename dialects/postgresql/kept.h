// What hangs on a view, an index or a constraint that is dropped and made again under its name: its
// owner, privileges, comments, triggers and rules stay in the session in between.
#pragma once

#include "core/operations/operation.h"

#include <span>
#include <string>

namespace dbtool::postgres {

/// The statement before a drop of what one of the later operations makes again; else nothing.
std::string keep_sql(const Operation& drop, std::span<const Operation> later);
/// The statement behind the making of what one of the earlier operations dropped; else nothing.
std::string restore_sql(const Operation& create, std::span<const Operation> earlier);

/// Both for a view within one block: statements of PL/pgSQL.
std::string keep_view(const Name& view);
std::string restore_view(const Name& view);

}  // namespace dbtool::postgres
