#include "sis/load/swap_all.hpp"

#include <algorithm>

#include "users/base/day.hpp"
#include "users/model/document.hpp"
#include "users/model/shape.hpp"

namespace roster::sis {

namespace {

/// Appends the stored internal items to the incoming external ones.
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

template <class V>
inline constexpr bool kIsDate =
    std::is_same_v<V, std::optional<Day>> || std::is_same_v<V, DateTime>;

template <class Item>
Item without_dates(Item item) {
  for_each_member<Item>([&](const auto& member) {
    using V = typename std::decay_t<decltype(member)>::Value;
    if constexpr (kIsDate<V>) item.*member.pointer = V{};
  });
  return item;
}

/// Copies the date from the stored item that is equal except for its dates.
template <class Item>
void keep_item_date(const std::vector<Item>& stored, Item& incoming, std::string_view name) {
  const Item wanted = without_dates(incoming);
  const auto same = std::find_if(stored.begin(), stored.end(), [&](const Item& item) {
    return item.segment == Segment::external && without_dates(item) == wanted;
  });
  if (same == stored.end()) return;
  for_each_member<Item>([&](const auto& member) {
    using V = typename std::decay_t<decltype(member)>::Value;
    if constexpr (kIsDate<V>)
      if (member.name == name) incoming.*member.pointer = (*same).*member.pointer;
  });
}

void keep_date(const User& stored, User& user, const UnreadableDate& date) {
  if (date.member.empty()) return copy_field(stored, user, date.field);
  for_each_member<User>([&](const auto& member) {
    using V = typename std::decay_t<decltype(member)>::Value;
    if constexpr (requires(V list) { list.front().segment; })
      if (member.name == field_name(date.field) && date.item < (user.*member.pointer).size())
        keep_item_date(stored.*member.pointer, (user.*member.pointer)[date.item], date.member);
  });
}

/// Does the record have the value that the SIS supplied before the manual edit? Ignores labels.
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

/// Returns whether a field that a manual edit can protect keeps its stored value.
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
  const std::optional<Day> purge = days_after(*user.expiry_date, *days);
  if (!purge) return user.purge_date ? PurgeDateFrom::feed : PurgeDateFrom::nowhere;
  user.purge_date = purge;
  return PurgeDateFrom::policy;
}

Swapped swap_new(User& user, const PurgeDatePolicy& policy, const UnreadableDates& unreadable) {
  default_status(user);
  if (!brings_no_purge_date(unreadable)) return {{}, {}, apply_purge_date(user, policy)};
  user.purge_date.reset();
  return {};
}

Swapped swap_all(const User& stored, User& user, const PurgeDatePolicy& policy,
                 const UnreadableDates& unreadable) {
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
  for (const UnreadableDate& date : unreadable) keep_date(stored, user, date);
  if (brings_no_purge_date(unreadable)) {
    user.purge_date = stored.purge_date;
  } else {
    result.purge_date = apply_purge_date(user, policy);
  }
  result.changed = differing_fields(stored, user) | result.released;
  return result;
}

}  // namespace roster::sis
