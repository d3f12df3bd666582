#include "users/model/edit.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "users/base/day.hpp"
#include "users/base/null_day.hpp"
#include "users/base/text.hpp"
#include "users/model/document.hpp"
#include "users/model/edit_items.hpp"
#include "users/model/shape.hpp"

namespace roster {

namespace {

[[noreturn]] void refuse(const std::string& why) { throw EditError(why); }

bool checked_bool(std::string_view name, std::string_view value) {
  if (value == "true") return true;
  if (value == "false") return false;
  refuse(fmt::format("{}: '{}' is neither true nor false", name, value));
}

/// Splits `A,B,C`; drops empty parts.
std::vector<std::string_view> cut(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto comma = text.find(',');
    if (comma != 0) parts.push_back(text.substr(0, comma));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return parts;
}

// Assignment for each kind of field -----------------------------------------------------------

template <class M>
void assign(const M& member, std::string_view value, std::string& out) {
  out = checked_text(member.name, value, member.limit);
}

template <class M>
void assign(const M& member, std::string_view value, Coded& out) {
  out = {checked_text(member.name, value, member.limit), {}};
}

template <class M>
void assign(const M& member, std::string_view value, std::optional<Day>& out) {
  const std::optional<Day> day = parse_day(value);
  if (!day) refuse(fmt::format("{}: '{}' is not a date (YYYY-MM-DD)", member.name, value));
  const bool decides = member.name == "expiry_date" || member.name == "purge_date";
  if (decides && is_null_day(*day))
    refuse(fmt::format("{}: {} is a database's \"no value\", not a date", member.name, value));
  out = day;
}

template <class M>
void assign(const M& member, std::string_view value, std::optional<bool>& out) {
  out = checked_bool(member.name, value);
}

template <class M>
void assign(const M& member, std::string_view value, std::vector<Coded>& out) {
  out.clear();
  for (const std::string_view part : cut(value))
    out.push_back({checked_text(member.name, part, member.limit), {}});
}

template <class M>
void assign(const M& member, std::string_view value, std::vector<LibraryNotice>& out) {
  out.clear();
  for (const std::string_view part : cut(value)) {
    const auto equals = part.find('=');
    if (equals == std::string_view::npos)
      refuse(fmt::format("{}: '{}' is not of the form CODE=true or CODE=false", member.name, part));
    out.push_back({{checked_text(member.name, part.substr(0, equals), 255), {}},
                   checked_bool(member.name, part.substr(equals + 1))});
  }
}

template <class M, class Item>
void assign(const M& member, std::string_view, std::vector<Item>&) {
  refuse(fmt::format("{} is a list; give the item type: {}:TYPE", member.name, member.item));
}

void assign_field(User& user, Field field, std::string_view value) {
  std::size_t index = 0;
  for_each_member<User>([&](const auto& member) {
    if (index++ == static_cast<std::size_t>(field)) assign(member, value, user.*member.pointer);
  });
}

Field known_field(std::string_view name) {
  const std::optional<Field> field = field_by_name(name);
  if (!field) refuse(fmt::format("there is no field {}", name));
  return *field;
}

/// Checks the codes that have a meaning for Roster itself.
void check_code(Field field, std::string_view value) {
  std::vector<std::string_view> codes;
  if (field == Field::account_type) codes = {"INTERNAL", "EXTERNAL"};
  if (field == Field::status) codes = {"ACTIVE", "INACTIVE"};
  if (field == Field::record_type) codes = {"PUBLIC", "STAFF", "CONTACT"};
  if (codes.empty() || std::find(codes.begin(), codes.end(), value) != codes.end()) return;
  refuse(fmt::format("{}: '{}' is not valid; allowed: {}", field_name(field), value,
                     fmt::join(codes, ", ")));
}

// Manual edits ---------------------------------------------------------------------------------

void forget_edit(User& user, Field field) {
  std::erase_if(user.manual_edits, [&](const ManualEdit& edit) {
    return edit.field == static_cast<std::uint8_t>(field);
  });
}

void drop_label(Coded& coded) { coded.desc.clear(); }
void drop_label(LibraryNotice& notice) { notice.code.desc.clear(); }

/// A field's value without code labels, which staff do not type.
std::string without_labels(User user, Field field) {
  std::size_t index = 0;
  for_each_member<User>([&](const auto& member) {
    if (index++ != static_cast<std::size_t>(field)) return;
    auto& value = user.*member.pointer;
    if constexpr (requires { drop_label(value); })
      drop_label(value);
    else if constexpr (requires { drop_label(value.front()); })
      for (auto& item : value) drop_label(item);
  });
  return encode_field(user, field);
}

/// Records the last value from the SIS; removes the record when the field has that value again.
void note_edit(const User& before, User& user, Field field) {
  if (treatment(field) != Treatment::guarded && treatment(field) != Treatment::preferred) return;
  const ManualEdit* edit = manual_edit(before, field);
  const std::string last = edit != nullptr ? edit->last_sis_value : encode_field(before, field);
  forget_edit(user, field);
  User sis = user;
  decode_field(last, sis, field);
  if (treatment(field) == Treatment::guarded &&
      without_labels(user, field) == without_labels(sis, field))
    return copy_field(sis, user, field);
  user.manual_edits.push_back({static_cast<std::uint8_t>(field), last});
  std::sort(user.manual_edits.begin(), user.manual_edits.end(),
            [](const ManualEdit& a, const ManualEdit& b) { return a.field < b.field; });
}

}  // namespace

void set_field(User& user, std::string_view field, std::string_view typed) {
  const std::string_view value = trim(typed);
  if (value.empty())
    refuse(fmt::format("{}: the value is empty; use unset to empty a field", field));
  if (const auto name = item_name(field)) {
    edit_list(user, *name, value);
    return;
  }
  const Field known = known_field(field);
  const User before = user;
  check_code(known, value);
  assign_field(user, known, value);
  note_edit(before, user, known);
}

void unset_field(User& user, std::string_view field) {
  if (const auto name = item_name(field)) {
    if (edit_list(user, *name, {})) return;
    const bool any_segment = name->list == "user_identifier" || name->list == "user_identifiers";
    refuse(fmt::format("there is no {}{}", any_segment ? "" : "internal ", field));
  }
  const Field known = known_field(field);
  if (known == Field::primary_id || known == Field::account_type || known == Field::record_type)
    refuse(fmt::format("{} cannot be empty", field));
  if (treatment(known) == Treatment::segmented)
    refuse(fmt::format("{} is a list; give the item type: LIST:TYPE", field));
  const User before = user;
  copy_field(User{}, user, known);
  note_edit(before, user, known);
}

void restore_field(User& user, std::string_view field) {
  const Field known = known_field(field);
  const ManualEdit* edit = manual_edit(user, known);
  if (edit == nullptr) refuse(fmt::format("{} was not changed by hand", field));
  const std::string last = edit->last_sis_value;
  decode_field(last, user, known);
  forget_edit(user, known);
}

void note_edits(const User& before, User& edited) {
  edited.manual_edits = before.manual_edits;
  const FieldSet changed = differing_fields(before, edited);
  for (std::size_t i = 0; i < kFieldCount; ++i)
    if (changed[i]) note_edit(before, edited, static_cast<Field>(i));
}

}  // namespace roster
