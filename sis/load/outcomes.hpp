// Outcomes: what a feed does to each user, written, counted and told in the report.
#pragma once

#include <map>
#include <span>
#include <string>

#include "sis/load/cleared.hpp"
#include "sis/load/load.hpp"
#include "sis/load/swap_all.hpp"
#include "sis/record/record_reader.hpp"
#include "users/jobs/report.hpp"

namespace roster::sis {

/// What is to become of a record: its user, by then what is to be stored, is written, or was found
/// unchanged, or the record is refused. Nothing is owned.
struct Outcome {
  ReadRecord* record = nullptr;
  const std::string* entry = nullptr;
  std::optional<Rejection> rejection;
  Swapped swapped;
  const StoredUser* before = nullptr;  // nullptr: a new user

  bool is_unchanged() const { return before != nullptr && swapped.changed.none(); }
};

/// What a load has done so far.
struct Tally {
  std::int64_t created = 0, updated = 0, unchanged = 0, rejected = 0;
  std::int64_t joined = 0;     // updates that took a user over from another profile, or from none
  std::int64_t newly_due = 0;  // users who can be purged from today on because of the load
  std::int64_t purge_date_feed = 0, purge_date_policy = 0, purge_date_none = 0;
  std::map<std::string, std::int64_t> warnings;
  std::int64_t skipped = 0;  // of the unchanged: not read, since their bytes are known
  ClearedFields cleared;

  std::int64_t processed() const { return created + updated + unchanged + rejected; }
};

class Outcomes {
 public:
  /// All arguments must outlive this.
  Outcomes(Transaction& transaction, const LoadRequest& request, ReportWriter& report, Now now)
      : transaction_(transaction), request_(request), report_(report), now_(now) {}

  /// Writes, counts and tells, in this order.
  void finish(std::span<Outcome> outcomes);
  /// Counts a record that was not read, since its bytes are known.
  void skip();
  /// Writes a user who loses identifiers to people of the feed, and tells of it.
  void take_away(const StoredUser& before, const User& after);
  /// Warnings about a document, not about a record of it.
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
