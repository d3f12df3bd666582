// Ledger: the proof that an id was erased, by whom and when, that does not hold the id.
//
// Each removed user has an entry with the HMAC-SHA-256 of every id (the primary id, every
// identifier, every former id) under a secret key in a file beside the store. Who has both can ask
// "was this id erased?"; nobody can read out who was. The entries are chained: each carries an HMAC
// over itself and the one before, and the last one's number is proved likewise, so that an entry
// changed, taken out or cut off later shows (verify_ledger). Entries of schema version 2 have one
// hash each.
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
  /// The next of the chain, for Transaction::add_erasures(). `former` are the users' former ids,
  /// in their order. Mere computing: it may run on another thread while the store works, one call
  /// at a time.
  std::vector<Erasure> entries(std::span<const StoredUser> users,
                               std::span<const std::vector<std::string>> former);
  /// For Transaction::set_ledger_end(), once the entries are added.
  LedgerEnd end();

 private:
  Hmac hmac_;
  LedgerJob job_;
  Erasure last_;
};

/// The entries of an id, compared case-folded, oldest first; none when it was never erased. An id
/// that earlier versions folded otherwise (`straße` as `strasse`) is looked up both ways. Throws
/// LedgerError.
std::vector<Erasure> find_erasures(Transaction& transaction, const std::filesystem::path& key,
                                   std::string_view id);

/// Asks for many users whether an id of theirs was erased; reads the key once.
class ErasedIds {
 public:
  /// Without a key, or without entries, nobody was erased. Throws as read_ledger_key() does.
  ErasedIds(Transaction& transaction, const std::filesystem::path& key);

  /// Was the user's primary id, or one of the identifiers?
  bool has_one_of(Transaction& transaction, const User& user);

 private:
  std::optional<Hmac> hmac_;
};

/// The hash under which an id stands in the ledger.
std::string hash_id(Hmac& hmac, std::string_view id);
/// The one under which earlier versions entered it, where that is another. It may also be that of
/// somebody else's id.
std::optional<std::string> earlier_hash_id(Hmac& hmac, std::string_view id);

/// Nothing when every entry is as it was written and none is missing, else what is wrong, in words.
/// Throws LedgerError when there is no such key.
std::optional<std::string> verify_ledger(Transaction& transaction,
                                         const std::filesystem::path& key);

}  // namespace roster::purge
