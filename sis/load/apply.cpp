#include "sis/load/apply.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sis/load/late.hpp"
#include "sis/load/prepare.hpp"

namespace roster::sis {

namespace {

constexpr std::size_t kMostWaiting = std::size_t{64} << 20;  // bytes
constexpr std::string_view kTooMany = "; too many records of this feed exchange their ids";

constexpr std::size_t kMostUsers = 128;      // stored users in memory, who can be large
constexpr std::size_t kMostNameless = 1000;  // with more, no user counts as absent

std::vector<const User*> users_to_look_up(std::span<const ReadBatch> batches) {
  std::vector<const User*> users;
  for (const ReadBatch& batch : batches) {
    if (batch.to_look_up == 0) continue;
    for (const ReadRecord& record : batch.records)
      if (needs_look_up(record)) users.push_back(&record.user);
  }
  return users;
}

}  // namespace

Applier::Applier(Transaction& transaction, const LoadRequest& request, const ReadOptions& options,
                 ReportWriter& report, Now now)
    : transaction_(transaction),
      request_(request),
      options_(options),
      outcomes_(transaction, request, report, now),
      seen_(transaction.last_user_id()),
      mentioned_(transaction.last_user_id()),
      waiting_(kMostWaiting) {}

void Applier::apply(std::span<ReadBatch> batches) {
  const std::vector<Place> places = places_in(batches);
  Known known{BatchOwners(transaction_, users_to_look_up(batches)), {}};
  UserId new_id = 0;
  for (std::span<const Place> rest(places); !rest.empty();) {
    const std::size_t some = look_up(rest, known);
    apply_some(rest.first(some), known, new_id);
    rest = rest.subspan(some);
  }
}

/// Where their records are; tells what concerns the documents first.
std::vector<Applier::Place> Applier::places_in(std::span<ReadBatch> batches) {
  std::vector<Place> places;
  for (ReadBatch& batch : batches) {
    tell_version(batch);
    outcomes_.tell_document(batch.entry, batch.warnings);
    for (ReadRecord& record : batch.records) places.push_back({&record, &batch.entry});
  }
  return places;
}

void Applier::apply_some(std::span<const Place> places, Known& known, UserId& new_id) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(places.size());
  for (const Place& place : places) {
    ReadRecord& record = *place.record;
    Outcome next;
    next.record = place.record;
    next.entry = place.entry;
    if (record.unchanged != 0) {
      next.rejection = skip_unchanged(record);
      if (!next.rejection) continue;
    } else if (record.rejection) {
      next.rejection = std::move(record.rejection);
    } else if (decide(record, known, new_id - 1, next) == Next::wait) {
      continue;
    }
    if (!next.rejection && next.before == nullptr) --new_id;
    outcomes.push_back(std::move(next));
  }
  outcomes_.finish(outcomes);
  mention_rejected(outcomes);
}

