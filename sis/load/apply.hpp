// Apply: read records into a transaction, batch by batch: match, swap, put, and a report line for
// each user touched. Records whose ids somebody else has wait for the end of the feed.
#pragma once

#include <unordered_map>

#include "sis/load/load.hpp"
#include "sis/load/outcomes.hpp"
#include "sis/load/read_feed.hpp"
#include "sis/load/waiting.hpp"
#include "sis/match/generated_id.hpp"
#include "sis/match/match.hpp"

namespace roster::sis {

class Applier {
 public:
  /// All arguments must outlive the applier.
  Applier(Transaction& transaction, const LoadRequest& request, const ReadOptions& options,
          ReportWriter& report, Now now);

  void apply(ReadBatch&& batch);
  /// After the last batch: what waited is written, or rejected.
  void finish();

  const Tally& tally() const { return outcomes_.tally(); }
  /// The users this feed spoke of, rejected records included.
  const SeenUsers& mentioned() const { return mentioned_; }
  /// Is it known of each record whom it was about? One that was in the profile's last full feed as
  /// well, byte for byte, is not asked.
  bool knows_everybody() const { return knows_everybody_; }

 private:
  /// What one batch needs to know of the store.
  struct Known {
    BatchOwners owners;
    std::unordered_map<UserId, StoredUser> users;  // Outcome::before points here
  };
  enum class Next : std::uint8_t { write, wait };

  Transaction& transaction_;
  const LoadRequest& request_;
  const ReadOptions& options_;
  Outcomes outcomes_;
  SeenUsers seen_, mentioned_;
  WaitingRoom waiting_;
  IdGenerator ids_;
  std::vector<Digest> nameless_;  // rejected records that do not say whom they are about
  bool knows_everybody_ = true;
  bool told_v1_ = false;

  Known look_up(std::span<const ReadRecord> records);
  const StoredUser& stored(Known& known, UserId id);
  std::optional<Rejection> skip_unchanged(ReadRecord& record);
  Next decide(ReadRecord& record, Known& known, UserId new_id, Outcome& out);
  std::optional<TakenId> find_clash(const User& user, UserId id, const Known& known) const;
  Next wait(Outcome& out, UserId id, Matched matched, Rejection otherwise);
  std::optional<Rejection> write(UserId id, Known& known, Outcome& out);
  std::optional<Rejection> make_primary_id(User& user, std::uint64_t line, const Known& known);
  void tell_version(ReadBatch& batch);
  void tell_nameless();
  void mention_rejected(std::span<const Outcome> outcomes);
};

}  // namespace roster::sis
