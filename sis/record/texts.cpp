#include "sis/record/texts.hpp"

#include <fmt/format.h>

#include "sis/xml/encoded_twice.hpp"
#include "sis/xml/excerpt.hpp"
#include "users/base/fold.hpp"
#include "users/base/text.hpp"
#include "users/model/shape.hpp"

namespace roster::sis {
namespace {

/// Calls f(name, text, kind) for every text of an item and its nested items.
template <class T, class F>
void for_each_text(const T& item, const F& f);

template <class F>
void visit(std::string_view name, const std::string& text, const F& f) {
  f(name, text, kind_of_text(name));
}
template <class F>
void visit(std::string_view name, const Coded& coded, const F& f) {
  f(name, coded.value, TextKind::code);
}
template <class Item, class F>
void visit(std::string_view name, const std::vector<Item>& items, const F& f) {
  for (const Item& item : items) {
    if constexpr (std::is_same_v<Item, Coded>) {
      f(name, item.value, TextKind::code);
    } else {
      for_each_text(item, f);
    }
  }
}

template <class T, class F>
void for_each_text(const T& item, const F& f) {
  for_each_member<T>([&](const auto& member) {
    if constexpr (requires { visit(member.name, item.*member.pointer, f); })
      visit(member.name, item.*member.pointer, f);
  });
}

}  // namespace

std::string said_twice(std::string_view member, std::string_view text) {
  return fmt::format("{}: '{}' looks encoded twice", member, excerpt(text));
}

std::string said_invisible(std::string_view member, std::string_view text) {
  return fmt::format("{}: '{}' holds an invisible character", member, excerpt(text));
}

std::optional<std::string> find_long_id(const User& user) {
  constexpr std::size_t kLongest = 2500;  // PostgreSQL's index takes rows of up to 2,704 bytes
  constexpr std::size_t kGrowth = 3;      // by folding, at most
  const auto is_long = [](std::string_view type, std::string_view id) {
    return type.size() + id.size() > kLongest / kGrowth &&
           type.size() + std::max(id.size(), fold_primary_id(id).size()) > kLongest;
  };
  if (is_long({}, user.primary_id))
    return fmt::format("primary_id: it is longer than {} bytes", kLongest);
  for (const Identifier& identifier : user.user_identifiers)
    if (is_long(identifier.id_type.value, identifier.value))
      return fmt::format("user_identifier: its type and value are longer than {} bytes", kLongest);
  return {};
}

std::optional<OddText> find_odd_text(const User& user) {
  std::optional<OddText> hidden, twice;
  for_each_text(user, [&](std::string_view name, const std::string& text, TextKind kind) {
    if (hidden || is_plain_ascii(text)) return;
    if (kind == TextKind::code && has_invisible(text))
      hidden = {"invisible_character", said_invisible(name, text)};
    if (!twice && is_encoded_twice(text)) twice = {"encoded_twice", said_twice(name, text)};
  });
  return hidden ? hidden : twice;
}

}  // namespace roster::sis
