#include "sis/load/prepare.hpp"

#include <fmt/format.h>

#include "sis/match/match.hpp"
#include "sis/match/other_person.hpp"

namespace roster::sis {

namespace {

void add_warnings(Outcome& outcome, std::string_view match) {
  const User& user = outcome.record->user;
  const auto warn = [&](std::string_view code, std::string message) {
    outcome.record->warnings.push_back({code, outcome.record->line, std::move(message)});
  };
  if (!user.purge_date)
    warn("no_purge_date", "the user has no purge date and will never be purged");
  if (user.purge_date && user.expiry_date && *user.purge_date < *user.expiry_date)
    warn("purge_before_expiry", "the purge date is before the expiry date");
  if (outcome.before == nullptr || outcome.before->damaged()) return;
  const std::string& profile = outcome.before->user.external_id;
  if (!profile.empty() && profile != user.external_id)
    warn("changed_profile", fmt::format("the user was loaded by profile {} before", profile));
  if (is_other_person(outcome.before->user, user, match))
    warn("other_person",
         "the record may be about a different person: no name matches the stored user");
}

}  // namespace

std::optional<Rejection> prepare(Outcome& outcome, const ReadOptions& options,
                                 IdentifierCase identifier_case) {
  const PurgeDatePolicy& policy = options.profile->purge_date;
  ReadRecord& record = *outcome.record;
  User& user = record.user;
  if (outcome.before == nullptr) {
    outcome.swapped = swap_new(user, policy, record.unreadable);
  } else if (outcome.before->damaged()) {  // the record repairs the row
    if (user.primary_id.empty()) user.primary_id = outcome.before->user.primary_id;
    outcome.swapped = swap_new(user, policy, record.unreadable);
    outcome.swapped.changed = present_fields(user);
  } else {
    const User& before = outcome.before->user;
    outcome.swapped = swap_all(before, user, policy, record.unreadable);
    const std::size_t identifiers = user.user_identifiers.size();  // includes staff's items now
    if (auto rejection =
            settle_own_identifiers(user, record.line, identifier_case, record.warnings))
      return rejection;
    if (user.user_identifiers.size() != identifiers)
      outcome.swapped.changed = differing_fields(before, user) | outcome.swapped.released;
  }
  add_warnings(outcome, match_type(options));
  return {};
}

}  // namespace roster::sis
