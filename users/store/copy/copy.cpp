#include "users/store/copy/copy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "users/store/copy/row_digest.hpp"
#include "users/store/error.hpp"

namespace roster::copying {

namespace {

constexpr std::int64_t kRowsPerCommit = 20'000;

/// What a new store has, too.
bool is_basic(const Table& table) { return table.name == "counters" || table.name == "settings"; }

bool is_mark(const Table& table, const Row& row) {
  return table.name == "settings" && std::get<std::string>(row.front()) == kUnfinished;
}

/// Visits a table's rows, without the mark, a batch at a time.
template <class Visit>
void for_batches(RowStore& store, const Table& table, const Visit& visit) {
  Row after;
  while (true) {
    std::vector<Row> rows = store.read(table, after);
    if (rows.empty()) return;
    after = rows.back();
    std::erase_if(rows, [&](const Row& row) { return is_mark(table, row); });
    visit(rows);
  }
}

/// The source whose copy has not ended.
std::optional<std::string> mark_of(RowStore& store) {
  const auto& all = tables();
  const auto settings = std::find_if(all.begin(), all.end(),
                                     [](const Table& table) { return table.name == "settings"; });
  for (const Row& row : store.read(*settings, {}))
    if (is_mark(*settings, row)) return std::get<std::string>(row[1]);
  return std::nullopt;
}

/// The first table that has rows, apart from what a new store has.
std::optional<std::string_view> first_used(RowStore& store) {
  for (const Table& table : tables())
    if (!is_basic(table) && !store.read(table, {}).empty()) return table.name;
  return std::nullopt;
}

void check_both(RowStore& source, RowStore& target) {
  if (const auto mark = mark_of(source)) throw CopyRefused(unfinished_text(source.name(), *mark));
  const auto mark = mark_of(target);
  if (mark && *mark != source.name()) throw CopyRefused(unfinished_text(target.name(), *mark));
  if (mark) return;
  if (const auto used = first_used(target))
    throw CopyRefused(
        fmt::format("{} is not empty: table {} has rows; nothing was copied. Name an "
                    "empty database, or a file that is not there yet",
                    target.name(), *used));
}

class Work {
 public:
  Work(RowStore& source, RowStore& target, const OnSteps& on_steps)
      : source_(source), target_(target), on_steps_(on_steps) {
    for (const Table& table : tables()) all_ += 2 * static_cast<std::uint64_t>(source.count(table));
  }

  TableCopied fill(const Table& table) {
    TableCopied copied{table.name, 0, {}};
    RowDigest digest;
    for_batches(source_, table, [&](const std::vector<Row>& rows) {
      for (const Row& row : rows) digest.add(row);
      target_.append(table, rows);
      copied.rows += static_cast<std::int64_t>(rows.size());
      uncommitted_ += static_cast<std::int64_t>(rows.size());
      if (uncommitted_ >= kRowsPerCommit) commit();
      step(rows.size());
    });
    copied.digest = digest.text();
    return copied;
  }

  void commit() {
    target_.commit();
    uncommitted_ = 0;
  }

  void compare(const Table& table, const TableCopied& expected) {
    RowDigest digest;
    std::int64_t count = 0;
    for_batches(target_, table, [&](const std::vector<Row>& rows) {
      for (const Row& row : rows) digest.add(row);
      count += static_cast<std::int64_t>(rows.size());
      step(rows.size());
    });
    if (digest.text() != expected.digest)
      throw StoreError(
          fmt::format("{}: table {} differs from its source after the copy: {} rows "
                      "instead of {}; the copy cannot be used",
                      target_.name(), table.name, count, expected.rows));
  }

 private:
  RowStore& source_;
  RowStore& target_;
  const OnSteps& on_steps_;
  std::uint64_t done_ = 0, all_ = 0;
  std::int64_t uncommitted_ = 0;

  void step(std::size_t rows) {
    done_ += rows;
    if (on_steps_) on_steps_(std::min(done_, all_), all_);
  }
};

}  // namespace

std::string unfinished_text(std::string_view store, std::string_view source) {
  return fmt::format(
      "{} is an unfinished copy of {}; `rosterctl migrate` from there begins it again", store,
      source);
}

std::int64_t Copied::rows_of(std::string_view table) const {
  for (const TableCopied& copied : tables)
    if (copied.name == table) return copied.rows;
  return 0;
}

Copied copy_rows(RowStore& source, RowStore& target, const OnSteps& on_steps) {
  check_both(source, target);
  Work work(source, target, on_steps);
  target.begin_copy(source.name());
  Copied copied;
  for (const Table& table : tables()) copied.tables.push_back(work.fill(table));
  work.commit();
  RowDigest digest;
  for (std::size_t i = 0; i < tables().size(); ++i) {
    work.compare(tables()[i], copied.tables[i]);
    copied.rows += copied.tables[i].rows;
    digest.add(copied.tables[i].digest);
  }
  copied.digest = digest.text();
  source.require_alone();
  target.end_copy();
  return copied;
}

}  // namespace roster::copying
