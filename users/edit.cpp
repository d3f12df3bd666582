#include "users/edit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "users/day.hpp"
#include "users/document.hpp"
#include "users/shape.hpp"

namespace roster {

namespace {

[[noreturn]] void refuse(const std::string& why) { throw EditError(why); }

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t'; }

std::string checked_text(std::string_view name, std::string_view value, std::size_t limit) {
  if (std::any_of(value.begin(), value.end(), is_control))
    refuse(fmt::format("{}: the value has control characters", name));
  if (limit != 0 && characters(value) > limit)
    refuse(fmt::format("{}: the value has {} characters; at most {} fit", name, characters(value),
                       limit));
  return std::string(value);
}

bool checked_bool(std::string_view name, std::string_view value) {
  if (value == "true") return true;
  if (value == "false") return false;
  refuse(fmt::format("{}: '{}' is neither true nor false", name, value));
}

/// Cuts `A,B,C`, dropping empty parts.
std::vector<std::string_view> cut(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto comma = text.find(',');
    if (comma != 0) parts.push_back(text.substr(0, comma));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return parts;
}

// One assignment for each kind of field --------------------------------------------------------

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
  refuse(
      fmt::format("{} is a list; name the kind of item, as in {}:TYPE", member.name, member.item));
}

void assign_field(User& user, Field field, std::string_view value) {
  std::size_t index = 0;
  for_each_member<User>([&](const auto& member) {
    if (index++ == static_cast<std::size_t>(field)) assign(member, value, user.*member.pointer);
  });
}

// List items -----------------------------------------------------------------------------------

/// An item of a list by its type; `value` is what a person would type for it.
Address make_item(const Address*, Coded type, std::string value) {
  Address item;
  item.line1 = std::move(value);
  item.types = {std::move(type)};
  return item;
}
Email make_item(const Email*, Coded type, std::string value) {
  Email item;
  item.email_address = std::move(value);
  item.types = {std::move(type)};
  return item;
}
Phone make_item(const Phone*, Coded type, std::string value) {
  Phone item;
  item.phone_number = std::move(value);
  item.types = {std::move(type)};
  return item;
}
Identifier make_item(const Identifier*, Coded type, std::string value) {
  Identifier item;
  item.id_type = std::move(type);
  item.value = std::move(value);
  item.status = "ACTIVE";
  return item;
}
Block make_item(const Block*, Coded type, std::string value) {
  Block item;
  item.block_type = std::move(type);
  item.block_description = {std::move(value), {}};
  item.block_status = "ACTIVE";
  return item;
}
Note make_item(const Note*, Coded type, std::string value) {
  Note item;
  item.note_type = std::move(type);
  item.note_text = std::move(value);
  return item;
}
Statistic make_item(const Statistic*, Coded type, std::string value) {
  Statistic item;
  item.statistic_category = std::move(type);
  item.statistic_note = std::move(value);
  return item;
}

std::string_view type_of(const Address& item) {
  return item.types.empty() ? std::string_view() : item.types[0].value;
}
std::string_view type_of(const Email& item) {
  return item.types.empty() ? std::string_view() : item.types[0].value;
}
std::string_view type_of(const Phone& item) {
  return item.types.empty() ? std::string_view() : item.types[0].value;
}
std::string_view type_of(const Identifier& item) { return item.id_type.value; }
std::string_view type_of(const Block& item) { return item.block_type.value; }
std::string_view type_of(const Note& item) { return item.note_type.value; }
std::string_view type_of(const Statistic& item) { return item.statistic_category.value; }

struct ItemName {
  std::string_view list;  // `email` or `emails`
  std::string_view type;
};

std::optional<ItemName> item_name(std::string_view field) {
  const auto colon = field.find(':');
  if (colon == std::string_view::npos) return {};
  return ItemName{field.substr(0, colon), field.substr(colon + 1)};
}

/// Removes the internal items of a type, then adds one when there is a value. Answers whether
/// anything was removed or added.
template <class Item>
bool edit_items(std::vector<Item>& items, std::string_view type,
                const std::optional<std::string>& value) {
  const std::size_t removed = std::erase_if(items, [&](const Item& item) {
    return item.segment == Segment::internal && type_of(item) == type;
  });
  if (!value) return removed > 0;
  Item item = make_item(static_cast<const Item*>(nullptr), Coded{std::string(type), {}}, *value);
  item.segment = Segment::internal;
  items.push_back(std::move(item));
  return true;
}

bool edit_list(User& user, const ItemName& name, const std::optional<std::string>& value) {
  bool found = false;
  bool edited = false;
  for_each_member<User>([&](const auto& member) {
    auto& items = user.*member.pointer;
    if constexpr (requires {
                    type_of(items.front());
                    items.front().segment;
                  }) {
      if (member.item != name.list && member.name != name.list) return;
      found = true;
      edited = edit_items(items, name.type, value);
    }
  });
  if (!found) refuse(fmt::format("there is no list {}", name.list));
  return edited;
}

Field known_field(std::string_view name) {
  const std::optional<Field> field = field_by_name(name);
  if (!field) refuse(fmt::format("there is no field {}", name));
  return *field;
}

// Manual edits ---------------------------------------------------------------------------------

void forget_edit(User& user, Field field) {
  std::erase_if(user.manual_edits, [&](const ManualEdit& edit) {
    return edit.field == static_cast<std::uint8_t>(field);
  });
}

/// Remembers what the SIS had supplied; a return to that value ends the protection.
void note_edit(const User& before, User& user, Field field) {
  if (treatment(field) != Treatment::guarded && treatment(field) != Treatment::preferred) return;
  const ManualEdit* edit = manual_edit(before, field);
  const std::string last = edit != nullptr ? edit->last_sis_value : encode_field(before, field);
  forget_edit(user, field);
  if (treatment(field) == Treatment::guarded && encode_field(user, field) == last) return;
  user.manual_edits.push_back({static_cast<std::uint8_t>(field), last});
  std::sort(user.manual_edits.begin(), user.manual_edits.end(),
            [](const ManualEdit& a, const ManualEdit& b) { return a.field < b.field; });
}

}  // namespace

void set_field(User& user, std::string_view field, std::string_view value) {
  if (value.empty())
    refuse(fmt::format("{}: the value is empty; use unset to empty a field", field));
  if (const auto name = item_name(field)) {
    edit_list(user, *name, checked_text(field, value, 2000));
    return;
  }
  const Field known = known_field(field);
  const User before = user;
  if (known == Field::account_type && value != "INTERNAL" && value != "EXTERNAL")
    refuse(fmt::format("account_type: '{}' is neither INTERNAL nor EXTERNAL", value));
  assign_field(user, known, value);
  note_edit(before, user, known);
}

void unset_field(User& user, std::string_view field) {
  if (const auto name = item_name(field)) {
    if (!edit_list(user, *name, {})) refuse(fmt::format("there is no internal {}", field));
    return;
  }
  const Field known = known_field(field);
  if (known == Field::primary_id || known == Field::account_type || known == Field::record_type)
    refuse(fmt::format("{} cannot be empty", field));
  if (treatment(known) == Treatment::segmented)
    refuse(fmt::format("{} is a list; name the kind of item, as in LIST:TYPE", field));
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

}  // namespace roster
