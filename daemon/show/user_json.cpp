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

/// How a member without a value is written.
enum class Absent : std::uint8_t { left_out, empty };

/// Members that the vendor's service shows as null instead of an empty text when they have no
/// value.
bool is_null_when_absent(std::string_view name) {
  return name == "line2" || name == "line3" || name == "line4" || name == "line5" ||
         name == "note" || name == "description" || name == "country" || name == "campus_code";
}

template <class T>
void append_item(std::string& out, std::string_view name, const T& item, Absent absent);

template <class T>
void append_list(JsonObject& object, std::string& out, std::string_view item_name,
                 const std::vector<T>& items, Absent absent) {
  object.key(item_name);
  out += '[';
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ',';
    append_item(out, item_name, items[i], absent);
  }
  out += ']';
}

void append_absent(JsonObject& object, std::string_view name, const Coded&) {
  if (is_null_when_absent(name))
    object.raw(name, R"({"value":null,"desc":null})");
  else
    object.raw(name, R"({"value":"","desc":""})");
}
void append_absent(JsonObject& object, std::string_view name, const std::string&) {
  object.raw(name, is_null_when_absent(name) ? "null" : R"("")");
}
void append_absent(JsonObject& object, std::string_view name, const std::optional<bool>&) {
  object.raw(name, "null");
}
template <class V>
void append_absent(JsonObject&, std::string_view, const V&) {}  // dates are left out

template <class M, class V>
void append_member(JsonObject& object, std::string& out, const M& member, const V& value,
                   Absent absent) {
  if constexpr (!std::is_same_v<V, bool>)  // a flag that is not set is false
    if (is_absent(value) && member.presence == Presence::optional) {
      if (absent == Absent::empty) append_absent(object, member.name, value);
      return;
    }
  object.key(member.name);
  append_value(out, value);
}
template <class M, class T>
void append_member(JsonObject& object, std::string& out, const M& member,
                   const std::vector<T>& items, Absent absent) {
  append_list(object, out, member.item, items, absent);
}

template <class T>
void append_item(std::string& out, std::string_view name, const T& item, Absent absent) {
  if constexpr (std::is_same_v<T, Coded>) {
    if (name != "rs_library") return append_value(out, item);
    JsonObject object(out, JsonStyle::compact);  // the only coded value that the format wraps
    object.key("code");
    append_value(out, item);
    object.close();
  } else {
    JsonObject object(out, JsonStyle::compact);
    if constexpr (requires { item.segment; })
      object.text("segment_type", item.segment == Segment::internal ? "Internal" : "External");
    for_each_member<T>([&](const auto& member) {
      append_member(object, out, member, item.*member.pointer, absent);
    });
    object.close();
  }
}

void append_contact_info(JsonObject& object, std::string& out, const User& user, Absent absent) {
  object.key("contact_info");
  JsonObject contact(out, JsonStyle::compact);
  append_list(contact, out, "address", user.addresses, absent);
  append_list(contact, out, "email", user.emails, absent);
  append_list(contact, out, "phone", user.phones, absent);
  contact.close();
}

void append_members(JsonObject& object, std::string& out, const User& user, Absent absent) {
  for_each_member<User>([&](const auto& member) {
    using V = typename std::decay_t<decltype(member)>::Value;
    if constexpr (std::is_same_v<V, std::vector<Address>>) {
      append_contact_info(object, out, user, absent);
    } else if constexpr (!std::is_same_v<V, std::vector<Email>> &&
                         !std::is_same_v<V, std::vector<Phone>>) {
      append_member(object, out, member, user.*member.pointer, absent);
    }
    if (member.name == "last_name")
      if (const std::string name = full_name(user); !name.empty()) object.text("full_name", name);
  });
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

std::string full_name(const User& user) {
  std::string name;
  for (const std::string* part : {&user.first_name, &user.middle_name, &user.last_name}) {
    if (part->empty()) continue;
    if (!name.empty()) name += ' ';
    name += *part;
  }
  return name;
}

void append_user_json(const User& user, std::string& out) {
  JsonObject object(out, JsonStyle::compact);
  append_members(object, out, user, Absent::left_out);
  append_manual_edits(object, out, user);
  object.close();
}

void append_full_user_json(const User& user, std::span<const JsonMember> more, std::string& out) {
  JsonObject object(out, JsonStyle::compact);
  append_members(object, out, user, Absent::empty);
  for (const JsonMember& member : more) object.raw(member.name, member.json);
  object.close();
}

}  // namespace roster
