// Invented people for the tests of users/.
#pragma once

#include <string>

#include "users/model/fields.hpp"
#include "users/store/store.hpp"

namespace roster::test {

inline Day day(int year, unsigned month, unsigned d) {
  return std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(d);
}

inline Time at(std::int64_t seconds) { return Time(std::chrono::seconds(seconds)); }

/// A user with nothing but what the store looks at.
inline User plain_user(std::string primary_id) {
  User user;
  user.primary_id = std::move(primary_id);
  user.record_type = {"PUBLIC", ""};
  user.user_group = {"STUDENT", "Student"};
  user.external_id = "SIS";
  return user;
}

inline Identifier identifier(std::string type, std::string value) {
  return {Segment::external, {std::move(type), ""}, std::move(value), "", ""};
}

inline void fill_values(User& user) {
  user.record_type = {"PUBLIC", "Public"};
  user.primary_id = "åse.ødegård@example.edu";
  user.first_name = "Åse";
  user.middle_name = "M.";
  user.last_name = "Ødegård";
  user.pin_number = "4711";
  user.user_title = {"DR", "Doctor"};
  user.job_category = {"TEACH", "Teaching"};
  user.job_description = "Lecturer";
  user.gender = {"FEMALE", "Female"};
  user.user_group = {"STAFF", "Staff"};
  user.campus_code = {"MAIN", "Main campus"};
  user.web_site_url = "https://example.edu/~ase";
  user.cataloger_level = {"00", "Default"};
  user.preferred_language = {"nb", "Norwegian"};
  user.birth_date = day(1959, 2, 28);
  user.expiry_date = day(2027, 6, 30);
  user.purge_date = day(2382, 1, 1);
  user.account_type = {"EXTERNAL", "External"};
  user.external_id = "SIS";
  user.status = {"ACTIVE", "Active"};
  user.source_link_id = "1";
  user.source_institution_code = "01EX_INST";
  user.linking_id = "2";
  user.pref_first_name = "Aase";
  user.pref_middle_name = "Marie";
  user.pref_last_name = "Odegard";
  user.pref_name_suffix = "jr.";
  user.is_researcher = false;
  user.manual_edits = {{std::uint8_t(Field::user_group), "last"},
                       {std::uint8_t(Field::pref_first_name), ""}};
}

inline void fill_contact(User& user) {
  user.addresses = {{Segment::external,
                     true,
                     "1 Long Street",
                     "2",
                     "3",
                     "4",
                     "5",
                     "Oslo",
                     "Viken",
                     "0150",
                     {"NOR", "Norway"},
                     std::string(300, 'n'),
                     day(2020, 1, 1),
                     day(2030, 12, 31),
                     {{"home", "Home"}, {"work", "Work"}}},
                    {.segment = Segment::internal, .line1 = "Second"}};
  user.emails = {{Segment::external, true, "ase@example.edu", "main", {{"work", "Work"}}},
                 {Segment::internal, false, "ase@example.org", "", {}}};
  user.phones = {{Segment::external, true, true, "+47 22 00 00 00", {{"mobile", "Mobile"}}},
                 {Segment::internal, false, false, "100", {}}};
}

inline void fill_lists(User& user) {
  user.user_identifiers = {{Segment::external, {"BARCODE", "Barcode"}, "B1", "note", "ACTIVE"},
                           {Segment::internal, {"UNIV_ID", ""}, "U1", "", ""}};
  user.user_blocks = {{Segment::internal,
                       {"GENERAL", "General"},
                       {"02", "Lost card"},
                       "ACTIVE",
                       "note",
                       "desk",
                       {"2026-01-02T03:04:05Z"},
                       {"2027-01-01T00:00:00Z"},
                       "12"},
                      {}};
  user.user_notes = {{Segment::internal,
                      {"LIBRARY", "Library"},
                      "text",
                      true,
                      true,
                      "desk",
                      {"2026-01-02T03:04:05Z"}},
                     {}};
  user.user_statistics = {{Segment::external, {"HIST", "History"}, {"DEPT", "Department"}, "note"},
                          {}};
  user.rs_libraries = {{"MAIN", "Main"}, {"LAW", ""}};
  user.library_notices = {{{"OVERDUE", "Overdue"}, true}, {{"HOLD", ""}, false}};
}

/// A user with a value in every field and lists of two.
inline User full_user() {
  User user;
  fill_values(user);
  fill_contact(user);
  fill_lists(user);
  return user;
}

}  // namespace roster::test
