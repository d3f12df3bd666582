#include "users/model/edit_items.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "users/base/text.hpp"
#include "users/model/edit.hpp"
#include "users/model/shape.hpp"

namespace roster {

namespace {

[[noreturn]] void refuse(const std::string& why) { throw EditError(why); }

/// A list item of a type; `value` is the text that staff type for it.
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

/// Checks that each text of the item is within its limit.
template <class Item>
void check_texts(std::string_view field, const Item& item) {
  for_each_member<Item>([&](const auto& member) {
    const auto& value = item.*member.pointer;
    if constexpr (std::is_same_v<decltype(value), const std::string&>)
      checked_text(field, value, member.limit);
    else if constexpr (std::is_same_v<decltype(value), const Coded&>)
      checked_text(field, value.value, member.limit);
    else if constexpr (std::is_same_v<decltype(value), const std::vector<Coded>&>)
      for (const Coded& type : value) checked_text(field, type.value, member.limit);
  });
}

template <class Item>
bool edit_items(std::vector<Item>& items, const ItemName& name,
                const std::optional<std::string_view>& value) {
  std::optional<Item> added;
  if (value) {
    added = make_item(static_cast<const Item*>(nullptr), Coded{std::string(name.type), {}},
                      std::string(*value));
    added->segment = Segment::internal;
    check_texts(fmt::format("{}:{}", name.list, name.type), *added);
  }
  const auto remove = [&](Segment segment) {
    return std::erase_if(items, [&](const Item& item) {
      return item.segment == segment && type_of(item) == name.type;
    });
  };
  std::size_t removed = remove(Segment::internal);
  if (std::is_same_v<Item, Identifier> && !value && removed == 0)
    removed = remove(Segment::external);
  if (added) items.push_back(std::move(*added));
  return added || removed > 0;
}

}  // namespace

std::optional<ItemName> item_name(std::string_view field) {
  const auto colon = field.find(':');
  if (colon == std::string_view::npos) return {};
  if (colon + 1 == field.size())
    refuse(fmt::format("'{0}' has no item type; write {0}TYPE", field));
  return ItemName{field.substr(0, colon), field.substr(colon + 1)};
}

bool edit_list(User& user, const ItemName& name, const std::optional<std::string_view>& value) {
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
      edited = edit_items(items, name, value);
    }
  });
  if (!found) refuse(fmt::format("there is no list {}", name.list));
  return edited;
}

std::string checked_text(std::string_view name, std::string_view value, std::size_t limit) {
  std::size_t characters = 0;
  for (std::string_view rest = value; !rest.empty(); ++characters) {
    const CodePoint point = decode_utf8(rest.data(), rest.data() + rest.size());
    if (point.length == 0) refuse(fmt::format("{}: the value is not UTF-8", name));
    const bool line = point.value == '\n' || point.value == '\t';
    const bool no_character = point.value == 0xFFFE || point.value == 0xFFFF;  // not in XML, either
    if ((is_control(point.value) && !line) || no_character)
      refuse(fmt::format("{}: the value has control characters", name));
    rest.remove_prefix(point.length);
  }
  if (limit != 0 && characters > limit)
    refuse(
        fmt::format("{}: the value has {} characters; the maximum is {}", name, characters, limit));
  return std::string(value);
}

}  // namespace roster
