#include "daemon/http/users_api/user_body.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "daemon/http/message.hpp"
#include "daemon/http/users_api/answer.hpp"
#include "sis/record/date.hpp"
#include "sis/record/read_user.hpp"
#include "sis/record/texts.hpp"
#include "users/base/day.hpp"
#include "users/base/text.hpp"
#include "users/model/edit.hpp"
#include "users/model/edit_items.hpp"
#include "users/model/shape.hpp"

namespace roster::http {
namespace {

namespace json = boost::json;
using sis::TextKind;

template <class T>
constexpr bool is_list = false;
template <class Item>
constexpr bool is_list<std::vector<Item>> = true;

constexpr std::size_t kDayLength = 10;  // of YYYY-MM-DD; a zone may follow

[[noreturn]] void refuse_value(std::string_view name, std::string_view why) {
  throw ApiError(400, "401652", fmt::format("{}: {}", name, why));
}

/// True for a day by its form, with or without a zone or a time of day behind it.
bool is_date(std::string_view text) {
  const std::optional<sis::ReadDay> read = sis::read_date(text);
  return read && (read->plain || text.find('T') == kDayLength);
}

/// Reads members of a JSON object into the members of T, by their names in the format.
template <class T>
void read_members(const json::object& object, T& out);

/// A text without the blanks around it; one that is an id or a code may hide no character, for
/// nobody could find it again.
std::string text_of(std::string_view name, const json::value& value, std::size_t limit,
                    TextKind kind = TextKind::plain) {
  if (value.is_null()) return {};
  std::string text;
  if (value.is_string())
    text = std::string(value.as_string());
  else if (value.is_number() || value.is_bool())
    text = json::serialize(value);
  else
    refuse_value(name, "a text is expected");
  text = std::string(trim(text));
  if (text.empty()) return text;
  if (kind == TextKind::code && has_invisible(text))
    throw ApiError(400, "401652", sis::said_invisible(name, text));
  try {
    return checked_text(name, text, limit);
  } catch (const EditError& refused) {
    throw ApiError(400, "401652", refused.what());
  }
}

bool flag_of(std::string_view name, const json::value& value) {
  if (value.is_null()) return false;
  if (value.is_bool()) return value.as_bool();
  if (value.is_string() && value.as_string() == "true") return true;
  if (value.is_string() && (value.as_string() == "false" || value.as_string().empty()))
    return false;
  refuse_value(name, "true or false is expected");
}

template <class M>
void read_value(const M& member, const json::value& value, std::string& out) {
  out = text_of(member.name, value, member.limit, sis::kind_of_text(member.name));
}
template <class M>
void read_value(const M& member, const json::value& value, DateTime& out) {
  const std::string text = text_of(member.name, value, member.limit);
  if (text.empty()) return;
  const std::optional<sis::ReadMoment> moment = sis::read_date_time(text);
  if (!moment) refuse_value(member.name, fmt::format("'{}' is not a date and time", text));
  out.text = moment->text;
}
template <class M>
void read_value(const M& member, const json::value& value, bool& out) {
  out = flag_of(member.name, value);
}
template <class M>
void read_value(const M& member, const json::value& value, std::optional<bool>& out) {
  if (!value.is_null()) out = flag_of(member.name, value);
}
template <class M>
void read_value(const M& member, const json::value& value, std::optional<Day>& out) {
  const std::string text = text_of(member.name, value, 0);
  if (text.empty()) return;
  if (is_date(text)) out = parse_day(std::string_view(text).substr(0, kDayLength));
  if (!out) refuse_value(member.name, fmt::format("'{}' is not a date (YYYY-MM-DD)", text));
}
/// {"value": …, "desc": …}, or only the code; rs_library wraps it in {"code": …}.
template <class M>
void read_value(const M& member, const json::value& value, Coded& out) {
  const json::object* object = value.if_object();
  if (object == nullptr) {
    out.value = text_of(member.name, value, member.limit, TextKind::code);
    return;
  }
  if (const json::value* code = object->if_contains("code")) return read_value(member, *code, out);
  if (const json::value* code = object->if_contains("value"))
    out.value = text_of(member.name, *code, member.limit, TextKind::code);
  if (const json::value* desc = object->if_contains("desc"))
    out.desc = text_of(member.name, *desc, member.desc_limit);
}
/// An item without its value or its code would be dropped by whoever reads it next.
template <class Item>
void check_complete(std::string_view item_name, const Item& item) {
  for_each_member<Item>([&](const auto& member) {
    if constexpr (requires { (item.*member.pointer).empty(); } &&
                  !is_list<std::decay_t<decltype(item.*member.pointer)>>)
      if (member.presence == Presence::required && (item.*member.pointer).empty())
        throw ApiError(400, "401664",
                       fmt::format("Mandatory field is missing: {} {}", item_name, member.name));
  });
}
template <class M, class Item>
void read_value(const M& member, const json::value& value, std::vector<Item>& out) {
  if (value.is_null()) return;
  const json::array* items = value.if_array();
  if (items == nullptr) refuse_value(member.item, "an array is expected");
  for (const json::value& item : *items) {
    if constexpr (std::is_same_v<Item, Coded>) {
      read_value(member, item, out.emplace_back());
      if (out.back().empty()) out.pop_back();
    } else {
      const json::object* object = item.if_object();
      if (object == nullptr) refuse_value(member.item, "objects are expected");
      read_members(*object, out.emplace_back());
      check_complete(member.item, out.back());
    }
  }
}

template <class T>
void read_segment(const json::object& object, T& out) {
  if constexpr (requires { out.segment; }) {
    const json::value* segment = object.if_contains("segment_type");
    const bool external =
        segment != nullptr && segment->is_string() && segment->as_string() == "External";
    out.segment = external ? Segment::external : Segment::internal;
  }
}

template <class T>
void read_members(const json::object& object, T& out) {
  read_segment(object, out);
  for_each_member<T>([&](const auto& member) {
    const std::string_view name = member.item.empty() ? member.name : member.item;
    if (const json::value* value = object.if_contains(name))
      read_value(member, *value, out.*member.pointer);
    else if (const json::value* list = object.if_contains(member.name))
      read_value(member, *list, out.*member.pointer);
  });
}

User user_of_json(const std::string& body) {
  json::error_code error;
  json::parse_options options;
  options.max_depth = 16;
  const json::value document = json::parse(body, error, {}, options);
  const json::object* object = error ? nullptr : document.if_object();
  if (object == nullptr) throw ApiError(400, "401676", "No valid XML was given.");
  User user;
  read_members(*object, user);
  if (const json::value* contact = object->if_contains("contact_info");
      contact && contact->is_object()) {
    User lists;
    read_members(contact->as_object(), lists);
    user.addresses = std::move(lists.addresses);
    user.emails = std::move(lists.emails);
    user.phones = std::move(lists.phones);
  }
  return user;
}

User user_of_xml(const std::string& body) {
  try {
    return sis::read_user(body);
  } catch (const sis::IncompleteItem& item) {
    throw ApiError(400, "401664", fmt::format("Mandatory field is missing: {}", item.what()));
  } catch (const sis::InvisibleCharacter& found) {
    throw ApiError(400, "401652", found.what());
  } catch (const sis::FeedError&) {
    throw ApiError(400, "401676", "No valid XML was given.");
  }
}

}  // namespace

User user_of_body(const Request& request) {
  return representation_of_body(request) == Representation::json ? user_of_json(request.body)
                                                                 : user_of_xml(request.body);
}

}  // namespace roster::http
