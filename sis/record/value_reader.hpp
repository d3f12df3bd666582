// Value reader: reads the leaves of a V.2 record. With Trust::check it returns false for anything
// that is not plainly valid; with Trust::judged it accepts everything. Used by reader_v2.cpp only.
#pragma once

#include <pugixml.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sis/record/reader_v2.hpp"
#include "sis/record/texts.hpp"
#include "users/model/shape.hpp"

namespace roster::sis {

/// The limits of a leaf, from Shape.
struct ValueLimits {
  std::uint16_t characters = 0;  // 0: no limit
  std::uint16_t desc = 4000;
  Presence presence = Presence::optional;
  TextKind kind = TextKind::plain;
};

class ValueReader {
 public:
  /// `unread` collects the dates that the schema allows and Roster cannot store.
  ValueReader(Reading reading, Trust trust, std::vector<pugi::xml_node>& unread)
      : tolerant_(reading == Reading::tolerant), judged_(trust == Trust::judged), unread_(unread) {}

  bool read(pugi::xml_node element, const ValueLimits& limits, std::string& out) const;
  bool read(pugi::xml_node element, const ValueLimits& limits, Coded& out) const;
  bool read(pugi::xml_node element, const ValueLimits& limits, std::optional<Day>& out) const;
  bool read(pugi::xml_node element, const ValueLimits& limits, DateTime& out) const;
  bool read(pugi::xml_node element, const ValueLimits& limits, bool& out) const;
  bool read(pugi::xml_node element, const ValueLimits& limits, std::optional<bool>& out) const;
  bool read_boolean(std::string_view text, bool& out) const;

 private:
  bool tolerant_;
  bool judged_;
  std::vector<pugi::xml_node>& unread_;

  bool plain_text(pugi::xml_node element, std::string_view& text) const;
  bool text(pugi::xml_node element, const ValueLimits& limits, std::string& out) const;
  bool typed_text(pugi::xml_node element, std::string& out) const;
};

}  // namespace roster::sis
