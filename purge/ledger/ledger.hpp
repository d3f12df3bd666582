// Ledger: the proof that an id was erased, by whom and when, that does not hold the id.
//
// Each id of a removed user (the primary id and every identifier) is entered as its HMAC-SHA-256
// under a secret key in a file beside the store. Who has both can ask "was this id erased?"; nobody
// can read out who was. The entries are chained: each carries an HMAC over itself and the one
// before, so that one changed or taken out later shows (verify_ledger).
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "purge/ledger/hmac.hpp"
#include "purge/ledger/key.hpp"
#include "users/store/store.hpp"

namespace roster::purge {

/// Reads the key. Nothing when neither the file nor an entry exists: the key is still to be made.
/// Throws LedgerError when the file is missing although the ledger has entries, when the ledger was
/// not written with it, and as read_key_file() does.
std::optional<LedgerKey> read_ledger_key(Transaction& transaction,
                                         const std::filesystem::path& path);

/// What a job enters, besides the ids.
struct LedgerJob {
  Time at{};
  JobNumber number = 0;
  std::string name;
  DeletePolicy policy = DeletePolicy::fully_remove;
};

/// Makes the entries of one job, batch by batch, to be added in the same transaction.
class LedgerWriter {
 public:
  LedgerWriter(Transaction& transaction, const LedgerKey& key, LedgerJob job);
  /// The next of the chain, for Transaction::add_erasures(). Mere computing: it may run on another
  /// thread while the store works, one call at a time.
  std::vector<Erasure> entries(std::span<const StoredUser> users);

 private:
  Hmac hmac_;
  LedgerJob job_;
  Erasure last_;
};

/// The entries of an id, compared case-folded, oldest first; none when it was never erased. Throws
/// LedgerError.
std::vector<Erasure> find_erasures(Transaction& transaction, const std::filesystem::path& key,
                                   std::string_view id);

/// The number of the first entry that is not as it was written; nothing when all are. Throws
/// LedgerError when there is no such key.
std::optional<std::int64_t> verify_ledger(Transaction& transaction,
                                          const std::filesystem::path& key);

}  // namespace roster::purge
