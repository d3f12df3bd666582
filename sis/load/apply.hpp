// Apply: writes read records to a transaction, batch by batch: match, swap, put, and a report line
// for each user that is written. Records whose ids belong to another user wait for the end of the
// feed.
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

  /// Batches that come together are looked up together.
  void apply(std::span<ReadBatch> batches);
  /// Call after the last batch: writes or rejects the waiting records.
  void finish();

  const Tally& tally() const { return outcomes_.tally(); }
  /// The users in this feed, including those of rejected records.
  const SeenUsers& mentioned() const { return mentioned_; }
  /// Is the user of every record known? Ignores records that were also in the profile's last full
  /// feed with the same bytes.
  bool knows_everybody() const { return knows_everybody_; }

 private:
  struct Place {
    ReadRecord* record;
    const std::string* entry;  // Outcome::entry points there
  };
  /// The stored data that the batches need; of the users those of some of their records.
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
  std::vector<Digest> nameless_;  // rejected records that do not identify their user
  bool knows_everybody_ = true;
  bool told_v1_ = false;

  std::vector<Place> places_in(std::span<ReadBatch> batches);
  void apply_some(std::span<const Place> places, Known& known, UserId& new_id);
  std::size_t look_up(std::span<const Place> places, Known& known);
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
