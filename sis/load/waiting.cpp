#include "sis/load/waiting.hpp"

#include <algorithm>

#include "users/model/document.hpp"

namespace roster::sis {

namespace {

constexpr int kMostOfOneUser = 4;         // waiting records
constexpr std::size_t kBytesOfAnId = 64;  // in the set, and during the decision
constexpr std::size_t kBytesOfARecord = sizeof(WaitingRecord) + 200;

std::size_t size_of(const WaitingRecord& record, std::size_t ids) {
  std::size_t bytes = kBytesOfARecord + ids * kBytesOfAnId + record.document.capacity();
  for (const Warning& warning : record.warnings)
    bytes += sizeof(Warning) + warning.message.capacity();
  return bytes;
}

}  // namespace

ReadRecord WaitingRecord::unpack() const {
  ReadRecord record;
  record.number = number;
  record.line = line;
  record.digest = digest;
  record.user = decode_user(document);
  record.unreadable = unreadable;
  record.warnings = warnings;
  return record;
}

IdKey WaitingRoom::key_of(std::string_view id) {
  constexpr std::uint64_t kSeed = 3;
  return record_digest(fold_primary_id(id), kSeed).low;
}

std::vector<IdKey> id_keys(const User& user) {
  std::vector<IdKey> keys;
  if (!user.primary_id.empty()) keys.push_back(WaitingRoom::key_of(user.primary_id));
  for (const Identifier& identifier : user.user_identifiers)
    keys.push_back(WaitingRoom::key_of(identifier.value));
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

WaitingRoom::Added WaitingRoom::add(const std::string& entry, const ReadRecord& record, UserId id,
                                    Matched matched) {
  const auto waiting = users_.find(id);
  if (waiting != users_.end() && waiting->second >= kMostOfOneUser) return Added::full;
  WaitingRecord kept{id,    matched,       record.number,     record.line,
                     entry, record.digest, record.unreadable, record.warnings,
                     {}};
  encode_user(record.user, kept.document);
  const std::vector<IdKey> keys = id_keys(record.user);
  const std::size_t bytes = size_of(kept, keys.size());
  if (bytes_ + bytes > most_bytes_) return Added::full;
  bytes_ += bytes;
  wanted_.insert(keys.begin(), keys.end());
  if (id != 0) ++users_[id];
  records_.push_back(std::move(kept));
  return Added::yes;
}

}  // namespace roster::sis
