#include "users/model/fields.hpp"

#include <algorithm>
#include <array>
#include <cassert>

#include "users/base/day.hpp"
#include "users/model/shape.hpp"

namespace roster {
namespace {

static_assert(std::tuple_size_v<decltype(Shape<User>::members)> == kFieldCount);

/// Calls f with the member of User for a field.
template <class F>
void with_member(Field field, F&& f) {
  std::size_t index = 0;
  for_each_member<User>([&](const auto& member) {
    if (index++ == static_cast<std::size_t>(field)) f(member);
  });
}

constexpr auto kNames = std::apply(
    [](const auto&... member) { return std::array<std::string_view, kFieldCount>{member.name...}; },
    Shape<User>::members);

// Checks that the enumerators and the table are in the same order.
static_assert(kNames[std::size_t(Field::record_type)] == "record_type");
static_assert(kNames[std::size_t(Field::birth_date)] == "birth_date");
static_assert(kNames[std::size_t(Field::addresses)] == "addresses");
static_assert(kNames[std::size_t(Field::library_notices)] == "library_notices");
static_assert(kNames[std::size_t(Field::is_researcher)] == "is_researcher");

template <class T>
constexpr bool kIsVector = false;
template <class T>
constexpr bool kIsVector<std::vector<T>> = true;

void show(std::string& out, const std::string& text) { out += text; }
void show(std::string& out, const DateTime& time) { out += time.text; }
void show(std::string& out, bool value) { out += value ? "true" : "false"; }
void show(std::string& out, const std::optional<bool>& value) { show(out, *value); }
void show(std::string& out, const std::optional<Day>& day) { out += format_day(*day); }

void show(std::string& out, const Coded& coded) {
  out += coded.value;
  if (coded.desc.empty()) return;
  if (!coded.value.empty()) out += ' ';
  out += '(' + coded.desc + ')';
}

/// The non-empty members of a list item: `preferred, ada@example.edu, work (Work), [internal]`.
template <class T>
void show(std::string& out, const T& item);

template <class T>
void show(std::string& out, const std::vector<T>& items) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += "; ";
    show(out, items[i]);
  }
}

template <class T>
void show(std::string& out, const T& item) {
  std::string_view between;
  for_each_member<T>([&](const auto& member) {
    const auto& value = item.*member.pointer;
    if (is_absent(value)) return;
    out += between;
    between = ", ";
    if constexpr (std::is_same_v<decltype(value), const bool&>) {
      out += member.name;
    } else {
      show(out, value);
    }
  });
  if constexpr (requires { item.segment; }) {
    if (item.segment == Segment::internal) (out += between) += "[internal]";
  }
}

}  // namespace

std::string_view field_name(Field field) { return kNames.at(static_cast<std::size_t>(field)); }

std::optional<Field> field_by_name(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Field>(found - kNames.begin());
}

Treatment treatment(Field field) {
  switch (field) {
    case Field::pin_number:
    case Field::user_title:
    case Field::job_category:
    case Field::user_group:
    case Field::campus_code:
    case Field::preferred_language:
    case Field::rs_libraries:
    case Field::library_notices:
      return Treatment::guarded;
    case Field::pref_first_name:
    case Field::pref_middle_name:
    case Field::pref_last_name:
    case Field::pref_name_suffix:
      return Treatment::preferred;
    case Field::addresses:
    case Field::emails:
    case Field::phones:
    case Field::user_identifiers:
    case Field::user_blocks:
    case Field::user_notes:
    case Field::user_statistics:
      return Treatment::segmented;
    case Field::record_type:
    case Field::account_type:
    case Field::external_id:
      return Treatment::by_profile;
    default:
      return Treatment::plain;
  }
}

std::vector<std::string_view> field_names(const FieldSet& set) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if (set.test(i)) names.push_back(kNames[i]);
  }
  return names;
}

FieldSet differing_fields(const User& left, const User& right) {
  FieldSet fields;
  std::size_t index = 0;
  for_each_member<User>([&](const auto& member) {
    if (!(left.*member.pointer == right.*member.pointer)) fields.set(index);
    ++index;
  });
  return fields;
}

bool is_empty(const User& user, Field field) {
  bool empty = true;
  with_member(field, [&](const auto& member) { empty = is_absent(user.*member.pointer); });
  return empty;
}

FieldSet present_fields(const User& user) {
  FieldSet present;
  std::size_t index = 0;
  for_each_member<User>(
      [&](const auto& member) { present.set(index++, !is_absent(user.*member.pointer)); });
  return present;
}

void copy_field(const User& from, User& to, Field field) {
  with_member(field, [&](const auto& member) { to.*member.pointer = from.*member.pointer; });
}

std::string display_field(const User& user, Field field) {
  std::string out;
  with_member(field, [&](const auto& member) {
    const auto& value = user.*member.pointer;
    if (is_absent(value)) return;
    if (!member.item.empty()) {
      if constexpr (requires { value.size(); }) {
        out += std::to_string(value.size()) + ' ';
        out += value.size() == 1 ? member.item : member.name;
        out += ": ";
      }
    }
    show(out, value);
  });
  return out;
}

bool is_list(Field field) {
  bool list = false;
  with_member(field, [&](const auto& member) { list = !member.item.empty(); });
  return list;
}

std::vector<std::string> display_items(const User& user, Field field) {
  std::vector<std::string> items;
  with_member(field, [&]([[maybe_unused]] const auto& member) {
    if constexpr (kIsVector<typename std::decay_t<decltype(member)>::Value>) {
      for (const auto& item : user.*member.pointer) show(items.emplace_back(), item);
    }
  });
  return items;
}

const ManualEdit* manual_edit(const User& user, Field field) {
  for (const ManualEdit& edit : user.manual_edits) {
    if (edit.field == static_cast<std::uint8_t>(field)) return &edit;
  }
  return nullptr;
}

}  // namespace roster
