#include "daemon/show/user_json.hpp"

#include "users/base/day.hpp"
#include "users/base/json.hpp"
#include "users/model/fields.hpp"
#include "users/model/shape.hpp"

namespace roster {
namespace {

void append_value(std::string& out, const std::string& text) { append_json_text(out, text); }
void append_value(std::string& out, const DateTime& time) { append_json_text(out, time.text); }
void append_value(std::string& out, bool value) { out += value ? "true" : "false"; }
void append_value(std::string& out, const std::optional<bool>& value) { append_value(out, *value); }
void append_value(std::string& out, const std::optional<Day>& day) {
  ((out += '"') += format_day(*day)) += "Z\"";
}
void append_value(std::string& out, const Coded& coded) {
  JsonObject(out, JsonStyle::compact).text("value", coded.value).text("desc", coded.desc).close();
}

template <class T>
void append_item(std::string& out, std::string_view name, const T& item);

template <class T>
void append_list(JsonObject& object, std::string& out, std::string_view item_name,
                 const std::vector<T>& items) {
  object.key(item_name);
  out += '[';
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ',';
    append_item(out, item_name, items[i]);
  }
  out += ']';
}

template <class M, class V>
void append_member(JsonObject& object, std::string& out, const M& member, const V& value) {
  if constexpr (!std::is_same_v<V, bool>)  // a flag that is not set is false
    if (is_absent(value) && member.presence == Presence::optional) return;
  object.key(member.name);
  append_value(out, value);
}
template <class M, class T>
void append_member(JsonObject& object, std::string& out, const M& member,
                   const std::vector<T>& items) {
  append_list(object, out, member.item, items);
}

template <class T>
void append_item(std::string& out, std::string_view name, const T& item) {
  if constexpr (std::is_same_v<T, Coded>) {
    if (name != "rs_library") return append_value(out, item);
    JsonObject object(out, JsonStyle::compact);  // the one coded value that the format wraps
    object.key("code");
    append_value(out, item);
    object.close();
  } else {
    JsonObject object(out, JsonStyle::compact);
    if constexpr (requires { item.segment; })
      object.text("segment_type", item.segment == Segment::internal ? "Internal" : "External");
    for_each_member<T>(
        [&](const auto& member) { append_member(object, out, member, item.*member.pointer); });
    object.close();
  }
}

void append_contact_info(JsonObject& object, std::string& out, const User& user) {
  object.key("contact_info");
  JsonObject contact(out, JsonStyle::compact);
  append_list(contact, out, "address", user.addresses);
  append_list(contact, out, "email", user.emails);
  append_list(contact, out, "phone", user.phones);
  contact.close();
}

void append_full_name(JsonObject& object, const User& user) {
  std::string full_name;
  for (const std::string* part : {&user.first_name, &user.middle_name, &user.last_name}) {
    if (part->empty()) continue;
    if (!full_name.empty()) full_name += ' ';
    full_name += *part;
  }
  if (!full_name.empty()) object.text("full_name", full_name);
}

void append_manual_edits(JsonObject& object, std::string& out, const User& user) {
  if (user.manual_edits.empty()) return;
  object.key("manually_changed");
  char before = '[';
  for (const ManualEdit& edit : user.manual_edits) {
    out += before;
    append_json_text(out, field_name(static_cast<Field>(edit.field)));
    before = ',';
  }
  out += ']';
}

}  // namespace

void append_user_json(const User& user, std::string& out) {
  JsonObject object(out, JsonStyle::compact);
  for_each_member<User>([&](const auto& member) {
    using V = typename std::decay_t<decltype(member)>::Value;
    if constexpr (std::is_same_v<V, std::vector<Address>>) {
      append_contact_info(object, out, user);
    } else if constexpr (!std::is_same_v<V, std::vector<Email>> &&
                         !std::is_same_v<V, std::vector<Phone>>) {
      append_member(object, out, member, user.*member.pointer);
    }
    if (member.name == "last_name") append_full_name(object, user);
  });
  append_manual_edits(object, out, user);
  object.close();
}

}  // namespace roster
