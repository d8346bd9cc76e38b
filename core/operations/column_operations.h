// Operations on columns.
#pragma once

#include "core/schema/schema.h"

#include <optional>
#include <string>
#include <vector>

namespace dbtool {

struct Operation;

struct AddColumn {
  Name table = {};
  Column column = {};
  bool operator==(const AddColumn&) const = default;
};
struct DropColumn {
  Name table = {};
  std::string column = {};
  Column was = {};
  bool operator==(const DropColumn&) const = default;
};
struct RenameColumn {
  Name table = {};
  std::string column = {};
  std::string to = {};
  bool operator==(const RenameColumn&) const = default;
};

/// Some attributes of a column; those that are not set are left alone. The inner one is absence: no
/// default, not an identity.
struct ColumnChange {
  Rare<Type> type = {};
  std::optional<bool> nullable = {};
  Rare<std::optional<Default>> default_value = {};
  Rare<Rare<Generated>> generated = {};
  Rare<Rare<Identity>> identity = {};
  std::optional<bool> autoincrement = {};
  std::optional<std::optional<VersionMode>> version = {};
  std::optional<std::string> collation = {};
  Rare<std::map<std::string, std::string>> options = {};
  bool operator==(const ColumnChange&) const = default;
};
struct AlterColumn {
  Name table = {};
  std::string column = {};
  ColumnChange to = {};
  ColumnChange was = {};
  std::string using_sql = {};  ///< how to convert the values on a change of type
  bool operator==(const AlterColumn&) const = default;
};

/// What differs between two columns of one name (names and comments apart).
ColumnChange difference(const Column& from, const Column& to);
void apply(const ColumnChange& change, Column& column);
bool is_empty(const ColumnChange& change);
/// The values a column has in the attributes that a change sets.
ColumnChange values_of(const ColumnChange& change, const Column& column);

void apply(const AddColumn& operation, Schema& schema);
void apply(const DropColumn& operation, Schema& schema);
void apply(const RenameColumn& operation, Schema& schema);
void apply(const AlterColumn& operation, Schema& schema);

std::vector<Operation> reverse(const AddColumn& operation, const Schema& before);
std::vector<Operation> reverse(const DropColumn& operation, const Schema& before);
std::vector<Operation> reverse(const RenameColumn& operation, const Schema& before);
std::vector<Operation> reverse(const AlterColumn& operation, const Schema& before);

std::string describe(const AddColumn& operation);
std::string describe(const DropColumn& operation);
std::string describe(const RenameColumn& operation);
std::string describe(const AlterColumn& operation);

Name subject(const AddColumn& operation);
Name subject(const DropColumn& operation);
Name subject(const RenameColumn& operation);
Name subject(const AlterColumn& operation);

}  // namespace dbtool
