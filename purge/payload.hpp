// Payloads of the jobs of purge/: what a row keeps to run its job again as it was asked, whatever
// is configured by then.
#pragma once

#include "purge/feeds.hpp"
#include "purge/guard.hpp"
#include "purge/obligations_guard.hpp"
#include "purge/policy.hpp"
#include "purge/sources.hpp"
#include "users/jobs/payload.hpp"
#include "users/model/erasure.hpp"

namespace roster::purge {

enum class GuardMode : std::uint8_t {
  on,
  approved,
  always  ///< held whatever its numbers are: somebody wants to see the list first
};

struct PurgePayload {
  std::optional<Policy> policy;  // rows of earlier versions have none
  DeletePolicy delete_policy = DeletePolicy::keep_statistics_and_remove_primary_id;
  std::optional<NeededObligations> obligations;
  std::vector<NeededFeed> feeds;
  Guard guard;
  GuardMode guard_mode = GuardMode::on;
  bool only_confirmed = false;  // whom: JobStore::listed()
  std::optional<Shown> shown;   // it is about exactly these people
  std::string going;            // of a dry run: the fingerprint() of whom it would remove
};

/// Do blockers hold a user who is deleted by hand?
enum class Force : std::uint8_t { no, yes };

/// What the row of a deletion by hand keeps: the number of the user's row, never an id, which would
/// outlive the user.
struct DeletePayload {
  std::int64_t user = 0;
  Force force = Force::no;
  bool damaged = false;  // only a damaged row is meant
  GuardMode guard_mode = GuardMode::on;
  std::string key_of;              // who made the key that asked for it; empty: Job::by is a person
  std::vector<std::string> shown;  // of a held one or a dry run: the reasons that it overrides
  bool only_shown = false;         // it overrides no others
};

/// What the row of a purge keeps that follows a lost store's ledger: where that store is.
struct AgainPayload {
  std::string lost;
};

/// What the row of an obligations job keeps.
struct ObligationsPayload {
  JobFile file;
  std::optional<ObligationsGuard> guard;  // rows of earlier versions have none
  GuardMode guard_mode = GuardMode::on;
  std::vector<Policy> only_due;  // it is about those who were due by these: HistoryStore::seen()
};

template <class Fields>
void describe(Fields& fields, Policy& policy) {
  fields("days", policy.days_after_purge_date);
  fields("record_type", policy.record_type);
  fields("user_group", policy.user_group);
  fields("waive_threshold", policy.waive_threshold.units);
  fields("require_expired", policy.require_expired);
  fields("block_on_requests", policy.block_on_requests);
  fields("keep_internal", policy.keep_internal);
}

template <class Fields>
void describe(Fields& fields, NeededObligations& needed) {
  fields("sources", needed.sources);
  std::int64_t seconds = needed.max_age.count();
  fields("max_age", seconds);
  needed.max_age = Seconds{seconds};
}

template <class Fields>
void describe(Fields& fields, NeededFeed& feed) {
  std::optional<std::int64_t> seconds;
  if (feed.max_age) seconds = feed.max_age->count();
  fields("profile", feed.profile);
  fields("max_age", seconds);
  if (seconds) feed.max_age = Seconds{*seconds};
}

template <class Fields>
void describe(Fields& fields, ObligationsGuard& guard) {
  fields("shrink", guard.shrink);
  fields("unknown", guard.unknown);
  fields("from", guard.from);
}

template <class Fields>
void describe(Fields& fields, Guard& guard) {
  fields("share", guard.share);
  fields("from", guard.from);
}

template <class Fields>
void describe(Fields& fields, Shown& shown) {
  fields("job", shown.job);
  fields("people", shown.people);
}

template <class Fields>
void describe(Fields& fields, PurgePayload& payload) {
  fields("policy", payload.policy);
  fields("delete_policy", payload.delete_policy);
  fields("obligations", payload.obligations);
  fields("feeds", payload.feeds);
  fields("guard", payload.guard);
  fields("guard_mode", payload.guard_mode);
  fields("only_confirmed", payload.only_confirmed);
  fields("shown", payload.shown);
  fields("going", payload.going);
}

template <class Fields>
void describe(Fields& fields, DeletePayload& payload) {
  fields("user", payload.user);
  fields("force", payload.force);
  fields("damaged", payload.damaged);
  fields("guard_mode", payload.guard_mode);
  fields("key_of", payload.key_of);
  fields("shown", payload.shown);
  fields("only_shown", payload.only_shown);
}

template <class Fields>
void describe(Fields& fields, AgainPayload& payload) {
  fields("lost", payload.lost);
}

template <class Fields>
void describe(Fields& fields, ObligationsPayload& payload) {
  describe(fields, payload.file);
  fields("guard", payload.guard);
  fields("guard_mode", payload.guard_mode);
  fields("only_due", payload.only_due);
}

}  // namespace roster::purge
