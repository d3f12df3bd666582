// Waiting room: the records of a feed whose ids belong to another user. They are decided at the end
// of the feed (late.hpp). Only these records are kept, encoded, up to a size limit; a record beyond
// the limit is rejected.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "sis/match/clash.hpp"
#include "sis/record/record_reader.hpp"

namespace roster::sis {

/// Is the user of a waiting record known?
enum class Matched : std::uint8_t { yes, ambiguous };

/// A record as it was parsed.
struct WaitingRecord {
  UserId id = 0;  // its user; 0: new or ambiguous
  Matched matched = Matched::yes;
  std::uint64_t number = 0;  // ReadRecord::number
  std::uint64_t line = 0;
  std::string entry;
  Digest digest;
  UnreadableDates unreadable;
  std::vector<Warning> warnings;
  std::string document;  // encode_user()

  ReadRecord unpack() const;
};

class WaitingRoom {
 public:
  explicit WaitingRoom(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  bool empty() const { return records_.empty(); }
  /// Does a record of this user wait?
  bool has_user(UserId id) const { return users_.contains(id); }
  /// Does a waiting record need this id?
  bool wants(std::string_view id) const { return !wanted_.empty() && wanted_.contains(key_of(id)); }

  enum class Added : std::uint8_t { yes, full };
  Added add(const std::string& entry, const ReadRecord& record, UserId id, Matched matched);

  /// In the order of the feed.
  const std::vector<WaitingRecord>& records() const { return records_; }

  static IdKey key_of(std::string_view id);

 private:
  std::size_t most_bytes_, bytes_ = 0;
  std::vector<WaitingRecord> records_;
  std::unordered_map<UserId, int> users_;  // with the number of their waiting records
  std::unordered_set<IdKey> wanted_;
};

/// The keys of all ids of a user.
std::vector<IdKey> id_keys(const User& user);

}  // namespace roster::sis
