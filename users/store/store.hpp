// Store: the only place users live. Opened by URL; all work happens in a Transaction.
//
//   std::unique_ptr<Store> store = open_store("sqlite:/var/lib/roster/roster.db");
//   std::unique_ptr<Transaction> transaction = store->begin(Access::write);
//   … transaction->put(writes); …
//   transaction->commit();
//
// What a transaction can do is cut by subject; a function takes the subject it needs:
//   UserStore        users: reading and writing them
//   IdStore          who holds an id, today or formerly
//   DigestStore      which bytes each user was read from
//   HistoryStore     what changed, and what users were before
//   AbsenceStore     how many full feeds a user was missing from
//   HoldStore        locks, and people who are kept
//   ObligationStore  what users owe or hold elsewhere
//   ErasureStore     what is left of removed users
//   JobStore         the rows of jobs
//
// Threads: a Store and its Transactions belong to one thread at a time. At most one Transaction
// exists at a time; after commit() it can only be destroyed. Batches: every call that may run
// once a record takes a span, so that an engine across a network needs one round trip a batch.
// Errors: StoreError when the engine refuses (disk full, I/O, connection); nothing of the
// transaction is applied. StoreBusy when another process holds the store. A destroyed Transaction
// that was not committed is rolled back.
#pragma once

#include <memory>
#include <string_view>

#include "users/store/absences.hpp"
#include "users/store/digests.hpp"
#include "users/store/erasures.hpp"
#include "users/store/error.hpp"
#include "users/store/history.hpp"
#include "users/store/holds.hpp"
#include "users/store/ids.hpp"
#include "users/store/jobs.hpp"
#include "users/store/obligations.hpp"
#include "users/store/users.hpp"

namespace roster {

class Transaction : public virtual UserStore,
                    public virtual IdStore,
                    public virtual DigestStore,
                    public virtual HistoryStore,
                    public virtual AbsenceStore,
                    public virtual HoldStore,
                    public virtual ObligationStore,
                    public virtual ErasureStore,
                    public virtual JobStore {
 public:
  virtual void commit() = 0;
};

enum class Access : std::uint8_t { read, write };

class Store {
 public:
  virtual ~Store() = default;
  virtual std::unique_ptr<Transaction> begin(Access access) = 0;
  /// Writes everything back and leaves no trace of removed rows in side files.
  virtual void checkpoint() = 0;
};

/// Opens (and creates or migrates) the store at `sqlite:PATH` or `sqlite::memory:`. Throws
/// StoreBusy when another process has it, StoreError otherwise; std::invalid_argument when the URL
/// is not understood.
std::unique_ptr<Store> open_store(std::string_view url);

/// The user of this primary id, else of this identifier; nothing when nobody has it.
std::optional<StoredUser> find_user(Transaction& transaction, std::string_view id);

}  // namespace roster
