#include "sis/match/match.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace roster::sis {

namespace {

std::string taken(std::string_view type, std::string_view value, std::string_view by) {
  return fmt::format("Identifier of type {} and value {} is already taken {}", type, value, by);
}

/// How to free an identifier of a user outside the feed. A primary id is never freed. `type`: of
/// the holder's identifier; empty: it is the primary id.
std::string how_to_free(std::string_view type, std::string_view holder) {
  if (type.empty())
    return fmt::format(
        "The SIS team changes the id of one of the two users. Or, when {0} has left permanently, "
        "an administrator deletes that user: rosterctl delete '{0}'. The next feed loads the "
        "record.",
        holder);
  return fmt::format(
      "An administrator frees it: rosterctl unset '{}' 'user_identifier:{}'; the next feed loads "
      "the record. Or the SIS team removes it from one of the two records.",
      holder, type);
}

/// The users with the record's identifiers of the match type; 0: none. A user of this batch has a
/// negative id.
std::vector<std::pair<UserId, std::string>> holders(const ReadRecord& record,
                                                    std::string_view match,
                                                    const BatchOwners& owners) {
  std::vector<std::pair<UserId, std::string>> found;
  for (const Identifier& identifier : record.user.user_identifiers) {
    if (identifier.id_type.value != match) continue;
    const BatchOwners::Holder holder = owners.by_identifier(identifier.value);
    found.emplace_back(holder.type == match ? holder.id : 0, identifier.value);
  }
  return found;
}

/// The single holder, or a rejection when there are several.
Match match_by_identifiers(const ReadRecord& record, std::string_view match,
                           const BatchOwners& owners) {
  Match found;
  for (auto& [id, value] : holders(record, match, owners)) {
    if (found.value.empty() || id != 0) found.value = std::move(value);
    if (id == 0) continue;
    if (found.id != 0 && found.id != id)
      return {
          0,
          {},
          Rejection{"ambiguous_match", record.line,
                    fmt::format("the identifiers of type {} belong to different users", match)}};
    found.id = id;
  }
  return found;
}

}  // namespace

std::vector<UserRange> SeenUsers::ranges(UserId last) const {
  std::vector<UserRange> ranges;
  for (std::size_t i = 0; i < bits_.size(); ++i) {
    if (!bits_[i]) continue;
    const auto id = static_cast<UserId>(i);
    if (!ranges.empty() && ranges.back().last == id - 1)
      ranges.back().last = id;
    else
      ranges.push_back({id, id});
  }
  if (last > last_before_) ranges.push_back({last_before_ + 1, last});
  return ranges;
}

BatchOwners::BatchOwners(Transaction& transaction, std::span<const User* const> batch)
    : case_(transaction.identifier_case()) {
  std::vector<std::string_view> values;
  for (const User* const user : batch) {
    if (!user->primary_id.empty()) values.push_back(user->primary_id);
    for (const Identifier& identifier : user->user_identifiers) values.push_back(identifier.value);
  }
  const std::vector<Owners> owners = transaction.owners(values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (owners[i].by_primary_id != 0)
      primary_ids_[fold_primary_id(values[i])] = owners[i].by_primary_id;
    if (owners[i].by_identifier != 0)
      identifiers_[key(values[i])] = {owners[i].by_identifier, owners[i].identifier_type};
  }
}

UserId BatchOwners::by_primary_id(const std::string& primary_id) const {
  if (primary_id.empty()) return 0;
  const auto found = primary_ids_.find(fold_primary_id(primary_id));
  return found == primary_ids_.end() ? 0 : found->second;
}

BatchOwners::Holder BatchOwners::by_identifier(const std::string& value) const {
  const auto found = identifiers_.find(key(value));
  return found == identifiers_.end() ? Holder{} : found->second;
}

void BatchOwners::write(UserId id, const User* before, const User& after) {
  if (before != nullptr) {
    primary_ids_[fold_primary_id(before->primary_id)] = 0;
    for (const Identifier& identifier : before->user_identifiers)
      identifiers_[key(identifier.value)] = {};
  }
  primary_ids_[fold_primary_id(after.primary_id)] = id;
  for (const Identifier& identifier : after.user_identifiers)
    identifiers_[key(identifier.value)] = {id, identifier.id_type.value};
}

Rejection taken_in_feed(std::string_view type, std::string_view value, std::uint64_t line) {
  return {"identifier_taken", line, taken(type, value, "in this feed")};
}

Rejection taken_by_user(Transaction& transaction, const TakenId& id, std::uint64_t line) {
  const std::string holder = primary_id_of(transaction, id.holder);
  return {"identifier_taken", line, taken(id.type, id.value, fmt::format("by user {}", holder)),
          how_to_free(id.holder_type, holder)};
}