/// Reads the stored users of the first records, as many as may be in memory at once. Returns the
/// number of these records.
std::size_t Applier::look_up(std::span<const Place> places, Known& known) {
  std::vector<UserId> ids;
  std::size_t some = 0;
  for (; some < places.size() && ids.size() < kMostUsers; ++some) {
    const ReadRecord& record = *places[some].record;
    if (!needs_look_up(record)) continue;
    const Match match = match_record(record, options_, known.owners, seen_);
    if (match.id > 0) ids.push_back(match.id);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  known.users.clear();
  for (StoredUser& user : transaction_.get(ids)) known.users.emplace(user.id, std::move(user));
  return some;
}

/// Usually looked up already; not when an earlier record of the batches gave up an id that
/// prevented this match.
const StoredUser& Applier::stored(Known& known, UserId id) {
  const auto found = known.users.find(id);
  if (found != known.users.end()) return found->second;
  const UserId ids[] = {id};
  return known.users.emplace(id, std::move(transaction_.get(ids).front())).first->second;
}

/// Handles a record with the same bytes as the stored user's last record.
std::optional<Rejection> Applier::skip_unchanged(ReadRecord& record) {
  const UserId id = record.unchanged;
  if (seen_.contains(id) || waiting_.has_user(id)) {
    const UserId ids[] = {id};
    record.user.primary_id = transaction_.get(ids).front().user.primary_id;
    return taken_in_feed("primary_id", record.user.primary_id, record.line);
  }
  seen_.insert(id);
  mentioned_.insert(id);
  outcomes_.skip();
  return {};
}

/// Decides about a record: fills `out`, with a rejection if there is one, or lets the record wait.
Applier::Next Applier::decide(ReadRecord& record, Known& known, UserId new_id, Outcome& out) {
  Match match = match_record(record, options_, known.owners, seen_);
  if (match.rejection && match.rejection->code == "ambiguous_match")
    return wait(out, 0, Matched::ambiguous, std::move(*match.rejection));
  out.rejection = std::move(match.rejection);
  if (out.rejection) return Next::write;
  if (match.id != 0) {
    mentioned_.insert(match.id);
    out.before = &stored(known, match.id);
    if (!is_external(out.before->user))
      out.rejection = Rejection{"not_external", record.line, "User is not external"};
  }
  if (!out.rejection)
    out.rejection = settle_own_identifiers(record.user, record.line, transaction_.identifier_case(),
                                           record.warnings);
  if (out.rejection) return Next::write;
  if (waiting_.has_user(match.id))
    return wait(out, match.id, Matched::yes,
                taken_in_feed(match_type(options_), match.value, record.line));
  const UserId id = match.id != 0 ? match.id : new_id;
  if (const auto clash = find_clash(record.user, id, known)) {
    if (clash->holder != 0 && !seen_.contains(clash->holder))
      return wait(out, match.id, Matched::yes, taken_by_user(transaction_, *clash, record.line));
    Rejection in_feed = taken_in_feed(clash->type, clash->value, record.line);
    if (clash->holder == 0) return wait(out, match.id, Matched::yes, std::move(in_feed));
    out.rejection = std::move(in_feed);
  } else {
    out.rejection = write(id, known, out);
  }
  return Next::write;
}

/// An id of the user that is not free; preferably one that stays taken because the feed has already
/// handled its holder. Holder 0: a waiting record needs it.
std::optional<TakenId> Applier::find_clash(const User& user, UserId id, const Known& known) const {
  std::vector<TakenId> taken = taken_ids(user, id, known.owners);
  for (TakenId& clash : taken)
    if (seen_.contains(clash.holder)) return std::move(clash);
  if (!taken.empty()) return std::move(taken.front());
  if (waiting_.wants(user.primary_id)) return TakenId{"primary_id", user.primary_id, 0, {}};
  for (const Identifier& identifier : user.user_identifiers)
    if (waiting_.wants(identifier.value))
      return TakenId{identifier.id_type.value, identifier.value, 0, {}};
  return {};
}

Applier::Next Applier::wait(Outcome& out, UserId id, Matched matched, Rejection otherwise) {
  if (waiting_.add(*out.entry, *out.record, id, matched) == WaitingRoom::Added::yes)
    return Next::wait;
  out.rejection = std::move(otherwise);
  out.rejection->message += kTooMany;
  return Next::write;
}

/// Prepares the record for storing; from then on, later records of the feed see its ids as taken.
std::optional<Rejection> Applier::write(UserId id, Known& known, Outcome& out) {
  User& user = out.record->user;
  if (out.before == nullptr)
    if (auto rejection = make_primary_id(user, out.record->line, known)) return rejection;
  if (auto rejection = prepare(out, options_, transaction_.identifier_case())) return rejection;
  known.owners.write(id, out.before == nullptr ? nullptr : &out.before->user, user);
  seen_.insert(id);
  return {};
}

std::optional<Rejection> Applier::make_primary_id(User& user, std::uint64_t line,
                                                  const Known& known) {
  if (!user.primary_id.empty()) return {};
  if (request_.profile->generate_primary_id)
    user.primary_id = ids_.make(user, [&](const std::string& id) {
      return known.owners.by_primary_id(id) != 0 || known.owners.by_identifier(id).id != 0 ||
             waiting_.wants(id) || !is_free(transaction_, id);
    });
  if (!user.primary_id.empty()) return {};
  return Rejection{"missing_field", line, "Mandatory field is missing: primary_id"};
}

void Applier::finish() {
  if (is_full(request_)) tell_nameless();
  if (waiting_.empty()) return;
  const bool tells_who_left = is_full(request_) && knows_everybody_;
  write_late({transaction_, request_, options_, outcomes_, seen_, mentioned_, ids_}, waiting_,
             tells_who_left ? Movable::who_left : Movable::nobody);
}

/// Records known from the last full feed do not prevent counting absences.
void Applier::tell_nameless() {
  const std::string& profile = request_.profile->code;
  const std::vector<Digest> known = transaction_.nameless_records(profile);
  if (known.empty() && nameless_.empty()) return;
  const auto is_known = [&](const Digest& digest) {
    return digest && std::find(known.begin(), known.end(), digest) != known.end();
  };
  knows_everybody_ =
      nameless_.size() < kMostNameless && std::all_of(nameless_.begin(), nameless_.end(), is_known);
  transaction_.set_nameless_records(profile, nameless_);
  if (knows_everybody_ || request_.profile->absent.after == 0) return;
  const Warning warning{
      "absence_not_counted", 0,
      fmt::format("no user is counted absent: {} records of this feed do not identify their user",
                  nameless_.size())};
  outcomes_.tell_document({}, {&warning, 1});
}

void Applier::tell_version(ReadBatch& batch) {
  for (const ReadRecord& record : batch.records) {
    if (told_v1_ || !needs_look_up(record) || record.version != FormatVersion::v1) continue;
    told_v1_ = true;
    batch.warnings.push_back({"deprecated_version", record.line,
                              "V.1 of the format is deprecated; ask the SIS team for V.2"});
  }
}

/// The user of a rejected record is not missing from the feed, whichever id identifies the user.
void Applier::mention_rejected(std::span<const Outcome> outcomes) {
  std::vector<const User*> rejected;
  for (const Outcome& refused : outcomes) {
    if (!refused.rejection) continue;
    const User& user = refused.record->user;
    if (!refused.record->owner_told && nameless_.size() < kMostNameless)
      nameless_.push_back(refused.record->digest);
    rejected.push_back(&user);
  }
  mention_owners(transaction_, rejected, mentioned_);
}

}  // namespace roster::sis
