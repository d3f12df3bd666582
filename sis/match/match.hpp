// Match: finds the user of a record and checks that its ids are free. Works in batches: one lookup
// for all values of a batch, then decides record by record, as if the earlier records of the feed
// were already written. An id that is taken now can become free by the end of the feed:
// waiting.hpp, late.hpp.
//
// primary_id is compared case-folded, identifiers as the store defines (IdStore). A value can
// belong to one user only, whatever its type, but a user's primary_id can equal one of the user's
// own identifiers. Source: Ex Libris, Student Information Systems; CARLI, SIS troubleshooting.
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "sis/record/record_reader.hpp"
#include "users/store/store.hpp"

namespace roster::sis {

/// The users that this feed has handled. Users created since its start count as handled.
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

  /// All of them in ascending ranges, including users created since, up to `last`.
  std::vector<UserRange> ranges(UserId last) const;

 private:
  UserId last_before_;
  std::vector<bool> bits_;
};

/// The owners of every value in a batch, kept current while the batch is processed. A user created
/// in the batch has a negative id: -1 for the first, and so on.
class BatchOwners {
 public:
  BatchOwners(Transaction& transaction, std::span<const User* const> batch);

  UserId by_primary_id(const std::string& primary_id) const;
  struct Holder {
    UserId id = 0;
    std::string type;
  };
  Holder by_identifier(const std::string& value) const;

  /// Records that user `id` is now `after` (and was `before`).
  void write(UserId id, const User* before, const User& after);

 private:
  IdentifierCase case_;
  std::unordered_map<std::string, UserId> primary_ids_;  // folded
  std::unordered_map<std::string, Holder> identifiers_;  // folded as the store defines

  std::string key(std::string_view identifier) const { return fold_identifier(identifier, case_); }
};

/// The stored user of a record (0: none), or why the record is rejected.
struct Match {
  UserId id = 0;
  std::string value;  // the record's id that matched, or that no user has
  std::optional<Rejection> rejection;
};

Match match_record(const ReadRecord& record, const ReadOptions& options, const BatchOwners& owners,
                   const SeenUsers& seen);

/// The stored users that have the record's ids of the match type, each once. More than one:
/// ambiguous.
std::vector<UserId> candidates(const ReadRecord& record, std::string_view match,
                               const BatchOwners& owners);

/// An id that another user has.
struct TakenId {
  std::string type;  // primary_id, or the identifier's
  std::string value;
  UserId holder = 0;
  std::string holder_type;  // type of the holder's identifier; empty: it is the primary id
};

/// The ids of `user` that users other than `id` have.
std::vector<TakenId> taken_ids(const User& user, UserId id, const BatchOwners& owners);

/// Is this id unused?
bool is_free(Transaction& transaction, std::string_view id);

/// The primary id of a user, for messages.
std::string primary_id_of(Transaction& transaction, UserId id);

/// Marks every owner of these users' ids as mentioned in the feed.
void mention_owners(Transaction& transaction, std::span<const User* const> users,
                    SeenUsers& mentioned);

/// The rejection of a record whose id an earlier record of the feed takes.
Rejection taken_in_feed(std::string_view type, std::string_view value, std::uint64_t line);
/// The same for an id that a stored user has; names that user.
Rejection taken_by_user(Transaction& transaction, const TakenId& taken, std::uint64_t line);

/// Checks a user's identifiers against each other: removes exact duplicates with a warning (an
/// entry by staff stays); rejects one value under two types.
std::optional<Rejection> settle_own_identifiers(User& user, std::uint64_t line,
                                                IdentifierCase identifier_case,
                                                std::vector<Warning>& warnings);

}  // namespace roster::sis
