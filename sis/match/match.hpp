// Match: who a record is, and whether the ids it brings are free. Works in batches: one look-up for
// all values of a batch, then answers record by record, as if each earlier record of the feed had
// been written already. What clashes may be free at the end of the feed: waiting.hpp, late.hpp.
//
// primary_id compares case-folded, identifiers as the store says (IdStore); a value may belong to
// one user only, whatever its type, though a user's own primary_id may equal one of the own
// identifiers. Source: Ex Libris, Student Information Systems; CARLI, SIS troubleshooting.
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "sis/record/record_reader.hpp"
#include "users/store/store.hpp"

namespace roster::sis {

/// Which users this feed has dealt with. Users created since it began count as dealt with.
class SeenUsers {
 public:
  explicit SeenUsers(UserId last_before)
      : last_before_(last_before), bits_(static_cast<std::size_t>(last_before) + 1) {}

  bool contains(UserId id) const {
    return id < 0 || id > last_before_ || bits_[static_cast<std::size_t>(id)];
  }
  void insert(UserId id) {
    if (id > 0 && id <= last_before_) bits_[static_cast<std::size_t>(id)] = true;
  }

  /// All of them, ascending, with everybody who came since: up to `last`.
  std::vector<UserRange> ranges(UserId last) const;

 private:
  UserId last_before_;
  std::vector<bool> bits_;
};

/// The owners of every value a batch mentions, kept true while the batch is worked through. A user
/// created within the batch has a negative id: minus one for the first, and so on.
class BatchOwners {
 public:
  BatchOwners(Transaction& transaction, std::span<const ReadRecord> batch);

  UserId by_primary_id(const std::string& primary_id) const;
  struct Holder {
    UserId id = 0;
    std::string type;
  };
  Holder by_identifier(const std::string& value) const;

  /// Takes note that user `id` now is `after` (and was `before`).
  void write(UserId id, const User* before, const User& after);

 private:
  IdentifierCase case_;
  std::unordered_map<std::string, UserId> primary_ids_;  // folded
  std::unordered_map<std::string, Holder> identifiers_;  // likewise, as the store says

  std::string key(std::string_view identifier) const { return fold_identifier(identifier, case_); }
};

/// The stored user a record belongs to (0: nobody), or why it may not be loaded.
struct Match {
  UserId id = 0;
  std::string value;  // of the record's id that led there, or that nobody has
  std::optional<Rejection> rejection;
};

Match match_record(const ReadRecord& record, const ReadOptions& options, const BatchOwners& owners,
                   const SeenUsers& seen);

/// The stored users who have the record's ids of the match type, each once. Several: ambiguous.
std::vector<UserId> candidates(const ReadRecord& record, std::string_view match,
                               const BatchOwners& owners);

/// An id of a user that somebody else has.
struct TakenId {
  std::string type;  // primary_id, or the identifier's
  std::string value;
  UserId holder = 0;
  std::string holder_type;  // of the holder's identifier; empty: it is the holder's primary id
};

/// The ids of `user` that others than user `id` have.
std::vector<TakenId> taken_ids(const User& user, UserId id, const BatchOwners& owners);

/// Has nobody this id?
bool is_free(Transaction& transaction, std::string_view id);

/// For messages.
std::string primary_id_of(Transaction& transaction, UserId id);

/// Notes that the feed spoke of everybody who has an id of one of these users.
void mention_owners(Transaction& transaction, std::span<const User* const> users,
                    SeenUsers& mentioned);

/// A rejection of a record whose id is taken by an earlier record of the feed.
Rejection taken_in_feed(std::string_view type, std::string_view value, std::uint64_t line);
/// Likewise by a user, who is named.
Rejection taken_by_user(Transaction& transaction, const TakenId& taken, std::uint64_t line);

/// The identifiers of one user among themselves: an exact repetition is dropped with a warning
/// (staff's own entry stays), one value under two types is a rejection.
std::optional<Rejection> settle_own_identifiers(User& user, std::uint64_t line,
                                                IdentifierCase identifier_case,
                                                std::vector<Warning>& warnings);

}  // namespace roster::sis
