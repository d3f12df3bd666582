// Ledger check: whether the erasure ledger is as it was written, looked at once a day and kept in a
// file for whoever asks meanwhile: it takes as long as the ledger is. The file also tells when
// entries were lost together with everything in the store that knew of them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "users/store/store.hpp"

namespace roster {

/// Where the daemon keeps it, in its spool.
inline constexpr const char* kLedgerCheck = "ledger_check";

struct LedgerCheck {
  Time at{};
  std::string fault;         // without ids; empty: it is as it was written
  std::int64_t entries = 0;  // the most that any check found

  friend bool operator==(const LedgerCheck&, const LedgerCheck&) = default;
};

/// Reads the whole ledger. A missing key is a fault like any other; so are fewer entries than
/// `file` knows of. Throws StoreError.
LedgerCheck check_ledger(Transaction& transaction, const std::filesystem::path& key,
                         const std::filesystem::path& file, Time now);
/// What to say when the ledger has fewer entries than it had at an earlier check.
std::optional<std::string> lost_entries(const std::filesystem::path& file, std::int64_t entries);

/// The check that is kept in a file; nothing when there is none.
std::optional<LedgerCheck> read_ledger_check(const std::filesystem::path& file);
/// When it cannot be kept, the one before stays, and grows old.
void keep_ledger_check(const std::filesystem::path& file, const LedgerCheck& check);
/// For a store that is meant to be an older one.
void forget_ledger_check(const std::filesystem::path& file);

}  // namespace roster
