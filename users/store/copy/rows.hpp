// Row store: a store as tables of rows, for a copy into a store of another engine. An engine has
// one of these beside its Store.
//
// As long as it exists no other process can write to the store. Errors: StoreError; StoreBusy when
// another process has the store, StoreMissing when there is nothing to read.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "users/store/copy/tables.hpp"

namespace roster::copying {

/// Nothing, an integer, or a text or bytes, as the column is.
using Cell = std::variant<std::monostate, std::int64_t, std::string>;
using Row = std::vector<Cell>;

/// The setting of a store whose copy has not ended: the name of its source. Engines refuse such a
/// store (see `unfinished_text`), and a copy does not copy it.
inline constexpr std::string_view kUnfinished = "unfinished_copy";

/// What is said of a store that has the setting.
std::string unfinished_text(std::string_view store, std::string_view source);

class RowStore {
 public:
  virtual ~RowStore() = default;

  /// Names the store in messages, and as the source of a copy. Never has a password.
  virtual const std::string& name() const = 0;
  virtual std::int64_t count(const Table& table) = 0;
  /// The next rows in the order of the key, integers as numbers, texts and bytes by their bytes: at
  /// most the table's batch. `after` is a row that was read before, or empty: from the first.
  virtual std::vector<Row> read(const Table& table, const Row& after) = 0;

  /// Removes all rows, and notes of which source this becomes a copy. Committed.
  virtual void begin_copy(std::string_view source) = 0;
  /// Appends rows; they are there for good after the next commit().
  virtual void append(const Table& table, std::span<const Row> rows) = 0;
  virtual void commit() = 0;
  /// The copy is whole. Committed.
  virtual void end_copy() = 0;

  /// Of a source that was read: throws StoreTaken when another process may have written to it
  /// meanwhile.
  virtual void require_alone() {}
};

enum class Role : std::uint8_t { source, target };

/// A store at a URL as open_store() takes it. A target is made when there is none. Throws what
/// open_store() throws.
std::unique_ptr<RowStore> open_rows(std::string_view url, Role role);

}  // namespace roster::copying
