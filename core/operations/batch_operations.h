// Operations on many rows, some at a time.
#pragma once

#include "core/schema/schema.h"
#include "core/support/error.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace dbtool {

struct Operation;

/// SQL that is run once for some rows of a table after the other, by its integer key: those above
/// `:after` up to `:upto`. Each is a transaction of its own, recorded, so that a run that ended in
/// between goes on where it was.
struct RunBatches {
  std::map<std::string, std::string> by_dialect = {};  ///< as of RunSql
  std::map<std::string, std::string> files = {};       ///< as of RunSql
  Name table = {};
  std::string key = {};
  std::int64_t size = 5000;  ///< rows at a time
  std::chrono::milliseconds pause = std::chrono::milliseconds(0);
  bool operator==(const RunBatches& other) const {
    return by_dialect == other.by_dialect && table == other.table && key == other.key &&
           size == other.size && pause == other.pause;
  }
};

/// The SQL with the two bounds written in place of their words.
std::string with_bounds(const std::string& sql, const std::string& after, const std::string& upto);
/// Whether both words are there.
bool has_bounds(const std::string& sql);
/// DBT635: a text of the operation without them.
Problem no_bounds(const RunBatches& operation, const Location& where);

void apply(const RunBatches& operation, Schema& schema);
std::vector<Operation> reverse(const RunBatches& operation, const Schema& before);
std::string describe(const RunBatches& operation);
Name subject(const RunBatches& operation);

}  // namespace dbtool
