#include "sis/tidy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sis/excerpt.hpp"
#include "sis/reader_v2.hpp"
#include "sis/xml_text.hpp"
#include "users/day.hpp"
#include "users/shape.hpp"

namespace roster {

namespace sis {
/// `<rs_library><code>…</code></rs_library>`, which User keeps as the code alone.
struct LibraryCode {
  Coded code;
};
}  // namespace sis

template <>
struct Shape<sis::LibraryCode> {
  static constexpr auto members = std::tuple{
      Member{1, "code", &sis::LibraryCode::code, 50, Presence::optional, Where::element, {}, 255}};
};

}  // namespace roster

namespace roster::sis {

namespace {

template <class V>
concept List = requires(V v) {
  v.emplace_back();
}
&&!std::is_same_v<V, std::string>;

bool is_namespace_matter(std::string_view attribute) {
  return attribute == "xmlns" || attribute.starts_with("xmlns:") || attribute.starts_with("xsi:") ||
         attribute.starts_with("xml:");
}

bool is_empty_element(pugi::xml_node element) { return !element.first_child(); }

/// Names of V.1 that exporters leave behind in V.2 records deserve a better hint than "unknown".
bool looks_like_v1(std::string_view name) {
  return std::any_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

class Tidy {
 public:
  Tidy(const LineOf& line_of, std::vector<Warning>& warnings)
      : line_of_(line_of), warnings_(warnings) {}

  template <class T>
  void members(pugi::xml_node element) {
    drop_text(element);
    attributes<T>(element);
    std::set<std::string, std::less<>> seen;
    for (pugi::xml_node child = element.first_child(); child;) {
      const pugi::xml_node next = child.next_sibling();
      child.set_name(std::string(local_name(child.name())).c_str());
      if (!keep_member<T>(element, child, seen)) element.remove_child(child);
      child = next;
    }
  }

  void user(pugi::xml_node record) {
    record.set_name("user");
    members<User>(record);
  }

 private:
  const LineOf& line_of_;
  std::vector<Warning>& warnings_;

  void warn(std::string_view code, pugi::xml_node where, std::string message) {
    warnings_.push_back({code, line_of_(where), std::move(message)});
  }

  /// Text between elements means nothing; blanks are ordinary there.
  void drop_text(pugi::xml_node element) {
    for (pugi::xml_node child = element.first_child(); child;) {
      const pugi::xml_node next = child.next_sibling();
      if (child.type() != pugi::node_element) {
        if (is_text(child) && !trim(child.value()).empty())
          warn("unknown_element", element, fmt::format("text inside <{}> ignored", element.name()));
        element.remove_child(child);
      }
      child = next;
    }
  }

  template <class T>
  bool keep_member(pugi::xml_node parent, pugi::xml_node child,
                   std::set<std::string, std::less<>>& seen) {
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
    const std::string_view hint = looks_like_v1(name) ? " (a V.1 name?)" : "";
    warn("unknown_element", child,
         fmt::format("<{}> in <{}> is unknown{}; ignored", excerpt(name), parent.name(), hint));
    return false;
  }

  /// Is the member an element right inside T? Contacts stand inside contact_info.
  template <class T, class M>
  static bool may_stand_in(const M& member) {
    if (std::is_same_v<T, User> && is_contact_list(member.name)) return false;
    return member.where == Where::element;
  }

  static bool is_contact_list(std::string_view name) {
    return name == "addresses" || name == "emails" || name == "phones";
  }

  /// A tag that says which kind of value a member holds.
  template <class V>
  struct Of {};
  template <class T, class V>
  static Of<V> Kind(V T::*) {
    return {};
  }

  /// Tidies a child unless there is one of its name already; one that came to nothing is none.
  template <class F>
  bool keep_first(pugi::xml_node child, std::set<std::string, std::less<>>& seen, F&& tidy) {
    if (seen.contains(std::string_view(child.name()))) {
      warn("duplicate_child", child, fmt::format("a second <{}> is ignored", child.name()));
      return false;
    }
    if (!tidy()) return false;
    seen.insert(child.name());
    return true;
  }

  bool contact_info(pugi::xml_node element) {
    drop_text(element);
    drop_attributes(element);
    std::set<std::string, std::less<>> seen;
    std::string_view order = "";
    for (pugi::xml_node child = element.first_child(); child;) {
      const pugi::xml_node next = child.next_sibling();
      child.set_name(std::string(local_name(child.name())).c_str());
      const std::string_view name = child.name();
      const bool contact = is_contact_list(name);
      if (contact && name < order)  // the schema's order happens to be the alphabet's
        warn("wrong_order", child, fmt::format("<{}> comes after <{}>", name, order));
      if (contact) order = std::max(order, name);
      bool keep = false;
      if (contact)
        keep = keep_first(child, seen, [&] { return contact_list(child); });
      else
        warn("unknown_element", child,
             fmt::format("<{}> in <contact_info> is unknown; ignored", excerpt(name)));
      if (!keep) element.remove_child(child);
      child = next;
    }
    for (const char* name : {"addresses", "emails", "phones"})
      if (const pugi::xml_node child = element.child(name)) element.append_move(child);
    return !is_empty_element(element);
  }

  bool contact_list(pugi::xml_node element) {
    const std::string_view name = element.name();
    if (name == "addresses") return items<Address>(element, "address");
    if (name == "emails") return items<Email>(element, "email");
    return items<Phone>(element, "phone");
  }

  // A value is tidied by its kind; the answer is whether it stays. ------------------------------

  template <class M>
  bool value(pugi::xml_node element, const M& member, Of<std::string>) {
    drop_attributes(element);
    return leaf(element, member);
  }

  template <class M>
  bool value(pugi::xml_node element, const M& member, Of<Coded>) {
    drop_attributes(element, "desc");
    return leaf(element, member);
  }

  template <class M>
  bool value(pugi::xml_node element, const M& member, Of<DateTime>) {
    drop_attributes(element);
    return leaf(element, member);
  }

  template <class M>
  bool value(pugi::xml_node element, const M& member, Of<std::optional<Day>>) {
    drop_attributes(element);
    if (!leaf(element, member)) return false;
    const std::string text = text_of(element);
    const std::optional<Day> day = read_date(text);
    if (!day) {
      warn("bad_date", element,
           fmt::format("{}: '{}' is not a date; ignored", member.name, excerpt(text)));
      return false;
    }
    if (text.size() == 8 || text.size() == 14) {
      warn("bad_date", element,
           fmt::format("{}: '{}' read as {}", member.name, text, format_day(*day)));
      set_text(element, format_day(*day) + "Z");
    }
    return true;
  }

  template <class M>
  bool value(pugi::xml_node element, const M& member, Of<bool>) {
    drop_attributes(element);
    if (!leaf(element, member)) return false;
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
      return member.presence == Presence::required || !is_empty_element(element);
    } else {
      return items<Item>(element, member.item);
    }
  }

  /// Trims a leaf's text. An empty one is an absent one.
  template <class M>
  bool leaf(pugi::xml_node element, const M&) {
    for (pugi::xml_node child = element.first_child(); child;) {
      const pugi::xml_node next = child.next_sibling();
      if (child.type() == pugi::node_element) {
        warn("unknown_element", child,
             fmt::format("<{}> in <{}> is unknown; ignored", excerpt(local_name(child.name())),
                         element.name()));
        element.remove_child(child);
      }
      child = next;
    }
    const std::string text(trim(text_of(element)));
    if (text.empty()) return false;
    set_text(element, text);
    return true;
  }

  template <class M>
  void coded_items(pugi::xml_node element, const M& member) {
    drop_text(element);
    for (pugi::xml_node child = element.first_child(); child;) {
      const pugi::xml_node next = child.next_sibling();
      child.set_name(std::string(local_name(child.name())).c_str());
      if (!keep_coded_item(element, child, member)) element.remove_child(child);
      child = next;
    }
  }

  template <class M>
  bool keep_coded_item(pugi::xml_node list, pugi::xml_node child, const M& member) {
    if (member.item != child.name()) {
      warn("unknown_element", child,
           fmt::format("<{}> in <{}> is unknown; ignored", excerpt(child.name()), list.name()));
      return false;
    }
    if (member.item != "rs_library") return value(child, member, Of<Coded>{});
    members<LibraryCode>(child);
    return !is_empty_element(child);
  }

  template <class Item>
  bool items(pugi::xml_node list, std::string_view item) {
    drop_text(list);
    drop_attributes(list);
    for (pugi::xml_node child = list.first_child(); child;) {
      const pugi::xml_node next = child.next_sibling();
      child.set_name(std::string(local_name(child.name())).c_str());
      if (!keep_item<Item>(list, child, item)) list.remove_child(child);
      child = next;
    }
    return !is_empty_element(list);
  }

  template <class Item>
  bool keep_item(pugi::xml_node list, pugi::xml_node child, std::string_view item) {
    if (item != child.name()) {
      warn("unknown_element", child,
           fmt::format("<{}> in <{}> is unknown; ignored", excerpt(child.name()), list.name()));
      return false;
    }
    const bool was_empty = is_empty_element(child);
    members<Item>(child);
    return !was_empty && complete<Item>(child);
  }

  /// Fills what the format demands and a default can supply; an item without its value goes.
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
    if (name == "segment_type" || name == "link" || is_namespace_matter(name)) return false;
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

  /// Drops all attributes but one; those that are neither expected nor about namespaces are said.
  void drop_attributes(pugi::xml_node element, std::string_view but = "") {
    for (pugi::xml_attribute attribute = element.first_attribute(); attribute;) {
      const pugi::xml_attribute next = attribute.next_attribute();
      const std::string_view name = attribute.name();
      if (name != but) {
        if (!is_namespace_matter(name) && name != "link" && name != "desc")
          warn_attribute(element, name);
        element.remove_attribute(attribute);
      }
      attribute = next;
    }
  }

  void warn_attribute(pugi::xml_node element, std::string_view name) {
    warn(
        "unknown_element", element,
        fmt::format("the attribute {} of <{}> is unknown; ignored", excerpt(name), element.name()));
  }

  static std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
  }

  static void set_text(pugi::xml_node element, const std::string& text) {
    const pugi::xml_node first = element.first_child();
    if (first && is_text(first) && !first.next_sibling() && text == first.value()) return;
    while (const pugi::xml_node child = element.first_child()) element.remove_child(child);
    element.append_child(pugi::node_pcdata).set_value(text.c_str());
  }
};

}  // namespace

void tidy_v2(pugi::xml_node record, const LineOf& line_of, std::vector<Warning>& warnings) {
  Tidy(line_of, warnings).user(record);
}

}  // namespace roster::sis
