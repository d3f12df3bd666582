// Shape: the single table of elements. For User and each kind of list item it gives each member's
// XML element or attribute, maximum length and whether it is required. The V.2 reader and writer,
// the quick schema check, the JSON form, the stored document and the field comparison all use it,
// so that each field is described once.
//
// Limits are in characters, from the published rest_user.xsd; 0 means no limit. Tags are numbers in
// the stored document: never reuse or change one.
#pragma once

#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "users/model/user.hpp"

namespace roster {

enum class Where : std::uint8_t { element, attribute };
enum class Presence : std::uint8_t { optional, required };

template <class T, class V>
struct Member {
  using Value = V;
  std::uint8_t tag;
  std::string_view name;
  V T::*pointer;
  std::uint16_t limit = 0;
  Presence presence = Presence::optional;
  Where where = Where::element;
  std::string_view item = {};       // for lists: the element name of one item
  std::uint16_t desc_limit = 4000;  // for coded values
};

/// clang 14 needs this to deduce the arguments of an aggregate.
template <class T, class V, class... More>
Member(std::uint8_t, std::string_view, V T::*, More...) -> Member<T, V>;

template <class T>
struct Shape;

template <>
struct Shape<Address> {
  using T = Address;
  static constexpr auto members = std::tuple{
      Member{1, "preferred", &T::preferred, 0, Presence::optional, Where::attribute},
      Member{2, "line1", &T::line1, 0},
      Member{3, "line2", &T::line2, 255},
      Member{4, "line3", &T::line3, 255},
      Member{5, "line4", &T::line4, 255},
      Member{6, "line5", &T::line5, 255},
      Member{7, "city", &T::city, 255},
      Member{8, "state_province", &T::state_province, 255},
      Member{9, "postal_code", &T::postal_code, 255},
      Member{10, "country", &T::country, 255},
      Member{11, "address_note", &T::address_note, 1000},
      Member{12, "start_date", &T::start_date},
      Member{13, "end_date", &T::end_date},
      Member{14, "address_types", &T::types, 255, Presence::required, Where::element,
             "address_type"},
  };
};

template <>
struct Shape<Email> {
  using T = Email;
  static constexpr auto members = std::tuple{
      Member{1, "preferred", &T::preferred, 0, Presence::optional, Where::attribute},
      Member{2, "email_address", &T::email_address, 255, Presence::required},
      Member{3, "description", &T::description, 255},
      Member{4, "email_types", &T::types, 255, Presence::required, Where::element, "email_type"},
  };
};

template <>
struct Shape<Phone> {
  using T = Phone;
  static constexpr auto members = std::tuple{
      Member{1, "preferred", &T::preferred, 0, Presence::optional, Where::attribute},
      Member{2, "preferred_sms", &T::preferred_sms, 0, Presence::optional, Where::attribute},
      Member{3, "phone_number", &T::phone_number, 255, Presence::required},
      Member{4, "phone_types", &T::types, 255, Presence::required, Where::element, "phone_type"},
  };
};

template <>
struct Shape<Identifier> {
  using T = Identifier;
  static constexpr auto members = std::tuple{
      Member{1, "id_type", &T::id_type, 255, Presence::required},
      Member{2, "value", &T::value, 255, Presence::required},
      Member{3, "note", &T::note, 2000},
      Member{4, "status", &T::status, 255},
  };
};

template <>
struct Shape<Block> {
  using T = Block;
  static constexpr auto members = std::tuple{
      Member{1, "block_type", &T::block_type, 255},
      Member{2, "block_description", &T::block_description, 255, Presence::required},
      Member{3, "block_status", &T::block_status, 255},
      Member{4, "block_note", &T::block_note, 2000},
      Member{5, "created_by", &T::created_by, 255},
      Member{6, "created_date", &T::created_date},
      Member{7, "expiry_date", &T::expiry_date},
      Member{8, "item_loan_id", &T::item_loan_id, 0},
  };
};

template <>
struct Shape<Note> {
  using T = Note;
  static constexpr auto members = std::tuple{
      Member{1, "note_type", &T::note_type, 255, Presence::required},
      Member{2, "note_text", &T::note_text, 2000},
      Member{3, "user_viewable", &T::user_viewable, 0, Presence::required},
      Member{4, "popup_note", &T::popup_note, 0, Presence::required},
      Member{5, "created_by", &T::created_by, 255},
      Member{6, "created_date", &T::created_date},
  };
};

template <>
struct Shape<Statistic> {
  using T = Statistic;
  static constexpr auto members = std::tuple{
      Member{1, "statistic_category", &T::statistic_category, 255, Presence::required},
      Member{2, "category_type", &T::category_type, 255},
      Member{3, "statistic_note", &T::statistic_note, 2000},
  };
};

template <>
struct Shape<LibraryNotice> {
  using T = LibraryNotice;
  static constexpr auto members = std::tuple{
      Member{1, "code", &T::code, 255, Presence::optional, Where::element, "", 255},
      Member{2, "value", &T::value},
  };
};

template <>
struct Shape<User> {
  using T = User;
  static constexpr auto members = std::tuple{
      Member{1, "record_type", &T::record_type, 255},
      Member{2, "primary_id", &T::primary_id, 255},
      Member{3, "first_name", &T::first_name, 255},
      Member{4, "middle_name", &T::middle_name, 255},
      Member{5, "last_name", &T::last_name, 255},
      Member{6, "pin_number", &T::pin_number, 255},
      Member{7, "user_title", &T::user_title, 255},
      Member{8, "job_category", &T::job_category, 255},
      Member{9, "job_description", &T::job_description, 255},
      Member{10, "gender", &T::gender, 255},
      Member{11, "user_group", &T::user_group, 255},
      Member{12, "campus_code", &T::campus_code, 50, Presence::optional, Where::element, "", 255},
      Member{13, "web_site_url", &T::web_site_url, 255},
      Member{14, "cataloger_level", &T::cataloger_level, 255},
      Member{15, "preferred_language", &T::preferred_language, 255},
      Member{16, "birth_date", &T::birth_date},
      Member{17, "expiry_date", &T::expiry_date},
      Member{18, "purge_date", &T::purge_date},
      Member{19, "account_type", &T::account_type, 255},
      Member{20, "external_id", &T::external_id, 255},
      Member{21, "status", &T::status, 255},
      Member{22, "addresses", &T::addresses, 0, Presence::optional, Where::element, "address"},
      Member{23, "emails", &T::emails, 0, Presence::optional, Where::element, "email"},
      Member{24, "phones", &T::phones, 0, Presence::optional, Where::element, "phone"},
      Member{25, "user_identifiers", &T::user_identifiers, 0, Presence::optional, Where::element,
             "user_identifier"},
      Member{26, "user_blocks", &T::user_blocks, 0, Presence::optional, Where::element,
             "user_block"},
      Member{27, "user_notes", &T::user_notes, 0, Presence::optional, Where::element, "user_note"},
      Member{28, "user_statistics", &T::user_statistics, 0, Presence::optional, Where::element,
             "user_statistic"},
      Member{29, "rs_libraries", &T::rs_libraries, 50, Presence::optional, Where::element,
             "rs_library", 255},
      Member{30, "library_notices", &T::library_notices, 0, Presence::optional, Where::element,
             "library_notice"},
      Member{31, "source_link_id", &T::source_link_id, 0},
      Member{32, "source_institution_code", &T::source_institution_code, 0},
      Member{33, "linking_id", &T::linking_id, 0},
      Member{34, "pref_first_name", &T::pref_first_name, 255},
      Member{35, "pref_middle_name", &T::pref_middle_name, 255},
      Member{36, "pref_last_name", &T::pref_last_name, 255},
      Member{37, "pref_name_suffix", &T::pref_name_suffix, 255},
      Member{38, "is_researcher", &T::is_researcher},
  };
};

/// Calls f(member) for each member of T, in the order of the published schema.
template <class T, class F>
constexpr void for_each_member(F&& f) {
  std::apply([&](const auto&... member) { (f(member), ...); }, Shape<T>::members);
}

/// Is a member's value empty: empty text, no date, a flag not set, an empty list?
template <class V>
bool is_absent(const V& value) {
  if constexpr (std::is_same_v<V, bool>) {
    return !value;
  } else if constexpr (requires { value.has_value(); }) {
    return !value.has_value();
  } else {
    return value.empty();
  }
}

}  // namespace roster
