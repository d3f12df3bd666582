#include "sis/load/apply.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace roster::sis {

namespace {

bool is_due(const User& user, Day today) { return user.purge_date && *user.purge_date <= today; }

bool is_unchanged(const Swapped& swapped, const StoredUser* before) {
  return before != nullptr && swapped.changed.none();
}

std::string join_names(const FieldSet& fields) {
  std::string names;
  for (const std::string_view name : field_names(fields)) {
    if (!names.empty()) names += ' ';
    names += name;
  }
  return names;
}

}  // namespace

Applier::Applier(Transaction& transaction, const LoadRequest& request, const ReadOptions& options,
                 ReportWriter& report, Now now)
    : transaction_(transaction),
      request_(request),
      options_(options),
      report_(report),
      now_(now),
      seen_(transaction.last_user_id()),
      mentioned_(transaction.last_user_id()) {}

void Applier::apply(ReadBatch&& batch) {
  tell_document_warnings(batch);
  Known known = look_up(batch.records);
  std::vector<Pending> pending;
  pending.reserve(batch.records.size());
  UserId new_id = 0;
  for (ReadRecord& record : batch.records) {
    Pending next;
    next.record = &record;
    if (record.unchanged != 0) {
      next.rejection = unchanged(record);
      if (!next.rejection) continue;
    } else {
      next.rejection =
          record.rejection ? std::move(record.rejection) : resolve(record, known, new_id - 1, next);
    }
    if (!next.rejection && next.before == nullptr) --new_id;
    pending.push_back(std::move(next));
  }
  put(pending);
  for (const Pending& done : pending) {
    count(done);
    tell(batch.entry, done);
  }
  mention_rejected(pending);
}

