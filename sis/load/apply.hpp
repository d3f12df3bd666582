// Apply: read records into a transaction, batch by batch: match, swap, put, and a report line for
// each user touched.
#pragma once

#include <map>
#include <unordered_map>

#include "sis/load/load.hpp"
#include "sis/load/match.hpp"
#include "sis/load/read_feed.hpp"
#include "sis/load/swap_all.hpp"
#include "users/jobs/report.hpp"

namespace roster::sis {

/// What a load has done so far.
struct Tally {
  std::int64_t created = 0, updated = 0, unchanged = 0, rejected = 0;
  std::int64_t joined = 0;     // updates that took a user over from another profile, or from none
  std::int64_t newly_due = 0;  // updates that brought a purge date not after today
  std::int64_t purge_date_feed = 0, purge_date_policy = 0, purge_date_none = 0;
  std::map<std::string, std::int64_t> warnings;

  std::int64_t processed() const { return created + updated + unchanged + rejected; }
};

class Applier {
 public:
  /// All arguments must outlive the applier.
  Applier(Transaction& transaction, const LoadRequest& request, const ReadOptions& options,
          ReportWriter& report, Now now);

  void apply(ReadBatch&& batch);

  const Tally& tally() const { return tally_; }
  /// The users this feed spoke of, rejected records included.
  const SeenUsers& mentioned() const { return mentioned_; }

 private:
  /// What is to become of a record: its user, by then what is to be stored, is written, or was
  /// found unchanged, or it is refused.
  struct Pending {
    ReadRecord* record = nullptr;
    std::optional<Rejection> rejection;
    Swapped swapped;
    const StoredUser* before = nullptr;  // nullptr: a new user
  };

  /// What one batch needs to know of the store.
  struct Known {
    BatchOwners owners;
    std::unordered_map<UserId, StoredUser> users;  // Pending::before points here
  };

  Transaction& transaction_;
  const LoadRequest& request_;
  const ReadOptions& options_;
  ReportWriter& report_;
  Now now_;
  SeenUsers seen_, mentioned_;
  Tally tally_;
  bool told_v1_ = false;

  Known look_up(std::span<const ReadRecord> records);
  const StoredUser& stored(Known& known, UserId id);
  std::optional<Rejection> unchanged(ReadRecord& record);
  std::optional<Rejection> resolve(ReadRecord& record, Known& known, UserId new_id, Pending& out);
  std::optional<Rejection> settle(ReadRecord& record, Known& known, UserId id, Pending& out);
  void add_warnings(Pending& pending) const;
  void put(std::vector<Pending>& pending);
  void count(const Pending& pending);
  void tell(const std::string& entry, const Pending& pending);
  void tell_rejection(const std::string& entry, const ReadRecord& record,
                      const Rejection& rejection);
  void tell_document_warnings(ReadBatch& batch);
  void count_warnings(std::span<const Warning> warnings);
  void mention_rejected(std::span<const Pending> pending);
};

}  // namespace roster::sis
