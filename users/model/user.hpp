// User: one person's record, a plain value type.
//
// The members are the fields of Alma's `user` object that a load uses, under their XML names
// (docs/fields.md lists how each is treated). Every list item has a segment: external items come
// from the SIS and a load replaces them; internal items were entered by staff and a load never
// changes them. An absent field is an empty value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "users/base/day.hpp"

namespace roster {

enum class Segment : std::uint8_t { external, internal };

/// A value from a code table with its label from the feed.
struct Coded {
  std::string value;
  std::string desc;

  bool empty() const { return value.empty() && desc.empty(); }
  friend bool operator==(const Coded&, const Coded&) = default;
};

/// A time as the feed wrote it (xs:dateTime); Roster stores it without parsing.
struct DateTime {
  std::string text;

  bool empty() const { return text.empty(); }
  friend bool operator==(const DateTime&, const DateTime&) = default;
};

struct Address {
  Segment segment = Segment::external;
  bool preferred = false;
  std::string line1, line2, line3, line4, line5;
  std::string city, state_province, postal_code;
  Coded country;
  std::string address_note;
  std::optional<Day> start_date, end_date;
  std::vector<Coded> types;

  friend bool operator==(const Address&, const Address&) = default;
};

struct Email {
  Segment segment = Segment::external;
  bool preferred = false;
  std::string email_address;
  std::string description;
  std::vector<Coded> types;

  friend bool operator==(const Email&, const Email&) = default;
};

struct Phone {
  Segment segment = Segment::external;
  bool preferred = false;
  bool preferred_sms = false;
  std::string phone_number;
  std::vector<Coded> types;

  friend bool operator==(const Phone&, const Phone&) = default;
};

struct Identifier {
  Segment segment = Segment::external;
  Coded id_type;
  std::string value;
  std::string note;
  std::string status;

  friend bool operator==(const Identifier&, const Identifier&) = default;
};

struct Note {
  Segment segment = Segment::external;
  Coded note_type;
  std::string note_text;
  bool user_viewable = false;
  bool popup_note = false;
  std::string created_by;
  DateTime created_date;

  friend bool operator==(const Note&, const Note&) = default;
};

struct Block {
  Segment segment = Segment::external;
  Coded block_type;
  Coded block_description;
  std::string block_status;
  std::string block_note;
  std::string created_by;
  DateTime created_date;
  DateTime expiry_date;
  std::string item_loan_id;

  friend bool operator==(const Block&, const Block&) = default;
};

struct Statistic {
  Segment segment = Segment::external;
  Coded statistic_category;
  Coded category_type;
  std::string statistic_note;

  friend bool operator==(const Statistic&, const Statistic&) = default;
};

struct LibraryNotice {
  Coded code;
  bool value = false;

  friend bool operator==(const LibraryNotice&, const LibraryNotice&) = default;
};

/// A protected field that staff edited by hand, with the last value from the SIS. When the SIS
/// supplies that value again, a load overwrites the field and removes this entry. The value is
/// encoded by encode_field() (document.hpp).
struct ManualEdit {
  std::uint8_t field = 0;  // a Field (fields.hpp)
  std::string last_sis_value;

  friend bool operator==(const ManualEdit&, const ManualEdit&) = default;
};

struct User {
  Coded record_type;  // PUBLIC | STAFF | CONTACT, set by the profile
  std::string primary_id;
  std::string first_name, middle_name, last_name;
  std::string pin_number;
  Coded user_title;
  Coded job_category;
  std::string job_description;
  Coded gender;
  Coded user_group;
  Coded campus_code;
  std::string web_site_url;
  Coded cataloger_level;
  Coded preferred_language;
  std::optional<Day> birth_date, expiry_date, purge_date;
  Coded account_type;       // EXTERNAL | INTERNAL; a load creates and updates EXTERNAL only
  std::string external_id;  // code of the profile that last loaded the user
  Coded status;             // ACTIVE | INACTIVE
  std::vector<Address> addresses;
  std::vector<Email> emails;
  std::vector<Phone> phones;
  std::vector<Identifier> user_identifiers;
  std::vector<Block> user_blocks;
  std::vector<Note> user_notes;
  std::vector<Statistic> user_statistics;
  std::vector<Coded> rs_libraries;
  std::vector<LibraryNotice> library_notices;
  std::string source_link_id, source_institution_code, linking_id;
  std::string pref_first_name, pref_middle_name, pref_last_name, pref_name_suffix;
  std::optional<bool> is_researcher;

  std::vector<ManualEdit> manual_edits;  // sorted by field, at most one each

  friend bool operator==(const User&, const User&) = default;
};

/// May the SIS change this account? (Alma rejects a match on an internal user.)
inline bool is_external(const User& user) { return user.account_type.value != "INTERNAL"; }

}  // namespace roster
