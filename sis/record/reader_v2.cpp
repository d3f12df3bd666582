#include "sis/record/reader_v2.hpp"

#include <algorithm>
#include <array>
#include <bitset>

#include "sis/record/value_reader.hpp"
#include "sis/xml/text.hpp"
#include "users/model/shape.hpp"

namespace roster::sis {

namespace {

/// Elements of the published schema that are not part of a load, sorted.
constexpr std::array<std::string_view, 11> kPassedOver{
    "fees",
    "force_password_change",
    "full_name",
    "last_patron_activity_date",
    "loans",
    "password",
    "proxy_for_users",
    "requests",
    "researcher",
    "status_date",
    "user_roles",
};

template <class V>
struct IsVector : std::false_type {};
template <class V>
struct IsVector<std::vector<V>> : std::true_type {};

/// Reads one record.
class Walk {
 public:
  Walk(Reading reading, Trust trust, std::vector<pugi::xml_node>& unread)
      : reading_(reading), judged_(trust == Trust::judged), values_(reading, trust, unread) {}

  /// Reads an element that holds members (user, address, …).
  template <class T>
  bool members(pugi::xml_node element, T& out) {
    std::bitset<64> seen;
    if (!attributes(element, out)) return false;
    std::size_t hint = 0;
    for (const pugi::xml_node child : element) {
      if (child.type() != pugi::node_element) {
        if (judged_ || is_blank_text(child)) continue;
        return false;
      }
      if (!member(child, out, hint, seen)) return false;
    }
    return judged_ || required_seen<T>(seen);
  }

 private:
  Reading reading_;
  bool judged_;
  ValueReader values_;

  static bool is_blank_text(pugi::xml_node node) {
    const std::string_view text = node.value();
    return node.type() == pugi::node_pcdata && std::all_of(text.begin(), text.end(), is_blank);
  }

  bool tolerant() const { return reading_ == Reading::tolerant; }

  template <class T>
  bool member(pugi::xml_node child, T& out, std::size_t& hint, std::bitset<64>& seen) {
    const std::size_t index = find<T>(child.name(), hint);
    if (index == kNone) {
      if constexpr (std::is_same_v<T, User>) return other_child_of_user(child, out, seen);
      return judged_;
    }
    hint = index + 1;
    if constexpr (std::is_same_v<T, User>)
      if (is_contact_list(child.name())) return judged_;  // must be inside contact_info
    if (seen[index] && !judged_) return false;
    seen.set(index);
    return read_indexed(child, out, index);
  }

  bool other_child_of_user(pugi::xml_node child, User& out, std::bitset<64>& seen) {
    const std::string_view name = child.name();
    if (name == "contact_info") {
      if (seen[63] && !judged_) return false;
      seen.set(63);
      return contact_info(child, out);
    }
    return judged_ || (tolerant() && is_passed_over(name));
  }

  static bool is_contact_list(std::string_view name) {
    return name == "addresses" || name == "emails" || name == "phones";
  }

  /// The published schema requires the order addresses, emails, phones.
  bool contact_info(pugi::xml_node element, User& out) {
    if (!judged_ && element.first_attribute()) return false;
    std::size_t last = 0;
    for (const pugi::xml_node child : element) {
      if (child.type() != pugi::node_element) {
        if (judged_ || is_blank_text(child)) continue;
        return false;
      }
      std::size_t hint = last;
      const std::size_t index =
          is_contact_list(child.name()) ? find<User>(child.name(), hint) : kNone;
      if (index == kNone || index < last) {
        if (judged_) continue;
        return false;
      }
      last = index + 1;
      if (!read_indexed(child, out, index)) return false;
    }
    return true;
  }

  static constexpr std::size_t kNone = 999;

  template <class T>
  static constexpr auto names() {
    return std::apply([](const auto&... member) { return std::array{member.name...}; },
                      Shape<T>::members);
  }

  /// The index of the member with this name. Starts at the hint, because elements are mostly in
  /// schema order.
  template <class T>
  static std::size_t find(std::string_view name, std::size_t hint) {
    static constexpr auto kNames = names<T>();
    for (std::size_t i = hint; i < kNames.size(); ++i)
      if (kNames[i] == name) return i;
    for (std::size_t i = 0; i < std::min(hint, kNames.size()); ++i)
      if (kNames[i] == name) return i;
    return kNone;
  }