std::vector<UserId> candidates(const ReadRecord& record, std::string_view match,
                               const BatchOwners& owners) {
  std::vector<UserId> found;
  for (const auto& [id, value] : holders(record, match, owners))
    if (id != 0 && std::find(found.begin(), found.end(), id) == found.end()) found.push_back(id);
  return found;
}

Match match_record(const ReadRecord& record, const ReadOptions& options, const BatchOwners& owners,
                   const SeenUsers& seen) {
  const bool import = options.kind == JobKind::import;
  const std::string_view match = match_type(options);
  const std::string& primary_id = record.user.primary_id;
  Match found = match == "primary_id" ? Match{owners.by_primary_id(primary_id), primary_id, {}}
                                      : match_by_identifiers(record, match, owners);
  if (found.rejection) return found;
  if (found.id != 0 && seen.contains(found.id)) {
    found.rejection = taken_in_feed(match, found.value, record.line);
  } else if (found.id != 0 && import) {
    found.rejection = {"already_exists", record.line,
                       fmt::format("user {} exists already", found.value)};
  } else if (found.id == 0 && !import && options.action->unmatched == Unmatched::reject) {
    found.rejection = {"no_match", record.line,
                       fmt::format("no user with {} {}", match, found.value)};
  }
  return found;
}

std::vector<TakenId> taken_ids(const User& user, UserId id, const BatchOwners& owners) {
  std::vector<TakenId> all;
  const auto check = [&](std::string_view type, const std::string& value) {
    const auto [by_identifier, holder_type] = owners.by_identifier(value);
    if (by_identifier != 0 && by_identifier != id)
      all.push_back({std::string(type), value, by_identifier, holder_type});
    const UserId by_primary_id = owners.by_primary_id(value);
    if (by_primary_id != 0 && by_primary_id != id && by_primary_id != by_identifier)
      all.push_back({std::string(type), value, by_primary_id, {}});
  };
  if (!user.primary_id.empty()) check("primary_id", user.primary_id);
  for (const Identifier& identifier : user.user_identifiers)
    check(identifier.id_type.value, identifier.value);
  return all;
}

bool is_free(Transaction& transaction, std::string_view id) {
  const std::string_view ids[] = {id};
  const Owners owners = transaction.owners(ids).front();
  return owners.by_primary_id == 0 && owners.by_identifier == 0;
}

std::string primary_id_of(Transaction& transaction, UserId id) {
  const UserId ids[] = {id};
  return transaction.get(ids).front().user.primary_id;
}

void mention_owners(Transaction& transaction, std::span<const User* const> users,
                    SeenUsers& mentioned) {
  std::vector<std::string_view> values;
  for (const User* user : users) {
    if (!user->primary_id.empty()) values.push_back(user->primary_id);
    for (const Identifier& identifier : user->user_identifiers) values.push_back(identifier.value);
  }
  if (values.empty()) return;
  for (const Owners& owner : transaction.owners(values)) {
    mentioned.insert(owner.by_primary_id);
    mentioned.insert(owner.by_identifier);
  }
}

std::optional<Rejection> settle_own_identifiers(User& user, std::uint64_t line,
                                                IdentifierCase identifier_case,
                                                std::vector<Warning>& warnings) {
  constexpr std::size_t kMostTold = 20;
  auto& all = user.user_identifiers;
  std::unordered_map<std::string, std::size_t> kept;  // by folded value
  std::vector<bool> repeated(all.size());
  std::size_t told = 0;
  for (std::size_t later = 0; later < all.size(); ++later) {
    const auto [entry, is_first] =
        kept.emplace(fold_identifier(all[later].value, identifier_case), later);
    if (is_first) continue;
    const std::size_t earlier = entry->second;
    const std::string& type = all[later].id_type.value;
    if (all[earlier].id_type.value != type)
      return Rejection{"identifier_taken", line,
                       taken(type, all[later].value,
                             fmt::format("by this user as {}", all[earlier].id_type.value))};
    if (++told <= kMostTold)
      warnings.push_back({"duplicate_child", line,
                          fmt::format("a second identifier of type {} and value {} is ignored",
                                      type, all[later].value)});
    const bool staff_entry_later = all[later].segment == Segment::internal;
    repeated[staff_entry_later ? earlier : later] = true;
    if (staff_entry_later) entry->second = later;
  }
  if (told == 0) return {};
  std::size_t at = 0;
  std::erase_if(all, [&](const Identifier&) { return repeated[at++]; });
  return {};
}

}  // namespace roster::sis
