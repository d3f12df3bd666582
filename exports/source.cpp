#include "exports/source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <type_traits>
#include <vector>

#include "users/model/shape.hpp"

namespace roster::exports {
namespace {

template <class T>
using Part = std::function<void(const T&, std::string& out)>;

template <class V>
constexpr bool is_single() {
  return std::is_same_v<V, std::string> || std::is_same_v<V, Coded> ||
         std::is_same_v<V, std::optional<Day>> || std::is_same_v<V, std::optional<bool>> ||
         std::is_same_v<V, bool> || std::is_same_v<V, DateTime>;
}

void append(const std::string& value, std::string& out) { out += value; }
void append(const Coded& value, std::string& out) { out += value.value; }
void append(const DateTime& value, std::string& out) { out += value.text; }
void append(bool value, std::string& out) { out += value ? "true" : "false"; }
void append(const std::optional<Day>& value, std::string& out) {
  if (value) out += format_day(*value);
}
void append(const std::optional<bool>& value, std::string& out) {
  if (value) append(*value, out);
}

/// A member of T by name, `NAME.desc` for the label of a coded one; empty when there is none.
template <class T>
Part<T> part_named(std::string_view name) {
  constexpr std::string_view kLabel = ".desc";
  const bool label = name.ends_with(kLabel);
  if (label) name.remove_suffix(kLabel.size());
  Part<T> found;
  for_each_member<T>([&](const auto& member) {
    using V = typename std::decay_t<decltype(member)>::Value;
    if (member.name != name) return;
    const auto pointer = member.pointer;
    if constexpr (std::is_same_v<V, Coded>)
      if (label) {
        found = [pointer](const T& value, std::string& out) { out += (value.*pointer).desc; };
        return;
      }
    if constexpr (is_single<V>())
      if (!label)
        found = [pointer](const T& value, std::string& out) { append(value.*pointer, out); };
  });
  return found;
}

/// The part that stands for an item.
template <class T>
constexpr std::string_view main_part() {
  if constexpr (std::is_same_v<T, Address>) return "line1";
  if constexpr (std::is_same_v<T, Email>) return "email_address";
  if constexpr (std::is_same_v<T, Phone>) return "phone_number";
  if constexpr (std::is_same_v<T, Identifier>) return "value";
  if constexpr (std::is_same_v<T, Note>) return "note_text";
  if constexpr (std::is_same_v<T, Block>) return "block_description";
  if constexpr (std::is_same_v<T, Statistic>) return "statistic_category";
  return "";
}

template <class T>
bool has_type(const T& item, std::string_view type) {
  if constexpr (requires { item.types; }) {
    return std::any_of(item.types.begin(), item.types.end(),
                       [&](const Coded& coded) { return coded.value == type; });
  } else if constexpr (std::is_same_v<T, Identifier>) {
    return item.id_type.value == type;
  } else if constexpr (std::is_same_v<T, Note>) {
    return item.note_type.value == type;
  } else if constexpr (std::is_same_v<T, Block>) {
    return item.block_type.value == type;
  } else {
    return item.category_type.value == type;
  }
}

/// The items that fit, the preferred one before the others.
template <class T, class Fits>
const T* pick(const std::vector<T>& items, Fits fits_item) {
  const T* first = nullptr;
  for (const T& item : items) {
    if (!fits_item(item)) continue;
    if constexpr (requires { item.preferred; })
      if (item.preferred) return &item;
    if (first == nullptr) first = &item;
  }
  return first;
}

template <class T>
Source source_in_list(std::vector<T> User::*list, const std::string& type, const Part<T>& part) {
  const auto with = [list, part](auto fits_item) -> Source {
    return [list, part, fits_item](const User& user, std::string& out) {
      if (const T* item = pick(user.*list, fits_item)) part(*item, out);
    };
  };
  if constexpr (std::is_same_v<T, Phone>)
    if (type == "preferred_sms") return with([](const T& phone) { return phone.preferred_sms; });
  if constexpr (requires(T item) { item.preferred; })
    if (type == "preferred") return with([](const T&) { return true; });
  return with([type](const T& item) { return has_type(item, type); });
}

/// `LIST:TYPE` or `LIST:TYPE.PART`. The type may hold points: what stands behind the last one is a
/// part only when there is one of that name.
Source list_source(std::string_view from, std::size_t colon) {
  const std::string_view name = from.substr(0, colon), rest = from.substr(colon + 1);
  Source found;
  for_each_member<User>([&](const auto& member) {
    using V = typename std::decay_t<decltype(member)>::Value;
    if constexpr (!is_single<V>()) {
      using T = typename V::value_type;
      if constexpr (!main_part<T>().empty()) {
        if (member.name != name && member.item != name) return;
        std::size_t point = rest.rfind('.');
        if (rest.ends_with(".desc") && point != 0) point = rest.rfind('.', point - 1);
        Part<T> part;
        if (point != std::string_view::npos) part = part_named<T>(rest.substr(point + 1));
        if constexpr (requires(T item) { item.types; })
          if (!part && point != std::string_view::npos)
            throw BadSource(fmt::format("'{}': there is no '{}' in {}", from,
                                        rest.substr(point + 1), member.name));
        const std::string type(part ? rest.substr(0, point) : rest);
        if (!part) part = part_named<T>(main_part<T>());
        if (!type.empty()) found = source_in_list(member.pointer, type, part);
      }
    }
  });
  if (!found)
    throw BadSource(
        fmt::format("'{}' is no LIST:TYPE of a user, as in user_identifier:BARCODE", from));
  return found;
}

}  // namespace

Source parse_source(std::string_view from, Day today) {
  if (from == "active")
    return [today](const User& user, std::string& out) {
      append(user.status.value != "INACTIVE" && (!user.expiry_date || *user.expiry_date >= today),
             out);
    };
  if (const std::size_t colon = from.find(':'); colon != std::string_view::npos)
    return list_source(from, colon);
  if (Part<User> field = part_named<User>(from)) return field;
  throw BadSource(fmt::format("a user has no field '{}'", from));
}

}  // namespace roster::exports