/// One look-up for the values, one for the users they belong to.
Applier::Known Applier::look_up(std::span<const ReadRecord> records) {
  Known known{BatchOwners(transaction_, records), {}};
  std::vector<UserId> ids;
  for (const ReadRecord& record : records) {
    if (record.rejection || record.unchanged != 0) continue;
    const Match match = match_record(record, options_, known.owners, seen_);
    if (match.id > 0) ids.push_back(match.id);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  for (StoredUser& user : transaction_.get(ids)) known.users.emplace(user.id, std::move(user));
  return known;
}

/// Mostly looked up already; not when an earlier record of the batch gave up an id that stood in
/// the way of this match.
const StoredUser& Applier::stored(Known& known, UserId id) {
  const auto found = known.users.find(id);
  if (found != known.users.end()) return found->second;
  const UserId ids[] = {id};
  return known.users.emplace(id, std::move(transaction_.get(ids).front())).first->second;
}

/// The record's bytes are those the stored user was last read from.
std::optional<Rejection> Applier::unchanged(ReadRecord& record) {
  if (seen_.contains(record.unchanged)) {
    const UserId ids[] = {record.unchanged};
    record.user.primary_id = transaction_.get(ids).front().user.primary_id;
    return Rejection{
        "identifier_taken", record.line,
        fmt::format("Identifier of type primary_id and value {} is already taken in this feed",
                    record.user.primary_id)};
  }
  seen_.insert(record.unchanged);
  mentioned_.insert(record.unchanged);
  ++tally_.unchanged;
  return {};
}

/// Decides what a record does: `out` is filled, or the reason is returned why it does nothing.
std::optional<Rejection> Applier::resolve(ReadRecord& record, Known& known, UserId new_id,
                                          Pending& out) {
  Match match = match_record(record, options_, known.owners, seen_);
  if (match.rejection) return match.rejection;
  if (match.id != 0) {
    mentioned_.insert(match.id);
    out.before = &stored(known, match.id);
    if (!is_external(out.before->user))
      return Rejection{"not_external", record.line, "User is not external"};
  }
  return settle(record, known, match.id != 0 ? match.id : new_id, out);
}

/// Swaps the record in and makes sure that its ids are free; from then on later records of the feed
/// see them as taken.
std::optional<Rejection> Applier::settle(ReadRecord& record, Known& known, UserId id,
                                         Pending& out) {
  const PurgeDatePolicy& policy = request_.profile->purge_date;
  User& user = record.user;
  if (out.before == nullptr && user.primary_id.empty()) {
    if (request_.profile->generate_primary_id)
      user.primary_id = generate_primary_id(user, known.owners, transaction_);
    if (user.primary_id.empty())
      return Rejection{"missing_field", record.line, "Mandatory field is missing: primary_id"};
  }
  if (auto rejection = settle_own_identifiers(user, record.line, record.warnings)) return rejection;
  if (out.before == nullptr) {
    out.swapped = swap_new(user, policy);
  } else {
    const User& before = out.before->user;
    out.swapped = swap_all(before, user, policy);
    const std::size_t identifiers = user.user_identifiers.size();  // staff's own among them now
    if (auto rejection = settle_own_identifiers(user, record.line, record.warnings))
      return rejection;
    if (user.user_identifiers.size() != identifiers)
      out.swapped.changed = differing_fields(before, user) | out.swapped.released;
  }
  const auto name_of = [&](UserId other) {
    const UserId ids[] = {other};
    return transaction_.get(ids).front().user.primary_id;
  };
  if (auto rejection = check_ids_free(user, id, record.line, known.owners, seen_, name_of))
    return rejection;
  known.owners.write(id, out.before == nullptr ? nullptr : &out.before->user, user);
  seen_.insert(id);
  add_warnings(out);
  return {};
}

void Applier::add_warnings(Pending& pending) const {
  const User& user = pending.record->user;
  const auto warn = [&](std::string_view code, std::string message) {
    pending.record->warnings.push_back({code, pending.record->line, std::move(message)});
  };
  if (!user.purge_date)
    warn("no_purge_date", "the user has no purge date and will never be purged");
  if (user.purge_date && user.expiry_date && *user.purge_date < *user.expiry_date)
    warn("purge_before_expiry", "the purge date is before the expiry date");
  if (pending.before == nullptr) return;
  const std::string& profile = pending.before->user.external_id;
  if (!profile.empty() && profile != user.external_id)
    warn("changed_profile", fmt::format("the user was loaded by profile {} before", profile));
}

void Applier::put(std::vector<Pending>& pending) {
  std::vector<Write> writes;
  std::vector<std::pair<UserId, Digest>> digests;
  writes.reserve(pending.size());
  for (const Pending& next : pending) {
    if (next.rejection) continue;
    if (is_unchanged(next.swapped, next.before)) {
      digests.emplace_back(next.before->id, next.record->digest);
    } else {
      writes.push_back({next.before == nullptr ? 0 : next.before->id, &next.record->user,
                        next.before, next.record->digest, next.swapped.changed});
    }
  }
  transaction_.put(writes);
  transaction_.set_digests(digests);
}

void Applier::count(const Pending& pending) {
  count_warnings(pending.record->warnings);
  if (pending.rejection) {
    ++tally_.rejected;
    return;
  }
  switch (pending.swapped.purge_date) {
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
  if (pending.before == nullptr) {
    ++tally_.created;
  } else if (is_unchanged(pending.swapped, pending.before)) {
    ++tally_.unchanged;
  } else {
    ++tally_.updated;
    if (pending.before->user.external_id != request_.profile->code) ++tally_.joined;
    if (is_due(pending.record->user, now_.today) && !is_due(pending.before->user, now_.today))
      ++tally_.newly_due;
  }
}

void Applier::tell(const std::string& entry, const Pending& pending) {
  if (pending.rejection) return tell_rejection(entry, *pending.record, *pending.rejection);
  const bool same = is_unchanged(pending.swapped, pending.before);
  if (request_.on_change && !same)
    request_.on_change(pending.before == nullptr ? nullptr : &pending.before->user,
                       pending.record->user, pending.swapped.changed);
  if (same && pending.record->warnings.empty()) return;
  ReportLine line;
  line.outcome = same ? "unchanged" : pending.before == nullptr ? "created" : "updated";
  line.primary_id = pending.record->user.primary_id;
  line.entry = entry;
  line.line = pending.record->line;
  line.fields = pending.swapped.changed;
  line.warnings = pending.record->warnings;
  if (pending.swapped.released.any())
    line.more.emplace_back("released", join_names(pending.swapped.released));
  report_.line(line);
}

void Applier::tell_rejection(const std::string& entry, const ReadRecord& record,
                             const Rejection& rejection) {
  ReportLine line;
  line.outcome = "rejected";
  line.primary_id = record.user.primary_id;
  line.entry = entry;
  line.line = rejection.line;
  line.code = rejection.code;
  line.message = rejection.message;
  line.warnings = record.warnings;
  report_.line(line);
}

void Applier::tell_document_warnings(ReadBatch& batch) {
  for (const ReadRecord& record : batch.records) {
    if (told_v1_ || record.rejection || record.unchanged != 0 ||
        record.version != FormatVersion::v1)
      continue;
    told_v1_ = true;
    batch.warnings.push_back({"deprecated_version", record.line,
                              "V.1 of the format is deprecated; ask the SIS team for V.2"});
  }
  count_warnings(batch.warnings);
  for (const Warning& warning : batch.warnings) {
    ReportLine line;
    line.outcome = "warned";
    line.entry = batch.entry;
    line.line = warning.line;
    line.warnings = {warning};
    report_.line(line);
  }
}

void Applier::count_warnings(std::span<const Warning> warnings) {
  for (const Warning& warning : warnings) ++tally_.warnings[std::string(warning.code)];
}

/// A person whose record was refused is not missing from the feed, whichever id tells who it is.
void Applier::mention_rejected(std::span<const Pending> pending) {
  if (request_.profile->absent.after == 0) return;
  std::vector<std::string_view> values;
  for (const Pending& refused : pending) {
    if (!refused.rejection) continue;
    const User& user = refused.record->user;
    if (!user.primary_id.empty()) values.push_back(user.primary_id);
    for (const Identifier& identifier : user.user_identifiers) values.push_back(identifier.value);
  }
  if (values.empty()) return;
  for (const Owners& owner : transaction_.owners(values)) {
    mentioned_.insert(owner.by_primary_id);
    mentioned_.insert(owner.by_identifier);
  }
}

}  // namespace roster::sis
