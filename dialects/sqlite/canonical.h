// Canonical form: a declared schema as SQLite would report it.
#pragma once

#include "core/schema/model.h"

namespace dbtool::lite {

/// What SQLite cannot keep is dropped: comments, schemas, enums no column uses, INCLUDE, NOT VALID,
/// methods and storage of indexes, materialized views. Types are what their spelling comes back as.
/// Where the live database says the same in other words (another tool's name of a type, an
/// expression with other blanks), its words are taken.
Schema canonical(const Model& declared, const Schema& live);

}  // namespace dbtool::lite
