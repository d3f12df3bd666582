#include "sis/reader_v2.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <charconv>

#include "sis/xml_text.hpp"
#include "users/day.hpp"
#include "users/shape.hpp"

namespace roster::sis {

namespace {

/// Elements of the published schema that are not part of a SIS load, sorted.
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

/// One walk over one record.
class Walk {
 public:
  Walk(Reading reading, Trust trust) : reading_(reading), judged_(trust == Trust::judged) {}

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

  static bool is_blank_text(pugi::xml_node node) {
    return node.type() == pugi::node_pcdata && trim(node.value()).empty();
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
      if (is_contact_list(child.name())) return judged_;  // belongs into contact_info
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

  /// The published schema wants addresses, emails, phones in this order.
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

  /// The member of this name; elements mostly come in schema order, so the search starts at the
  /// hint.
  template <class T>
  static std::size_t find(std::string_view name, std::size_t hint) {
    static constexpr auto kNames = names<T>();
    for (std::size_t i = hint; i < kNames.size(); ++i)
      if (kNames[i] == name) return i;
    for (std::size_t i = 0; i < std::min(hint, kNames.size()); ++i)
      if (kNames[i] == name) return i;
    return kNone;
  }

  /// Dispatches an index at run time to its member.
  template <class T>
  bool read_indexed(pugi::xml_node child, T& out, std::size_t index) {
    using Reader = bool (*)(Walk&, pugi::xml_node, T&);
    static constexpr auto kReaders = []<std::size_t... I>(std::index_sequence<I...>) {
      return std::array<Reader, sizeof...(I)>{[](Walk& walk, pugi::xml_node node, T& target) {
        constexpr auto& kMember = std::get<I>(Shape<T>::members);
        if constexpr (kMember.where == Where::attribute) {
          return walk.judged_;  // an attribute's name used as an element
        } else {
          return walk.value(node, kMember, target.*kMember.pointer);
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
            known = boolean(attribute.value(), out.*member.pointer);
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

  /// The element's text when it is one plain piece; gives up on anything else.
  bool plain_text(pugi::xml_node element, std::string_view& text) const {
    const pugi::xml_node first = element.first_child();
    if (!first) return true;
    if (!is_text(first) || first.next_sibling()) return false;
    text = first.value();
    if (text.empty()) return true;
    return !tolerant() || (!is_blank(text.front()) && !is_blank(text.back()));
  }

  template <class M>
  bool text(pugi::xml_node element, const M& member, std::string& out) {
    if (judged_) {
      out = text_of(element);
      return true;
    }
    std::string_view view;
    if (!plain_text(element, view)) return false;
    if (member.limit != 0 && view.size() > member.limit) return false;
    if (view.empty() && member.presence == Presence::required && tolerant()) return false;
    out = view;
    return true;
  }

  template <class M>
  bool value(pugi::xml_node element, const M& member, std::string& out) {
    return (judged_ || !element.first_attribute()) && text(element, member, out);
  }

  template <class M>
  bool value(pugi::xml_node element, const M& member, Coded& out) {
    for (const pugi::xml_attribute attribute : element.attributes()) {
      const std::string_view desc = attribute.value();
      if (std::string_view(attribute.name()) == "desc") {
        if (!judged_ && desc.size() > member.desc_limit) return false;
        out.desc = desc;
      } else if (!judged_) {
        return false;
      }
    }
    if (!text(element, member, out.value)) return false;
    if (out.value.empty()) out.desc.clear();  // a label without a code says nothing
    return true;
  }

  /// Text of a typed value (date, boolean): blanks around it do not count.
  bool typed_text(pugi::xml_node element, std::string& out) const {
    if (judged_) {
      out = trim(text_of(element));
      return true;
    }
    std::string_view view;
    if (element.first_attribute() || !plain_text(element, view)) return false;
    if (view.empty() && !tolerant()) return false;
    out = view;
    return true;
  }

  template <class M>
  bool value(pugi::xml_node element, const M&, std::optional<Day>& out) {
    std::string text;
    if (!typed_text(element, text)) return false;
    if (text.empty()) return true;
    const bool plain = text.size() == 10 || (text.size() == 11 && text[10] == 'Z');
    if (!plain && !judged_) return false;
    out = read_date(text);
    return out.has_value() || judged_;
  }

  template <class M>
  bool value(pugi::xml_node element, const M&, DateTime& out) {
    if (!typed_text(element, out.text)) return false;
    return judged_ || out.text.empty() || is_plain_date_time(out.text);
  }

  static bool is_plain_date_time(std::string_view text) {
    return text.size() == 20 && text[19] == 'Z' && parse_time(text).has_value();
  }

  bool boolean(std::string_view text, bool& out) const {
    const std::string_view value = judged_ ? trim(text) : text;
    if (value == "true" || (judged_ && value == "1"))
      out = true;
    else if (value == "false" || (judged_ && value == "0"))
      out = false;
    else
      return judged_;
    return true;
  }

  template <class M>
  bool value(pugi::xml_node element, const M&, bool& out) {
    std::string text;
    return typed_text(element, text) && boolean(text, out);
  }

  template <class M>
  bool value(pugi::xml_node element, const M&, std::optional<bool>& out) {
    std::string text;
    bool flag = false;
    if (!typed_text(element, text)) return false;
    if (text.empty()) return true;
    if (!boolean(text, flag)) return false;
    out = flag;
    return true;
  }

  template <class M, class Item>
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

  /// `<email_type/>` is an absent type, not an empty one.
  template <class Item>
  static void drop_empty_tail(std::vector<Item>& items) {
    if constexpr (std::is_same_v<Item, Coded>)
      if (items.back().empty()) items.pop_back();
  }
};

std::optional<int> digits(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.front() == '-') return {};
  return value;
}

bool is_zone(std::string_view text) {
  if (text.empty() || text == "Z") return true;
  return text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':' &&
         digits(text.substr(1, 2)) && digits(text.substr(4, 2));
}

std::optional<Day> day_of(std::string_view year, std::string_view month, std::string_view day) {
  const auto y = digits(year);
  const auto m = digits(month);
  const auto d = digits(day);
  if (!y || !m || !d || *y < 1 || *y > 9999) return {};
  const std::chrono::year_month_day date{std::chrono::year{*y},
                                         std::chrono::month(static_cast<unsigned>(*m)),
                                         std::chrono::day(static_cast<unsigned>(*d))};
  if (!date.ok()) return {};
  return Day{date};
}

}  // namespace

bool read_v2(pugi::xml_node record, Reading reading, Trust trust, User& out) {
  return Walk(reading, trust).members(record, out);
}

bool is_passed_over(std::string_view element) {
  return std::binary_search(kPassedOver.begin(), kPassedOver.end(), element);
}

std::optional<Day> read_date(std::string_view text) {
  if (text.size() >= 10 && text[4] == '-' && text[7] == '-' && is_zone(text.substr(10)))
    return day_of(text.substr(0, 4), text.substr(5, 2), text.substr(8, 2));
  const bool compact = text.size() == 8 || text.size() == 14;
  if (compact && text.find_first_not_of("0123456789") == std::string_view::npos)
    return day_of(text.substr(0, 4), text.substr(4, 2), text.substr(6, 2));
  return {};
}

}  // namespace roster::sis
