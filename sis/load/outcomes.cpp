#include "sis/load/outcomes.hpp"

#include <fmt/format.h>

#include "sis/load/rejected.hpp"
#include "sis/record/remedy.hpp"
#include "users/base/day.hpp"

namespace roster::sis {

namespace {

std::string join_names(const FieldSet& fields) {
  std::string names;
  for (const std::string_view name : field_names(fields)) {
    if (!names.empty()) names += ' ';
    names += name;
  }
  return names;
}

}  // namespace

bool is_due(const User& user, Day today) { return user.purge_date && *user.purge_date <= today; }

void Outcomes::finish(std::span<Outcome> outcomes) {
  for (Outcome& outcome : outcomes)
    if (!outcome.rejection && outcome.before == nullptr) warn(outcome);
  put(outcomes);
  for (const Outcome& outcome : outcomes) {
    count(outcome);
    tell(outcome);
  }
}

/// Adds a new user's warnings that depend on the current day or the ledger.
void Outcomes::warn(Outcome& outcome) {
  ReadRecord& record = *outcome.record;
  if (is_due(record.user, now_.today))
    record.warnings.push_back(
        {"already_due", record.line,
         fmt::format("the new user is due for purge already: the purge date is {}",
                     format_day(*record.user.purge_date))});
  if (!request_.was_erased || told_ledger_) return;
  const WasErased erased = request_.was_erased(transaction_, record.user);
  if (erased.answer == WasErased::Answer::yes)
    record.warnings.push_back(
        {"erased_before", record.line, "an earlier user with an id of this new user was erased"});
  if (erased.answer == WasErased::Answer::unknown) tell_ledger(erased.why);
}

/// Once: it is the same for all that follow.
void Outcomes::tell_ledger(const std::string& why) {
  told_ledger_ = true;
  const Warning warning{
      "ledger_unreadable", 0,
      fmt::format("nobody can tell whether new users of this feed were erased before: {}", why)};
  tell_document({}, {&warning, 1});
}

void Outcomes::skip() {
  ++tally_.unchanged;
  ++tally_.skipped;
}

void Outcomes::put(std::span<Outcome> outcomes) {
  std::vector<Write> writes;
  std::vector<std::pair<UserId, Digest>> digests;
  writes.reserve(outcomes.size());
  for (const Outcome& next : outcomes) {
    if (next.rejection) continue;
    if (next.is_unchanged()) {
      digests.emplace_back(next.before->id, next.record->digest);
    } else {
      writes.push_back({next.before == nullptr ? 0 : next.before->id, &next.record->user,
                        next.before, next.record->digest, next.swapped.changed});
    }
  }
  transaction_.put(writes);
  transaction_.set_digests(digests);
}

void Outcomes::count(const Outcome& outcome) {
  count_warnings(outcome.record->warnings);
  if (outcome.rejection) {
    ++tally_.rejected;
    if (tally_.rejected_records.size() < kMostRejectedRecords)
      tally_.rejected_records.push_back(outcome.record->number);
    return;
  }
  switch (outcome.swapped.purge_date) {
    case PurgeDateFrom::feed:
      ++tally_.purge_date_feed;
      break;
    case PurgeDateFrom::policy:
      ++tally_.purge_date_policy;
      break;
    case PurgeDateFrom::nowhere:
      ++tally_.purge_date_none;
      break;
  }
  const bool due = is_due(outcome.record->user, now_.today);
  if (outcome.before != nullptr) tally_.cleared.add(outcome.before->user, outcome.record->user);
  if (outcome.before == nullptr) {
    ++tally_.created;
    if (due) ++tally_.newly_due;
  } else if (outcome.is_unchanged()) {
    ++tally_.unchanged;
  } else {
    ++tally_.updated;
    if (outcome.before->user.external_id != request_.profile->code) ++tally_.joined;
    if (due && !is_due(outcome.before->user, now_.today)) ++tally_.newly_due;
  }
}

void Outcomes::count_warnings(std::span<const Warning> warnings) {
  for (const Warning& warning : warnings) ++tally_.warnings[std::string(warning.code)];
}

void Outcomes::tell(const Outcome& outcome) {
  if (outcome.rejection) return tell_rejection(outcome);
  const bool same = outcome.is_unchanged();
  const User& user = outcome.record->user;
  if (request_.on_change && !same)
    request_.on_change(outcome.before == nullptr ? nullptr : &outcome.before->user, user,
                       outcome.swapped.changed);
  if (same && outcome.record->warnings.empty()) return;
  ReportLine line;
  line.outcome = same ? "unchanged" : outcome.before == nullptr ? "created" : "updated";
  line.primary_id = user.primary_id;
  line.entry = *outcome.entry;
  line.line = outcome.record->line;
  line.fields = outcome.swapped.changed;
  line.warnings = outcome.record->warnings;
  if (outcome.swapped.released.any())
    line.more.emplace_back("released", join_names(outcome.swapped.released));
  report_.line(line);
}

void Outcomes::tell_rejection(const Outcome& outcome) {
  const Rejection& rejection = *outcome.rejection;
  ReportLine line;
  line.outcome = "rejected";
  line.primary_id = outcome.record->user.primary_id;
  line.entry = *outcome.entry;
  line.line = rejection.line;
  line.code = rejection.code;
  line.message = rejection.message;
  line.more.emplace_back("remedy", rejection.remedy.empty() ? std::string(remedy_of(rejection.code))
                                                            : rejection.remedy);
  line.warnings = outcome.record->warnings;
  report_.line(line);
}

void Outcomes::take_away(const StoredUser& before, const User& after) {
  const FieldSet changed = differing_fields(before.user, after);
  Write writes[] = {{before.id, &after, &before, {}, changed}};
  transaction_.put(writes);
  if (request_.on_change) request_.on_change(&before.user, after, changed);
  ReportLine line;
  line.outcome = "moved";
  line.primary_id = after.primary_id;
  line.fields = changed;
  report_.line(line);
}

void Outcomes::tell_document(const std::string& entry, std::span<const Warning> warnings) {
  count_warnings(warnings);
  for (const Warning& warning : warnings) {
    ReportLine line;
    line.outcome = "warned";
    line.entry = entry;
    line.line = warning.line;
    line.warnings = {warning};
    report_.line(line);
  }
}

}  // namespace roster::sis
