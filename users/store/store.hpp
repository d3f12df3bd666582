// Store: holds all users. Opened by URL; all work is done in a Transaction.
//
//   std::unique_ptr<Store> store = open_store("sqlite:/var/lib/roster/roster.db");
//   std::unique_ptr<Transaction> transaction = store->begin(Access::write);
//   … transaction->put(writes); …
//   transaction->commit();
//
// What a transaction can do is cut by subject; a function takes the subject it needs:
//   UserStore        users: reading and writing them
//   ListStore        users in order, a page at a time
//   IdStore          who holds an id, today or formerly
//   DigestStore      which bytes each user was read from
//   HistoryStore     what changed, and what users were before
//   AbsenceStore     how many full feeds a user was missing from
//   HoldStore        locks, and people who are kept
//   ObligationStore  what users owe or hold elsewhere
//   ErasureStore     what is left of removed users
//   JobStore         the rows of jobs
//   KeyStore         the keys of the HTTP API
//   ExportStore      how far exports got
//
// Threads: one thread at a time uses a Store and its Transactions. At most one Transaction exists
// at a time; after commit() it can only be destroyed. Batches: every call that can run once per
// record takes a span, so that a networked engine needs one round trip per batch. Errors:
// StoreError when the engine fails (disk full, I/O, connection); nothing of the transaction is
// applied. StoreBusy when another process holds the store. Destroying an uncommitted Transaction
// rolls it back.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "users/store/absences.hpp"
#include "users/store/digests.hpp"
#include "users/store/erasures.hpp"
#include "users/store/error.hpp"
#include "users/store/exports.hpp"
#include "users/store/history.hpp"
#include "users/store/holds.hpp"
#include "users/store/ids.hpp"
#include "users/store/jobs.hpp"
#include "users/store/keys.hpp"
#include "users/store/lists.hpp"
#include "users/store/obligations.hpp"
#include "users/store/users.hpp"

namespace roster {

class Transaction : public virtual UserStore,
                    public virtual ListStore,
                    public virtual IdStore,
                    public virtual DigestStore,
                    public virtual HistoryStore,
                    public virtual AbsenceStore,
                    public virtual HoldStore,
                    public virtual ObligationStore,
                    public virtual ErasureStore,
                    public virtual JobStore,
                    public virtual KeyStore,
                    public virtual ExportStore {
 public:
  virtual void commit() = 0;
};

enum class Access : std::uint8_t { read, write };

class Store {
 public:
  virtual ~Store() = default;
  virtual std::unique_ptr<Transaction> begin(Access access) = 0;
  /// Writes the log back to the store file and removes traces of deleted rows from side files.
  /// While a reader is active, this is postponed to a later transaction.
  virtual void checkpoint() = 0;

  // A store that several processes can reach has one writer at a time, and each writer a higher
  // fence than those before it. What a writer puts beside the store carries its fence.

  /// The fence of this writer; 0 where no other process can become the writer.
  virtual std::int64_t fence() const { return 0; }
  /// Asks the store, between transactions, and is answered for the next seconds: call before files
  /// of others are renamed or removed. Throws StoreTaken when another process is the writer,
  /// StoreError.
  virtual void require_writer() {}
  /// Is another process known to be the writer? Any thread.
  virtual bool is_taken() const { return false; }
};

/// An identifier that differs from another one only in case, and its owner.
struct IdentifierClash {
  std::string value;
  std::string primary_id;  // folded
};

/// Options that are fixed when a store is created. Opening a store with other options fails.
struct StoreOptions {
  /// Nothing: insensitive for a new store, otherwise as the store is. A store of an older version,
  /// which compared identifiers with case, becomes insensitive unless identifiers differ only in
  /// case.
  std::optional<IdentifierCase> identifier_case = {};
  /// Called with those identifiers when a store of an older version stays sensitive for that
  /// reason: at most 1000, clashing ones next to each other.
  std::function<void(const std::vector<IdentifierClash>&)> on_clashes = {};
};

/// Opens (creates or migrates) the store at `sqlite:PATH`, `sqlite::memory:` or `postgresql://…`, a
/// database as libpq takes it, whose tables are made. Throws StoreBusy when another process holds
/// it (for writing), StoreUnreachable when its server does not answer, StoreError for other
/// failures, std::invalid_argument for a URL that cannot be parsed.
std::unique_ptr<Store> open_store(std::string_view url, const StoreOptions& options = {});

/// Opens an existing store read-only, in another thread or process than the writer. Reader and
/// writer never wait for each other: each transaction sees what was committed when it began,
/// however long it lasts; during a first load, the state before the load. Never creates or migrates
/// a store. Throws StoreMissing when there is no store (an in-memory store has no readers),
/// StoreError when it has another version; begin() also throws StoreBusy when nothing can be read
/// at the moment.
std::unique_ptr<Store> open_reader(std::string_view url);

/// Makes a whole copy of a store at `to` (an empty file, or none), while others work on it: what is
/// committed at one moment. The copy is checked and brought to the disk; it is a store of its own.
/// `on_share` is told which share of it is copied; what it throws ends the copy. Throws
/// StoreMissing, StoreError.
void backup_store(std::string_view url, const std::string& to,
                  const std::function<void(double)>& on_share = {});

/// Replaces the store at the URL with the store in the file `from`; moves an existing store to the
/// file `kept`. Throws StoreBusy when a process holds it, StoreError.
void replace_store(std::string_view url, const std::string& from, const std::string& kept);

/// The user with this primary id, else with this identifier; nothing when there is none.
std::optional<StoredUser> find_user(Transaction& transaction, std::string_view id);

}  // namespace roster
