// Outcomes: writes, counts and reports what a feed does to each user.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "sis/load/cleared.hpp"
#include "sis/load/load.hpp"
#include "sis/load/swap_all.hpp"
#include "sis/record/record_reader.hpp"
#include "users/jobs/report.hpp"

namespace roster::sis {

/// The result for a record. Its user is, by then, as it will be stored: written or found unchanged;
/// or the record is rejected. Nothing is owned.
struct Outcome {
  ReadRecord* record = nullptr;
  const std::string* entry = nullptr;
  std::optional<Rejection> rejection;
  Swapped swapped;
  const StoredUser* before = nullptr;  // nullptr: a new user

  bool is_unchanged() const { return before != nullptr && swapped.changed.none(); }
};

/// The counts of a load so far.
struct Tally {
  std::int64_t created = 0, updated = 0, unchanged = 0, rejected = 0;
  std::int64_t joined = 0;     // updates of users of another profile or of none
  std::int64_t newly_due = 0;  // users who become due for purge because of the load
  std::int64_t purge_date_feed = 0, purge_date_policy = 0, purge_date_none = 0;
  std::map<std::string, std::int64_t> warnings;
  std::int64_t skipped = 0;  // of the unchanged: not parsed, because the bytes are known
  ClearedFields cleared;
  std::vector<std::uint64_t> rejected_records;  // ReadRecord::number; rejected.hpp bounds it

  std::int64_t processed() const { return created + updated + unchanged + rejected; }
};

class Outcomes {
 public:
  /// All arguments must outlive this.
  Outcomes(Transaction& transaction, const LoadRequest& request, ReportWriter& report, Now now)
      : transaction_(transaction), request_(request), report_(report), now_(now) {}

  /// Writes all outcomes, then counts and reports each.
  void finish(std::span<Outcome> outcomes);
  /// Counts a record that was not parsed because its bytes are known.
  void skip();
  /// Writes and reports a user who loses identifiers to users of the feed.
  void take_away(const StoredUser& before, const User& after);
  /// Reports warnings about a document, not about one of its records.
  void tell_document(const std::string& entry, std::span<const Warning> warnings);

  const Tally& tally() const { return tally_; }

 private:
  Transaction& transaction_;
  const LoadRequest& request_;
  ReportWriter& report_;
  Now now_;
  Tally tally_;
  bool told_ledger_ = false;  // that the erasure ledger cannot be read

  void warn(Outcome& outcome);
  void tell_ledger(const std::string& why);
  void put(std::span<Outcome> outcomes);
  void count(const Outcome& outcome);
  void count_warnings(std::span<const Warning> warnings);
  void tell(const Outcome& outcome);
  void tell_rejection(const Outcome& outcome);
};

bool is_due(const User& user, Day today);

}  // namespace roster::sis
