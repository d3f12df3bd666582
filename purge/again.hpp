// Again: after an older copy of a store was restored, removes the users whom the lost store had
// erased.
//
// The lost store's ledger says who: its entries beyond those that both ledgers have in common. A
// user whose primary id was the primary id of such an entry goes, whatever keeps it otherwise, by
// the strictest delete policy of such entries; so does one whose primary id and another id both
// were former ids of one entry. A user whom the lost store has, too, came back after the erasure:
// that one is kept and listed. A user of whom only another id stands there (a barcode that moved to
// somebody else, perhaps) is kept and listed: a person decides, with `delete`. So is one whose id
// earlier versions took for another's.
#pragma once

#include "purge/purge.hpp"

namespace roster::purge {

struct AgainRequest {
  std::string by = "-";  // Job::by
  DryRun dry_run = DryRun::no;
  std::string lost;  // how the lost store is named, for whoever has to say it once more
  Traces traces;
  std::filesystem::path ledger_key;  // of both stores
  std::function<void()> on_progress;
  std::function<void(Step)> on_step;                                 // as in PurgeRequest
  std::function<void(const Job&, const std::string&)> on_left_over;  // JobPlace::on_left_over
};

/// The ledgers do not match: they have different keys, or an entry was modified.
struct CannotPurgeAgain : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Runs it as a job of its own (kind purge, name `again`). Counts: due (whom the lost ledger
/// knows), purged, kept. `lost` is read only. Throws CannotPurgeAgain and LedgerError before
/// anything is done, and what run_purge() throws. It is not run again by itself after a crash.
Job run_again(Store& store, Store& lost, const AgainRequest& request, Now now);

}  // namespace roster::purge
