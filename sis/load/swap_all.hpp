// Swap All: computes a stored user's new value from a record of the SIS. Pure.
//
// Plain fields are overwritten, and cleared when absent. In lists, the record's items replace the
// external items; internal items (entered by staff) stay. Alma's protected group (user_group,
// job_category, pin_number, preferred_language, campus_code, rs_libraries, user_title,
// library_notices) stays when it is empty in the record or staff edited it by hand, until the
// record has the value that the SIS supplied before the edit. Preferred names edited by hand stay
// until they are restored. Sources: Ex Libris, "External user data: behavior of SIS synchronization
// and API"; "Why is the Users Synchronize job still overriding…"; "Preferred Name fields and the
// Restore Button".
#pragma once

#include "sis/profile.hpp"
#include "sis/record/unreadable.hpp"
#include "users/model/fields.hpp"

namespace roster::sis {

/// Where a user's purge date came from.
enum class PurgeDateFrom : std::uint8_t { nowhere, feed, policy };

struct Swapped {
  FieldSet changed;   // compared with the stored user; empty for a new user
  FieldSet released;  // edited fields that the SIS controls again
  PurgeDateFrom purge_date = PurgeDateFrom::nowhere;
};

/// Completes an incoming record as a new user. `unreadable`: dates of the record that cannot be
/// read.
Swapped swap_new(User& user, const PurgeDatePolicy& policy, const UnreadableDates& unreadable = {});

/// Completes an incoming record as the stored user's new value. Keeps the stored date for an
/// unreadable one; in a list, the date of the external item that is equal except for its dates.
Swapped swap_all(const User& stored, User& user, const PurgeDatePolicy& policy,
                 const UnreadableDates& unreadable = {});

/// Sets the purge date by the policy when the feed has none, or always when the policy overrules
/// the feed. The policy gives no date when the user has no expiry date, when it has no days for the
/// group, or when the date would be after the last possible day: never stays never.
PurgeDateFrom apply_purge_date(User& user, const PurgeDatePolicy& policy);

}  // namespace roster::sis
