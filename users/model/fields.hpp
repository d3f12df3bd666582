// Fields: the members of User by name, for code that names, compares or edits members at run time:
// reports ("fields": ["user_group", "emails"]), staff edits, differences between two users.
#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "users/model/user.hpp"

namespace roster {

/// The fields of User in the order of Shape<User>.
enum class Field : std::uint8_t {
  record_type,
  primary_id,
  first_name,
  middle_name,
  last_name,
  pin_number,
  user_title,
  job_category,
  job_description,
  gender,
  user_group,
  campus_code,
  web_site_url,
  cataloger_level,
  preferred_language,
  birth_date,
  expiry_date,
  purge_date,
  account_type,
  external_id,
  status,
  addresses,
  emails,
  phones,
  user_identifiers,
  user_blocks,
  user_notes,
  user_statistics,
  rs_libraries,
  library_notices,
  source_link_id,
  source_institution_code,
  linking_id,
  pref_first_name,
  pref_middle_name,
  pref_last_name,
  pref_name_suffix,
  is_researcher,
};
inline constexpr std::size_t kFieldCount = 38;

using FieldSet = std::bitset<kFieldCount>;

/// How a load treats a field that the feed carries.
enum class Treatment : std::uint8_t {
  plain,      ///< overwritten, cleared when absent
  guarded,    ///< Alma's protected group: kept when changed by hand or empty in the feed
  preferred,  ///< preferred names: kept when changed by hand until restored
  segmented,  ///< a list: external items replaced, internal ones stay
  by_profile  ///< set by the load itself; the feed's value is not used
};

std::string_view field_name(Field field);
std::optional<Field> field_by_name(std::string_view name);
Treatment treatment(Field field);

/// The names of a set, in schema order.
std::vector<std::string_view> field_names(const FieldSet& set);

/// The fields in which two users differ.
FieldSet differing_fields(const User& left, const User& right);

/// Is the field empty (empty text, no date, empty list)?
bool is_empty(const User& user, Field field);

/// The fields that are not empty.
FieldSet present_fields(const User& user);

/// Copies one field from one user to another.
void copy_field(const User& from, User& to, Field field);

/// One field in readable form: `STUDENT (Student)`, `2027-06-30`, `2 emails: …`; "" when empty.
std::string display_field(const User& user, Field field);

/// Is the field a list of items?
bool is_list(Field field);

/// The items of a list in readable form; nothing for a field that is not a list.
std::vector<std::string> display_items(const User& user, Field field);

/// The manual edit recorded for a field, or nullptr.
const ManualEdit* manual_edit(const User& user, Field field);

}  // namespace roster
