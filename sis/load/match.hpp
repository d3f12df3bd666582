// Match: who a record is, and whether the ids it brings are free. Works in batches: one look-up for
// all values of a batch, then answers record by record, as if each earlier record of the feed had
// been written already.
//
// primary_id compares case-folded, identifiers as they are; a value may belong to one user only,
// whatever its type, though a user's own primary_id may equal one of the own identifiers. Source:
// Ex Libris, Student Information Systems; CARLI, SIS troubleshooting.
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
  std::unordered_map<std::string, UserId> primary_ids_;  // folded
  std::unordered_map<std::string, Holder> identifiers_;
};

/// The stored user a record belongs to (0: nobody), or why it may not be loaded.
struct Match {
  UserId id = 0;
  std::optional<Rejection> rejection;
};

Match match_record(const ReadRecord& record, const ReadOptions& options, const BatchOwners& owners,
                   const SeenUsers& seen);

/// Are all ids of `user` free for user `id`? Otherwise which is taken, and by whom: `name_of` gives
/// a user's primary id.
std::optional<Rejection> check_ids_free(const User& user, UserId id, std::uint64_t line,
                                        const BatchOwners& owners, const SeenUsers& seen,
                                        const std::function<std::string(UserId)>& name_of);

/// The identifiers of one user among themselves: an exact repetition is dropped with a warning
/// (staff's own entry stays), one value under two types is a rejection.
std::optional<Rejection> settle_own_identifiers(User& user, std::uint64_t line,
                                                std::vector<Warning>& warnings);

/// A primary id made of first and last name that nobody has. Empty when the record has no name.
std::string generate_primary_id(const User& user, const BatchOwners& owners,
                                Transaction& transaction);

}  // namespace roster::sis
