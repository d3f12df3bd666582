// Copy: a whole store into an empty one, of the same or another engine.
//
// The target is marked as unfinished until all rows are there and the digests of both sides agree;
// nothing opens such a store. A copy that ended early is begun again from the start.
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "users/store/copy/rows.hpp"

namespace roster::copying {

/// The work is not done, for a reason that somebody can remove; the target is as before.
struct CopyRefused : std::runtime_error {
  using runtime_error::runtime_error;
};

struct TableCopied {
  std::string_view name;
  std::int64_t rows;
  std::string digest;
};

struct Copied {
  std::vector<TableCopied> tables;
  std::int64_t rows = 0;
  std::string digest;  // of all tables

  std::int64_t rows_of(std::string_view table) const;
};

/// How many steps are done, and of how many: rows written, and rows compared. What it throws ends
/// the copy.
using OnSteps = std::function<void(std::uint64_t done, std::uint64_t of)>;

/// Refuses a target that has anything, unless it is the rest of a copy of this source. Throws
/// CopyRefused, StoreError; StoreError also when the sides differ at the end, StoreTaken when
/// another process became the writer of the source.
Copied copy_rows(RowStore& source, RowStore& target, const OnSteps& on_steps = {});

}  // namespace roster::copying
