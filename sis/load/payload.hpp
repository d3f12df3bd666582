// Payload of a load: the data in its row that is needed to run it again with the same parameters,
// even when the configuration has changed.
#pragma once

#include "sis/profile.hpp"
#include "users/jobs/payload.hpp"

namespace roster::sis {

enum class GuardMode : std::uint8_t { on, approved };

/// Does the file contain all users? A partial file contains only changes, whatever the profile
/// says.
enum class Extent : std::uint8_t { by_profile, partial };

struct LoadPayload {
  JobFile file;
  GuardMode guard = GuardMode::on;  // approved: permanently, by a person
  Extent extent = Extent::by_profile;
  std::optional<Profile> profile;  // rows of earlier versions have none
};

template <class Fields>
void describe(Fields& fields, XsdChoice& xsd) {
  fields("kind", xsd.kind);
  fields("path", xsd.path);
}

template <class Fields>
void describe(Fields& fields, Action& action) {
  fields("record_type", action.record_type);
  fields("match", action.match);
  fields("unmatched", action.unmatched);
  fields("xsd", action.xsd);
}

template <class Fields>
void describe(Fields& fields, PurgeDatePolicy& policy) {
  fields("default", policy.default_days);
  fields("groups", policy.days_by_group);
  fields("overrule_feed", policy.overrule_feed);
}

template <class Fields>
void describe(Fields& fields, AbsentPolicy& absent) {
  fields("after", absent.after);
  fields("status", absent.status);
  fields("purge_days", absent.purge_days);
}

template <class Fields>
void describe(Fields& fields, Guard& guard) {
  fields("rejected", guard.rejected);
  fields("updated", guard.updated);
  fields("created", guard.created);
  fields("shrink", guard.shrink);
  fields("absent", guard.absent);
  fields("newly_due", guard.newly_due);
  fields("cleared", guard.cleared);
  fields("from", guard.from);
  fields("at_least", guard.at_least);
}

/// Without the settings that only the daemon uses: schedules and notifications.
template <class Fields>
void describe(Fields& fields, Profile& profile) {
  fields("code", profile.code);
  fields("import", profile.import);
  fields("synchronize", profile.synchronize);
  fields("reading", profile.reading);
  fields("mandatory", profile.mandatory);
  fields("generate_primary_id", profile.generate_primary_id);
  fields("purge_date", profile.purge_date);
  fields("absent", profile.absent);
  fields("full", profile.full);
  fields("guard", profile.guard);
}

template <class Fields>
void describe(Fields& fields, LoadPayload& payload) {
  describe(fields, payload.file);
  fields("guard", payload.guard);
  fields("extent", payload.extent);
  fields("profile", payload.profile);
}

}  // namespace roster::sis
