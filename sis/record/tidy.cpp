#include "sis/record/tidy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "sis/record/reader_v2.hpp"
#include "sis/record/tidy_node.hpp"
#include "sis/xml/excerpt.hpp"
#include "sis/xml/text.hpp"
#include "users/model/shape.hpp"

namespace roster {

namespace sis {
/// `<rs_library><code>…</code></rs_library>`; User stores only the code.
struct LibraryCode {
  Coded code;
};
}  // namespace sis

template <>
struct Shape<sis::LibraryCode> {
  static constexpr auto members = std::tuple{
      Member{1, "code", &sis::LibraryCode::code, 50, Presence::optional, Where::element, "", 255}};
};

}  // namespace roster

namespace roster::sis {
namespace {

template <class V>
concept List = requires(V v) {
  v.emplace_back();
}
&&!std::is_same_v<V, std::string>;

/// Exporters leave V.1 names in V.2 records: these get a better hint than "unknown".
bool looks_like_v1(std::string_view name) {
  return std::any_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

class Tidy : NodeTidy {
 public:
  Tidy(const LineOf& line_of, Tidied& out, Segments segments)
      : NodeTidy(line_of, out), segments_(segments) {}

  template <class T>
  void members(pugi::xml_node element) {
    drop_text(element);
    attributes<T>(element);
    std::set<std::string, std::less<>> seen;
    filter_children(element, [&](pugi::xml_node child) { return keep_member<T>(child, seen); });
  }

  void user(pugi::xml_node record) {
    record.set_name("user");
    members<User>(record);
  }

 private:
  const Segments segments_;

  template <class T>
  bool keep_member(pugi::xml_node child, std::set<std::string, std::less<>>& seen) {
    const std::string name = child.name();
    bool known = false;
    bool keep = false;
    for_each_member<T>([&](const auto& member) {
      if (member.name != name || !may_stand_in<T>(member)) return;
      known = true;
      keep = keep_first(child, seen, [&] { return value(child, member, Kind(member.pointer)); });
    });
    if (known) return keep;
    if constexpr (std::is_same_v<T, User>) {
      if (name == "contact_info")
        return keep_first(child, seen, [&] { return contact_info(child); });
      if (is_passed_over(name)) return false;
    }
    warn_unknown(child, looks_like_v1(name) ? " (a V.1 name?)" : "");
    return false;
  }

  /// Is the member a direct child element of T? Contacts are inside contact_info.
  template <class T, class M>
  static bool may_stand_in(const M& member) {
    if (std::is_same_v<T, User> && is_contact_list(member.name)) return false;
    return member.where == Where::element;
  }

  static bool is_contact_list(std::string_view name) {
    return name == "addresses" || name == "emails" || name == "phones";
  }

  /// A tag type for the value type of a member.
  template <class V>
  struct Of {};
  template <class T, class V>
  static Of<V> Kind(V T::*) {
    return {};
  }

  /// Tidies a child unless one with its name was kept; a child that is removed does not count.
  template <class F>
  bool keep_first(pugi::xml_node child, std::set<std::string, std::less<>>& seen, F&& tidy) {
    if (seen.contains(std::string_view(child.name()))) {
      warn("duplicate_child", child, fmt::format("a second <{}> is ignored", child.name()));
      return false;
    }
    const std::size_t lost = lost_.size();
    const bool kept = tidy();
    if (kept || lost_.size() > lost) seen.insert(child.name());
    return kept;
  }

  bool contact_info(pugi::xml_node element) {
    drop_text(element);
    drop_attributes(element);
    std::set<std::string, std::less<>> seen;
    std::string order;
    filter_children(element, [&](pugi::xml_node child) {
      const std::string_view name = child.name();
      if (!is_contact_list(name)) {
        warn_unknown(child);
        return false;
      }
      if (name < order)  // the schema's order is alphabetical
        warn("wrong_order", child, fmt::format("<{}> comes after <{}>", name, order));
      if (name > order) order = name;
      return keep_first(child, seen, [&] { return contact_list(child); });
    });
    for (const char* name : {"addresses", "emails", "phones"})
      if (const pugi::xml_node child = element.child(name)) element.append_move(child);
    return !is_empty(element);
  }

  bool contact_list(pugi::xml_node element) {
    const std::string_view name = element.name();
    if (name == "addresses") return items<Address>(element, "address");
    if (name == "emails") return items<Email>(element, "email");
    return items<Phone>(element, "phone");
  }

  // Tidies a value by its kind; returns whether it stays. -----------------------------------------

  template <class M>
  bool value(pugi::xml_node element, const M& member, Of<std::string>) {
    drop_attributes(element);
    return text_leaf(element, kind_of_text(member.name));
  }

  template <class M>
  bool value(pugi::xml_node element, const M&, Of<Coded>) {
    drop_attributes(element, "desc");
    return text_leaf(element, TextKind::code);
  }

  template <class M>
  bool value(pugi::xml_node element, const M&, Of<DateTime>) {
    drop_attributes(element);
    return moment_leaf(element);
  }

  template <class M>
  bool value(pugi::xml_node element, const M&, Of<std::optional<Day>>) {
    drop_attributes(element);
    return day_leaf(element);
  }

  template <class M>
  bool value(pugi::xml_node element, const M&, Of<bool>) {
    drop_attributes(element);
    if (!leaf(element)) return false;
    set_text(element, lower(text_of(element)));
    return true;
  }

  template <class M>
  bool value(pugi::xml_node element, const M& member, Of<std::optional<bool>>) {
    return value(element, member, Of<bool>{});
  }

  template <class M, class Item>
  bool value(pugi::xml_node element, const M& member, Of<std::vector<Item>>) {
    drop_attributes(element);
    if constexpr (std::is_same_v<Item, Coded>) {
      coded_items(element, member);
      return member.presence == Presence::required || !is_empty(element);
    } else {
      return items<Item>(element, member.item);
    }
  }

  template <class M>
  void coded_items(pugi::xml_node element, const M& member) {
    drop_text(element);
    filter_children(element, [&](pugi::xml_node child) { return keep_coded_item(child, member); });
  }

  template <class M>
  bool keep_coded_item(pugi::xml_node child, const M& member) {
    if (member.item != child.name()) {
      warn_unknown(child);
      return false;
    }
    if (member.item != "rs_library") return value(child, member, Of<Coded>{});
    members<LibraryCode>(child);
    return !is_empty(child);
  }

  template <class Item>
  bool items(pugi::xml_node list, std::string_view item) {
    drop_text(list);
    drop_attributes(list);
    filter_children(list, [&](pugi::xml_node child) { return keep_item<Item>(child, item); });
    return !is_empty(list);
  }

  template <class Item>
  bool keep_item(pugi::xml_node child, std::string_view item) {
    if (item != child.name()) {
      warn_unknown(child);
      return false;
    }
    const bool was_empty = is_empty(child);
    const std::size_t lost = lost_.size();
    members<Item>(child);
    const bool kept = !was_empty && complete<Item>(child);
    if (!kept) lost_.resize(lost);
    return kept;
  }

  /// Adds required values that have a default; removes an item without its value.
  template <class Item>
  bool complete(pugi::xml_node element) {
    bool keep = true;
    for_each_member<Item>([&](const auto& member) {
      using V = typename std::decay_t<decltype(member)>::Value;
      if (!keep || member.presence != Presence::required || element.child(member.name.data()))
        return;
      if constexpr (std::is_same_v<V, bool>) {
        set_text(element.append_child(member.name.data()), "false");
      } else if constexpr (List<V>) {
        element.append_child(member.name.data());
        warn("empty_required", element,
             fmt::format("<{}> has no <{}>", element.name(), member.name));
      } else {
        warn("empty_required", element,
             fmt::format("<{}> has no <{}>; the {} is ignored", element.name(), member.name,
                         element.name()));
        if (out_.incomplete.empty())
          out_.incomplete = fmt::format("{} {}", element.name(), member.name);
        keep = false;
      }
    });
    return keep;
  }

  template <class T>
  void attributes(pugi::xml_node element) {
    for (pugi::xml_attribute attribute = element.first_attribute(); attribute;) {
      const pugi::xml_attribute next = attribute.next_attribute();
      if (!keep_attribute<T>(element, attribute)) element.remove_attribute(attribute);
      attribute = next;
    }
  }

  template <class T>
  bool keep_attribute(pugi::xml_node element, pugi::xml_attribute attribute) {
    const std::string_view name = attribute.name();
    if (name == "segment_type") return segments_ == Segments::kept && requires(T item) {
        item.segment;
      };
    if (name == "link" || is_namespace_matter(name)) return false;
    bool known = false;
    for_each_member<T>([&](const auto& member) {
      known |= member.where == Where::attribute && member.name == name;
    });
    if (!known) {
      warn_attribute(element, name);
      return false;
    }
    const std::string text = lower(trim(attribute.value()));
    attribute.set_value(text.c_str());
    return !text.empty();
  }
};

}  // namespace

void tidy_v2(pugi::xml_node record, const LineOf& line_of, Tidied& out, Segments segments) {
  Tidy(line_of, out, segments).user(record);
}

}  // namespace roster::sis
