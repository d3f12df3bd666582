// Swap All: what a stored user becomes when the SIS sends the person again. Pure.
//
// Plain fields are overwritten, absent ones cleared. Of the lists, external items are replaced by
// the record's, internal ones (entered by staff) stay. Alma's protected group (user_group,
// job_category, pin_number, preferred_language, campus_code, rs_libraries, user_title,
// library_notices) stays when the record has it empty or staff changed it by hand, until the record
// carries the value the SIS had supplied before that change. Preferred names stay once changed by
// hand, until restored. Sources: Ex Libris, "External user data: behavior of SIS synchronization
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
  FieldSet changed;   // against the stored user; a new user: empty
  FieldSet released;  // protected fields the SIS took over again
  PurgeDateFrom purge_date = PurgeDateFrom::nowhere;
};

/// Completes an incoming record as a new user. `unreadable`: the dates of the record that could not
/// be read.
Swapped swap_new(User& user, const PurgeDatePolicy& policy, const UnreadableDates& unreadable = {});

/// Completes an incoming record as what the stored user becomes. Of a date that could not be read
/// the stored one stays; in a list, that of the external item which is equal but for its dates.
Swapped swap_all(const User& stored, User& user, const PurgeDatePolicy& policy,
                 const UnreadableDates& unreadable = {});

/// Gives the user a purge date by the policy when the feed gave none, or always when the policy
/// overrules the feed. A user without expiry date, or of a group for which the policy has no days,
/// gets none from it, nor one whose date would lie past the last day there is: never stays
/// never.
PurgeDateFrom apply_purge_date(User& user, const PurgeDatePolicy& policy);

}  // namespace roster::sis
