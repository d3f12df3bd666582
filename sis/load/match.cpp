#include "sis/load/match.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace roster::sis {

namespace {

std::string taken(std::string_view type, std::string_view value, std::string_view by) {
  return fmt::format("Identifier of type {} and value {} is already taken {}", type, value, by);
}

Rejection taken_in_feed(std::string_view type, std::string_view value, std::uint64_t line) {
  return {"identifier_taken", line, taken(type, value, "in this feed")};
}

/// The stored user holding an identifier of the match type; minus-one style ids are users of this
/// batch.
struct Candidates {
  UserId id = 0;
  std::string value;  // of the record's identifier that led there
  bool ambiguous = false;
};

Candidates candidates(const ReadRecord& record, std::string_view match, const BatchOwners& owners) {
  if (match == "primary_id")
    return {owners.by_primary_id(record.user.primary_id), record.user.primary_id, false};
  Candidates found;
  for (const Identifier& identifier : record.user.user_identifiers) {
    if (identifier.id_type.value != match) continue;
    if (found.value.empty()) found.value = identifier.value;
    const BatchOwners::Holder holder = owners.by_identifier(identifier.value);
    if (holder.id == 0 || holder.type != match) continue;
    found.ambiguous |= found.id != 0 && found.id != holder.id;
    found.id = holder.id;
    found.value = identifier.value;
  }
  return found;
}

}  // namespace

BatchOwners::BatchOwners(Transaction& transaction, std::span<const ReadRecord> batch) {
  std::vector<std::string_view> values;
  for (const ReadRecord& record : batch) {
    if (record.rejection || record.unchanged != 0) continue;
    if (!record.user.primary_id.empty()) values.push_back(record.user.primary_id);
    for (const Identifier& identifier : record.user.user_identifiers)
      values.push_back(identifier.value);
  }
  const std::vector<Owners> owners = transaction.owners(values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (owners[i].by_primary_id != 0)
      primary_ids_[fold_primary_id(values[i])] = owners[i].by_primary_id;
    if (owners[i].by_identifier != 0)
      identifiers_[std::string(values[i])] = {owners[i].by_identifier, owners[i].identifier_type};
  }
}

UserId BatchOwners::by_primary_id(const std::string& primary_id) const {
  if (primary_id.empty()) return 0;
  const auto found = primary_ids_.find(fold_primary_id(primary_id));
  return found == primary_ids_.end() ? 0 : found->second;
}

BatchOwners::Holder BatchOwners::by_identifier(const std::string& value) const {
  const auto found = identifiers_.find(value);
  return found == identifiers_.end() ? Holder{} : found->second;
}

void BatchOwners::write(UserId id, const User* before, const User& after) {
  if (before != nullptr) {
    primary_ids_[fold_primary_id(before->primary_id)] = 0;
    for (const Identifier& identifier : before->user_identifiers)
      identifiers_[identifier.value] = {};
  }
  primary_ids_[fold_primary_id(after.primary_id)] = id;
  for (const Identifier& identifier : after.user_identifiers)
    identifiers_[identifier.value] = {id, identifier.id_type.value};
}

Match match_record(const ReadRecord& record, const ReadOptions& options, const BatchOwners& owners,
                   const SeenUsers& seen) {
  const bool import = options.kind == JobKind::import;
  const std::string_view match = import ? std::string_view("primary_id") : options.action->match;
  const Candidates found = candidates(record, match, owners);
  const auto refuse = [&](std::string_view code, std::string message) {
    return Match{0, Rejection{code, record.line, std::move(message)}};
  };
  if (found.ambiguous)
    return refuse("ambiguous_match",
                  fmt::format("the identifiers of type {} belong to different users", match));
  if (found.id != 0 && seen.contains(found.id))
    return {0, taken_in_feed(match, found.value, record.line)};
  if (found.id != 0 && import)
    return refuse("already_exists", fmt::format("user {} exists already", found.value));
  if (found.id == 0 && !import && options.action->unmatched == Unmatched::reject)
    return refuse("no_match", fmt::format("no user with {} {}", match, found.value));
  return {found.id, {}};
}

std::optional<Rejection> check_ids_free(const User& user, UserId id, std::uint64_t line,
                                        const BatchOwners& owners, const SeenUsers& seen,
                                        const std::function<std::string(UserId)>& name_of) {
  const auto check = [&](std::string_view type,
                         const std::string& value) -> std::optional<Rejection> {
    UserId other = owners.by_identifier(value).id;
    if (other == 0 || other == id) other = owners.by_primary_id(value);
    if (other == 0 || other == id) return {};
    if (seen.contains(other)) return taken_in_feed(type, value, line);
    return Rejection{"identifier_taken", line, taken(type, value, "by user " + name_of(other))};
  };
  if (auto rejection = check("primary_id", user.primary_id)) return rejection;
  for (const Identifier& identifier : user.user_identifiers)
    if (auto rejection = check(identifier.id_type.value, identifier.value)) return rejection;
  return {};
}

std::optional<Rejection> settle_own_identifiers(User& user, std::uint64_t line,
                                                std::vector<Warning>& warnings) {
  auto& all = user.user_identifiers;
  for (std::size_t later = 1; later < all.size(); ++later) {
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      if (all[earlier].value != all[later].value) continue;
      const std::string& type = all[later].id_type.value;
      if (all[earlier].id_type.value != type)
        return Rejection{"identifier_taken", line,
                         taken(type, all[later].value,
                               fmt::format("by this user as {}", all[earlier].id_type.value))};
      warnings.push_back({"duplicate_child", line,
                          fmt::format("a second identifier of type {} and value {} is ignored",
                                      type, all[later].value)});
      const bool staff_entry_later = all[later].segment == Segment::internal;
      all.erase(all.begin() + static_cast<std::ptrdiff_t>(staff_entry_later ? earlier : later));
      --later;
      break;
    }
  }
  return {};
}

std::string generate_primary_id(const User& user, const BatchOwners& owners,
                                Transaction& transaction) {
  std::string base = user.first_name;
  if (!base.empty() && !user.last_name.empty()) base += '.';
  base += user.last_name;
  std::replace(base.begin(), base.end(), ' ', '_');
  if (base.empty()) return {};
  for (int n = 1;; ++n) {
    const std::string candidate = n == 1 ? base : base + std::to_string(n);
    const std::string_view asked[] = {candidate};
    const Owners stored = transaction.owners(asked).front();
    if (stored.by_primary_id == 0 && stored.by_identifier == 0 &&
        owners.by_primary_id(candidate) == 0 && owners.by_identifier(candidate).id == 0)
      return candidate;
  }
}

}  // namespace roster::sis
