#include "sis/load/validate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "sis/match/match.hpp"

namespace roster::sis {

namespace {

/// A set of hashes in bounded memory: 64 MiB for four million hashes; further ones are dropped.
class HashSet {
 public:
  bool contains(std::uint64_t hash) const { return slots_[slot_of(hash)] == hash; }

  void insert(std::uint64_t hash) {
    if (used_ * 2 >= slots_.size()) grow();
    std::uint64_t& slot = slots_[slot_of(hash)];
    if (slot == hash || used_ * 2 >= slots_.size()) return;
    slot = hash;
    ++used_;
  }

 private:
  static constexpr std::size_t kMostSlots = std::size_t{1} << 23;

  std::vector<std::uint64_t> slots_ = std::vector<std::uint64_t>(1024);
  std::size_t used_ = 0;

  /// The slot of the hash, or the free slot for it. 0 marks a free slot; no hash is 0.
  std::size_t slot_of(std::uint64_t hash) const {
    std::size_t slot = hash & (slots_.size() - 1);
    while (slots_[slot] != 0 && slots_[slot] != hash) slot = (slot + 1) & (slots_.size() - 1);
    return slot;
  }

  void grow() {
    if (slots_.size() == kMostSlots) return;
    const std::vector<std::uint64_t> before = std::exchange(slots_, {});
    slots_.resize(before.size() * 2);
    for (const std::uint64_t hash : before)
      if (hash != 0) slots_[slot_of(hash)] = hash;
  }
};

/// The ids of a file so far, stored as hashes: 8 bytes each instead of the text. As in a load, a
/// primary id and an identifier with the same text conflict, ignoring case.
class IdsOfFile {
 public:
  /// Adds all ids of a user, or returns a rejection for the first one of an earlier record.
  std::optional<Rejection> take(const User& user, std::uint64_t line) {
    if (!user.primary_id.empty() && is_taken(user.primary_id))
      return taken("primary_id", user.primary_id, line);
    for (const Identifier& identifier : user.user_identifiers)
      if (is_taken(identifier.value))
        return taken(identifier.id_type.value, identifier.value, line);
    if (!user.primary_id.empty()) ids_.insert(as_primary_id(user.primary_id));
    for (const Identifier& identifier : user.user_identifiers)
      ids_.insert(as_identifier(identifier.value));
    return {};
  }

 private:
  // One seed for both kinds: hashes of short texts with different seeds are often equal.
  static constexpr std::uint64_t kSeed = 1;
  HashSet ids_;

  bool is_taken(const std::string& id) const {
    return ids_.contains(as_primary_id(id)) || ids_.contains(as_identifier(id));
  }

  static std::uint64_t as_primary_id(const std::string& id) {
    return record_digest('p' + fold_primary_id(id), kSeed).low;
  }
  static std::uint64_t as_identifier(const std::string& id) {
    return record_digest('i' + fold_identifier(id, IdentifierCase::insensitive), kSeed).low;
  }

  static Rejection taken(std::string_view type, std::string_view value, std::uint64_t line) {
    return {"identifier_taken", line,
            fmt::format("Identifier of type {} and value {} is already taken in this feed", type,
                        value)};
  }
};

}  // namespace

void tell_warnings(const std::string& entry, const std::string& id,
                   std::span<const Warning> warnings, const OnFinding& on_finding) {
  for (const Warning& warning : warnings)
    on_finding(
        {entry, warning.line, id, std::string(warning.code), Severity::warning, warning.message});
}

void tell_findings(const std::string& entry, const ReadRecord& record,
                   const OnFinding& on_finding) {
  const std::string& id = record.user.primary_id;
  tell_warnings(entry, id, record.warnings, on_finding);
  if (const auto& refused = record.rejection)
    on_finding(
        {entry, refused->line, id, std::string(refused->code), Severity::error, refused->message});
}

std::int64_t validate(int fd, const std::string& label, const Limits& limits,
                      const ReadOptions& options, unsigned workers, const OnFinding& on_finding,
                      const std::function<void(std::uint64_t, ReadSoFar)>& on_progress) {
  std::int64_t users = 0;
  IdsOfFile ids;
  const auto sink = [&](ReadBatch& batch) {
    tell_warnings(batch.entry, {}, batch.warnings, on_finding);
    for (ReadRecord& record : batch.records) {
      ++users;
      if (!record.rejection)
        record.rejection = settle_own_identifiers(record.user, record.line,
                                                  IdentifierCase::insensitive, record.warnings);
      if (!record.rejection) record.rejection = ids.take(record.user, record.line);
      tell_findings(batch.entry, record, on_finding);
    }
    if (on_progress) on_progress(static_cast<std::uint64_t>(users), batch.so_far);
  };
  read_feed(fd, label, limits, options, workers, [&](std::span<ReadBatch> batches) {
    std::for_each(batches.begin(), batches.end(), sink);
  });
  return users;
}

}  // namespace roster::sis