  /// Calls the reader of the member with this index.
  template <class T>
  bool read_indexed(pugi::xml_node child, T& out, std::size_t index) {
    using Reader = bool (*)(Walk&, pugi::xml_node, T&);
    static constexpr auto kReaders = []<std::size_t... I>(std::index_sequence<I...>) {
      return std::array<Reader, sizeof...(I)>{[](Walk& walk, pugi::xml_node node, T& target) {
        constexpr auto& kMember = std::get<I>(Shape<T>::members);
        if constexpr (kMember.where == Where::attribute) {
          return walk.judged_;  // an attribute's name used as an element
        } else {
          constexpr TextKind kKind = kind_of_text(kMember.name);
          return walk.value<kKind>(node, kMember, target.*kMember.pointer);
        }
      }...};
    }
    (std::make_index_sequence<std::tuple_size_v<decltype(Shape<T>::members)>>{});
    return kReaders[index](*this, child, out);
  }

  template <class T>
  bool attributes(pugi::xml_node element, T& out) {
    for (const pugi::xml_attribute attribute : element.attributes()) {
      const std::string_view name = attribute.name();
      bool known = name == "segment_type" && has_segment<T> &&
                   std::string_view(attribute.value()).size() <= 10;
      for_each_member<T>([&](const auto& member) {
        if constexpr (std::is_same_v<typename std::decay_t<decltype(member)>::Value, bool>)
          if (member.where == Where::attribute && member.name == name)
            known = values_.read_boolean(attribute.value(), out.*member.pointer);
      });
      if (!known && !judged_) return false;
    }
    return true;
  }

  template <class T>
  static constexpr bool has_segment = requires(T item) {
    item.segment;
  };

  template <class T>
  bool required_seen(const std::bitset<64>& seen) const {
    std::size_t index = 0;
    bool all = true;
    for_each_member<T>([&](const auto& member) {
      if (member.presence == Presence::required && !seen[index]) all = false;
      ++index;
    });
    return all;
  }

  template <TextKind kind = TextKind::plain, class M, class V>
  bool value(pugi::xml_node element, const M& member, V& out) {
    const ValueLimits limits{member.limit, member.desc_limit, member.presence, kind};
    return values_.read(element, limits, out);
  }

  template <TextKind kind = TextKind::plain, class M, class Item>
  bool value(pugi::xml_node element, const M& member, std::vector<Item>& out) {
    if (!judged_ && element.first_attribute()) return false;
    for (const pugi::xml_node child : element) {
      if (child.type() != pugi::node_element) {
        if (judged_ || is_blank_text(child)) continue;
        return false;
      }
      if (member.item != child.name()) {
        if (judged_) continue;
        return false;
      }
      if (!item(child, member, out.emplace_back())) return false;
      drop_empty_tail(out);
    }
    return true;
  }

  template <class M, class Item>
  bool item(pugi::xml_node element, const M& member, Item& out) {
    if constexpr (!std::is_same_v<Item, Coded>) {
      return members(element, out);
    } else {
      if (member.item != "rs_library") return value(element, member, out);
      const pugi::xml_node code = element.first_child();  // <rs_library><code>…
      if (!judged_ && (element.first_attribute() || !code || code.next_sibling() ||
                       std::string_view(code.name()) != "code"))
        return false;
      const pugi::xml_node chosen = judged_ ? element.child("code") : code;
      return !chosen || value(chosen, member, out);
    }
  }

  /// `<email_type/>` is an absent type, not an empty type.
  template <class Item>
  static void drop_empty_tail(std::vector<Item>& items) {
    if constexpr (std::is_same_v<Item, Coded>)
      if (items.back().empty()) items.pop_back();
  }
};

}  // namespace

bool read_v2(pugi::xml_node record, Reading reading, Trust trust, User& out,
             std::vector<pugi::xml_node>& unread) {
  return Walk(reading, trust, unread).members(record, out);
}

bool is_passed_over(std::string_view element) {
  return std::binary_search(kPassedOver.begin(), kPassedOver.end(), element);
}

}  // namespace roster::sis
