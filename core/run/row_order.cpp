#include "core/run/row_order.h"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace dbtool {
namespace {

class RowOrder {
 public:
  RowOrder(std::vector<DataRow> rows, const Table& table) : rows_(std::move(rows)) {
    for (const ForeignKey& key : table.foreign_keys)
      if (key.references == table.name && key.columns.size() == 1 &&
          key.referenced_columns.size() == 1)
        parents_.emplace_back(key.columns.front(), key.referenced_columns.front());
  }

  std::vector<DataRow> run() {
    if (parents_.empty()) return std::move(rows_);
    for (std::size_t i = 0; i < rows_.size(); ++i) visit(i);
    std::vector<DataRow> ordered;
    for (const std::size_t i : order_) ordered.push_back(std::move(rows_[i]));
    return ordered;
  }

 private:
  void visit(std::size_t row) {
    if (!seen_.insert(row).second) return;
    for (const auto& [column, referenced] : parents_) {
      const RowValue* value = find_value(rows_[row], column);
      if (value != nullptr && !value->is_null()) visit_parent(*value, referenced);
    }
    order_.push_back(row);
  }

  void visit_parent(const RowValue& value, const std::string& referenced) {
    const RowValue named = value.names_parent() ? value : RowValue{.parent = {{referenced, value}}};
    std::vector<std::string> columns;
    for (const auto& [column, part] : named.parent) columns.push_back(column);
    const auto& known = rows_by(columns);
    if (const auto parent = known.find(parent_text(named)); parent != known.end())
      visit(parent->second);
  }

  const std::map<std::string, std::size_t>& rows_by(const std::vector<std::string>& columns) {
    const auto [found, is_new] = rows_by_.try_emplace(columns);
    if (is_new)
      for (std::size_t i = 0; i < rows_.size(); ++i)
        found->second.emplace(key_text(rows_[i], columns), i);
    return found->second;
  }

  std::vector<DataRow> rows_;
  std::vector<std::pair<std::string, std::string>> parents_ = {};  ///< column, the one it refers to
  std::map<std::vector<std::string>, std::map<std::string, std::size_t>> rows_by_ = {};
  std::set<std::size_t> seen_ = {};
  std::vector<std::size_t> order_ = {};
};

}  // namespace

std::vector<DataRow> parents_first(std::vector<DataRow> rows, const Table& table) {
  return RowOrder(std::move(rows), table).run();
}

}  // namespace dbtool
