#include "sis/record/writer_v2.hpp"

#include "sis/xml/writer.hpp"
#include "users/base/day.hpp"
#include "users/model/shape.hpp"

namespace roster::sis {
namespace {

template <class V>
constexpr bool is_contact_list() {
  return std::is_same_v<V, std::vector<Address>> || std::is_same_v<V, std::vector<Email>> ||
         std::is_same_v<V, std::vector<Phone>>;
}

class Writer {
 public:
  Writer(std::string& out, std::size_t depth) : xml_(out, depth) {}

  /// The contact lists are members of User but stand in an element of their own.
  void user(const User& user, const UserElement& where) {
    xml_.start("user");
    if (!where.link.empty()) xml_.attribute("link", where.link);
    xml_.children();
    for_each_member<User>([&](const auto& member) {
      using V = typename std::decay_t<decltype(member)>::Value;
      if constexpr (std::is_same_v<V, std::vector<Address>>) contact_info(user);
      if constexpr (!is_contact_list<V>()) element(member, user.*member.pointer);
    });
    for (const LinkedElement& linked : where.more)
      xml_.start(linked.name).attribute("link", linked.link).text(linked.name, linked.value);
    xml_.end("user");
  }

 private:
  XmlOut xml_;

  void contact_info(const User& user) {
    if (user.addresses.empty() && user.emails.empty() && user.phones.empty()) return;
    xml_.start("contact_info").children();
    for_each_member<User>([&](const auto& member) {
      using V = typename std::decay_t<decltype(member)>::Value;
      if constexpr (is_contact_list<V>()) element(member, user.*member.pointer);
    });
    xml_.end("contact_info");
  }

  template <class M>
  void element(const M& member, const typename M::Value& value) {
    if (member.where == Where::attribute) return;
    if constexpr (!std::is_same_v<typename M::Value, bool>)  // a false flag is written too
      if (is_absent(value) && member.presence == Presence::optional) return;
    put(member, value);
  }

  template <class M>
  void put(const M& member, const std::string& text) {
    xml_.leaf(member.name, text);
  }
  template <class M>
  void put(const M& member, const DateTime& time) {
    xml_.leaf(member.name, time.text);
  }
  template <class M>
  void put(const M& member, bool value) {
    xml_.leaf(member.name, value ? "true" : "false");
  }
  template <class M>
  void put(const M& member, const std::optional<bool>& value) {
    put(member, *value);
  }
  template <class M>
  void put(const M& member, const std::optional<Day>& day) {
    xml_.leaf(member.name, format_day(*day) + "Z");
  }
  template <class M>
  void put(const M& member, const Coded& coded) {
    put_coded(member.name, coded);
  }
  template <class M, class Item>
  void put(const M& member, const std::vector<Item>& items) {
    if (items.empty()) return xml_.leaf(member.name, "");
    xml_.start(member.name).children();
    for (const Item& item : items) put_item(member.item, item);
    xml_.end(member.name);
  }

  void put_coded(std::string_view name, const Coded& coded) {
    xml_.start(name);
    if (!coded.desc.empty()) xml_.attribute("desc", coded.desc);
    xml_.text(name, coded.value);
  }

  void put_item(std::string_view name, const Coded& coded) {
    if (name != "rs_library") return put_coded(name, coded);
    xml_.start(name).children();  // the only coded value that the format wraps
    put_coded("code", coded);
    xml_.end(name);
  }
  template <class Item>
  void put_item(std::string_view name, const Item& item) {
    xml_.start(name);
    for_each_member<Item>([&](const auto& member) {
      if constexpr (std::is_same_v<typename std::decay_t<decltype(member)>::Value, bool>)
        if (member.where == Where::attribute && item.*member.pointer)
          xml_.attribute(member.name, "true");
    });
    if constexpr (requires { item.segment; })
      xml_.attribute("segment_type", item.segment == Segment::internal ? "Internal" : "External");
    xml_.children();
    for_each_member<Item>([&](const auto& member) { element(member, item.*member.pointer); });
    xml_.end(name);
  }
};

}  // namespace

void write_prologue(std::string& out) {
  out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<users>\n";
}

void write_user(const User& user, std::string& out) { write_user_as(user, UserElement{}, out); }

void write_user_as(const User& user, const UserElement& element, std::string& out) {
  Writer(out, element.depth).user(user, element);
}

void write_epilogue(std::string& out) { out += "</users>\n"; }

}  // namespace roster::sis
