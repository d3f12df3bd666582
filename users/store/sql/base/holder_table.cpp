#include "users/store/sql/base/holder_table.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <limits>
#include <random>
#include <utility>

#include "users/store/error.hpp"

namespace roster {

HolderTable::HolderTable() : hashes_(1024), ids_(1024) {
  std::random_device random;
  seed_ = (std::uint64_t(random()) << 32) ^ random();
}

std::uint64_t HolderTable::hash(ValueKind kind, std::string_view value) const {
  const std::uint64_t seed = kind == ValueKind::identifier ? seed_ : ~seed_;
  const std::uint64_t hash = XXH3_64bits_withSeed(value.data(), value.size(), seed);
  return hash != 0 ? hash : 1;
}

void HolderTable::add(ValueKind kind, std::string_view value, UserId id) {
  if (id > std::numeric_limits<std::uint32_t>::max()) {
    throw StoreError("a first load is limited to 4294967295 users");
  }
  if ((used_ + 1) * 4 > ids_.size() * 3) grow();
  insert(hash(kind, value), static_cast<std::uint32_t>(id));
  ++used_;
}

void HolderTable::prefetch(ValueKind kind, std::string_view value) const {
  __builtin_prefetch(&hashes_[hash(kind, value) & (ids_.size() - 1)]);
}

UserId HolderTable::find(ValueKind kind, std::string_view value,
                         const std::function<bool(UserId)>& holds) const {
  const std::uint64_t wanted = hash(kind, value);
  const std::size_t mask = ids_.size() - 1;
  for (std::size_t at = wanted & mask; hashes_[at] != 0; at = (at + 1) & mask) {
    if (hashes_[at] == wanted && holds(ids_[at])) return ids_[at];
  }
  return 0;
}

void HolderTable::insert(std::uint64_t hash, std::uint32_t id) {
  const std::size_t mask = ids_.size() - 1;
  std::size_t at = hash & mask;
  while (hashes_[at] != 0) at = (at + 1) & mask;
  hashes_[at] = hash;
  ids_[at] = id;
}

void HolderTable::grow() {
  const auto hashes = std::exchange(hashes_, std::vector<std::uint64_t>(hashes_.size() * 2));
  const auto ids = std::exchange(ids_, std::vector<std::uint32_t>(ids_.size() * 2));
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (hashes[i] != 0) insert(hashes[i], ids[i]);
  }
}

void drop_value_indexes(sql::Database& database) {
  database.tune(
      "DROP INDEX users_by_primary_key; DROP INDEX identifiers_by_value;"
      "DROP INDEX names_by_last; DROP INDEX names_by_first;"
      "DROP INDEX documents_by_revision;");
}

void create_value_indexes(sql::Database& database) {
  database.tune(
      "PRAGMA threads = 2;"  // sorting uses two threads
      "CREATE UNIQUE INDEX users_by_primary_key ON users (primary_key);"
      "CREATE UNIQUE INDEX identifiers_by_value ON identifiers (value);"
      "CREATE INDEX names_by_last ON names (last, first, id);"
      "CREATE INDEX names_by_first ON names (first, last, id);"
      "CREATE INDEX documents_by_revision ON documents (revision);");
}

}  // namespace roster
