#include "sis/load/swap_all.hpp"

#include <algorithm>

#include "users/model/document.hpp"

namespace roster::sis {

namespace {

/// Keeps the stored internal items behind the incoming external ones.
template <class Item>
void keep_internal(const std::vector<Item>& stored, std::vector<Item>& incoming) {
  std::copy_if(stored.begin(), stored.end(), std::back_inserter(incoming),
               [](const Item& item) { return item.segment == Segment::internal; });
}

void keep_internal_items(const User& stored, User& user) {
  keep_internal(stored.addresses, user.addresses);
  keep_internal(stored.emails, user.emails);
  keep_internal(stored.phones, user.phones);
  keep_internal(stored.user_identifiers, user.user_identifiers);
  keep_internal(stored.user_blocks, user.user_blocks);
  keep_internal(stored.user_notes, user.user_notes);
  keep_internal(stored.user_statistics, user.user_statistics);
}

/// Does the record carry the value the SIS had supplied before the field was changed by hand?
/// Labels do not count.
bool is_sis_value_again(const User& incoming, Field field, const ManualEdit& edit) {
  User before;
  decode_field(edit.last_sis_value, before, field);
  User same = incoming;
  for (User* user : {&before, &same}) {
    for (Coded* coded : {&user->user_group, &user->job_category, &user->preferred_language,
                         &user->campus_code, &user->user_title})
      coded->desc.clear();
    for (Coded& library : user->rs_libraries) library.desc.clear();
    for (LibraryNotice& notice : user->library_notices) notice.code.desc.clear();
  }
  return encode_field(before, field) == encode_field(same, field);
}

/// One field that a manual edit may protect. Answers whether it stays as stored.
bool stays(const User& stored, const User& incoming, Field field, FieldSet& released) {
  const ManualEdit* edit = manual_edit(stored, field);
  if (treatment(field) == Treatment::guarded) {
    if (is_empty(incoming, field)) return true;
    if (edit == nullptr) return false;
    if (!is_sis_value_again(incoming, field, *edit)) return true;
    released.set(static_cast<std::size_t>(field));
    return false;
  }
  return treatment(field) == Treatment::preferred && edit != nullptr;
}

void default_status(User& user) {
  if (user.status.empty()) user.status.value = "ACTIVE";
}

}  // namespace

PurgeDateFrom apply_purge_date(User& user, const PurgeDatePolicy& policy) {
  if (user.purge_date && !policy.overrule_feed) return PurgeDateFrom::feed;
  std::optional<int> days = policy.default_days;
  if (const auto group = policy.days_by_group.find(user.user_group.value);
      group != policy.days_by_group.end())
    days = group->second;
  if (!days || !user.expiry_date)
    return user.purge_date ? PurgeDateFrom::feed : PurgeDateFrom::nowhere;
  user.purge_date = *user.expiry_date + std::chrono::days{*days};
  return PurgeDateFrom::policy;
}

Swapped swap_new(User& user, const PurgeDatePolicy& policy) {
  default_status(user);
  return {{}, {}, apply_purge_date(user, policy)};
}

Swapped swap_all(const User& stored, User& user, const PurgeDatePolicy& policy) {
  Swapped result;
  if (user.primary_id.empty())
    user.primary_id = stored.primary_id;  // matched by another identifier
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    const Field field = static_cast<Field>(i);
    if (stays(stored, user, field, result.released)) copy_field(stored, user, field);
  }
  keep_internal_items(stored, user);
  user.manual_edits = stored.manual_edits;
  std::erase_if(user.manual_edits,
                [&](const ManualEdit& edit) { return result.released[edit.field]; });
  default_status(user);
  result.purge_date = apply_purge_date(user, policy);
  result.changed = differing_fields(stored, user) | result.released;
  return result;
}

}  // namespace roster::sis
