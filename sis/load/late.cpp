#include "sis/load/late.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "sis/load/prepare.hpp"
#include "sis/match/clash.hpp"

namespace roster::sis {

namespace {

constexpr std::size_t kPage = 100;

/// An identifier that its holder loses to a record.
struct Move {
  std::size_t record = 0;
  UserId from = 0;
  std::string type, value;  // as in the record
  std::string from_id;      // the primary id of `from`; set when needed
};

/// A page of waiting records that is processed.
struct Page {
  std::vector<ReadRecord> records;
  std::unordered_map<UserId, StoredUser> users;
  std::vector<Outcome> outcomes;

  std::vector<const User*> pointers() const {
    std::vector<const User*> all;
    for (const ReadRecord& record : records) all.push_back(&record.user);
    return all;
  }
};

class LateRecords {
 public:
  LateRecords(const LateContext& context, const WaitingRoom& waiting, Movable movable)
      : at_(context),
        waiting_(waiting),
        records_(waiting.records()),
        movable_(movable),
        ids_(records_.size()),
        rejections_(records_.size()),
        wishes_(records_.size()) {}

  void run() {
    for_pages([&](std::size_t first, std::size_t last) { wish(first, last); });
    settle();
    for_pages([&](std::size_t first, std::size_t last) { release(first, last); });
    move();
    for_pages([&](std::size_t first, std::size_t last) { write(first, last); });
  }

 private:
  const LateContext& at_;
  const WaitingRoom& waiting_;
  const std::vector<WaitingRecord>& records_;
  Movable movable_;
  std::vector<UserId> ids_;  // the user of each record; 0: new
  std::vector<std::optional<Rejection>> rejections_;
  std::vector<Wish> wishes_;
  std::vector<Move> moves_;

  template <class F>
  void for_pages(F&& work) {
    for (std::size_t at = 0; at < records_.size(); at += kPage)
      work(at, std::min(at + kPage, records_.size()));
  }

  // Wishes -----------------------------------------------------------------------------------

  void wish(std::size_t first, std::size_t last) {
    match(first, last);
    const Page page = prepared(first, last);
    const BatchOwners owners(at_.transaction, page.pointers());
    for (std::size_t i = first; i < last; ++i) {
      Wish& wish = wishes_[i];
      wish.person = ids_[i] != 0 ? ids_[i] : -static_cast<UserId>(i) - 1;
      if (rejections_[i]) continue;
      const User& user = page.records[i - first].user;
      wish.wants = id_keys(user);
      for (TakenId& taken : taken_ids(user, ids_[i], owners))
        if (!moves(i, taken))
          wish.obstacles.push_back({WaitingRoom::key_of(taken.value), taken.holder});
    }
  }

  /// Finds the user of ambiguous records: the only candidate without another record.
  void match(std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      ids_[i] = records_[i].id;
      if (records_[i].matched == Matched::yes) continue;
      const ReadRecord record = records_[i].unpack();
      const User* const user = &record.user;
      const BatchOwners owners(at_.transaction, {&user, 1});
      std::vector<UserId> left = candidates(record, match_type(at_.options), owners);
      std::erase_if(left, [&](UserId id) { return at_.seen.contains(id); });
      if (left.size() > 1) std::erase_if(left, [&](UserId id) { return waiting_.has_user(id); });
      if (left.size() == 1)
        at_.mentioned.insert(ids_[i] = left.front());
      else
        rejections_[i] = match_record(record, at_.options, owners, at_.seen).rejection;
    }
  }

  /// Can the identifier be taken from its holder? If so, adds it to moves_.
  bool moves(std::size_t record, const TakenId& taken) {
    if (movable_ == Movable::nobody || taken.holder_type.empty() || taken.type == "primary_id" ||
        at_.mentioned.contains(taken.holder) || waiting_.has_user(taken.holder))
      return false;
    const UserId ids[] = {taken.holder};
    const StoredUser stored = std::move(at_.transaction.get(ids).front());
    const User& holder = stored.user;
    const auto given = std::find_if(
        holder.user_identifiers.begin(), holder.user_identifiers.end(),
        [&](const Identifier& identifier) { return is_same_id(identifier.value, taken.value); });
    if (stored.damaged() || holder.external_id != at_.request.profile->code ||
        !is_external(holder) || given == holder.user_identifiers.end() ||
        given->segment == Segment::internal)
      return false;
    moves_.push_back({record, taken.holder, taken.type, taken.value});
    return true;
  }

  static bool is_same_id(std::string_view left, std::string_view right) {
    return WaitingRoom::key_of(left) == WaitingRoom::key_of(right);
  }

  // Decisions --------------------------------------------------------------------------------

  void settle() {
    std::vector<Wish> wishes;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < records_.size(); ++i) {
      if (rejections_[i]) continue;
      wishes.push_back(std::move(wishes_[i]));
      places.push_back(i);
    }
    const std::vector<std::optional<Refusal>> refusals = settle_wishes(wishes);
    std::unordered_set<UserId> granted;
    for (std::size_t i = 0; i < places.size(); ++i)
      if (!refusals[i]) granted.insert(wishes[i].person);
    for (std::size_t i = 0; i < places.size(); ++i)
      if (refusals[i]) rejections_[places[i]] = rejection(places[i], *refusals[i], granted);
    std::erase_if(moves_, [&](const Move& move) { return rejections_[move.record].has_value(); });
  }

  Rejection rejection(std::size_t i, const Refusal& refusal,
                      const std::unordered_set<UserId>& granted) {
    const ReadRecord record = records_[i].unpack();
    const User& user = record.user;
    std::string_view type = "primary_id";
    std::string value = user.primary_id;
    const std::string_view match = match_type(at_.options);
    for (const Identifier& identifier : user.user_identifiers) {
      const bool meant = refusal.same_person
                             ? identifier.id_type.value == match
                             : WaitingRoom::key_of(value) != refusal.key &&
                                   WaitingRoom::key_of(identifier.value) == refusal.key;
      if (!meant) continue;
      type = identifier.id_type.value;
      value = identifier.value;
      break;
    }
    if (refusal.holder <= 0 || at_.seen.contains(refusal.holder) ||
        granted.contains(refusal.holder))
      return taken_in_feed(type, value, record.line);
    const std::string_view values[] = {value};
    const Owners owners = at_.transaction.owners(values).front();
    const bool by_identifier = owners.by_identifier == refusal.holder;
    return taken_by_user(at_.transaction,
                         {std::string(type), value, refusal.holder,
                          by_identifier ? owners.identifier_type : std::string()},
                         record.line);
  }

  // Writing ----------------------------------------------------------------------------------

  /// The records as they will be stored. Rejected records stay as parsed.
  Page prepared(std::size_t first, std::size_t last) {
    Page page;
    page.records.reserve(last - first);
    page.outcomes.resize(last - first);
    std::vector<UserId> ids;
    for (std::size_t i = first; i < last; ++i)
      if (ids_[i] != 0) ids.push_back(ids_[i]);
    for (StoredUser& user : at_.transaction.get_existing(ids))
      page.users.emplace(user.id, std::move(user));
    for (std::size_t i = first; i < last; ++i) {
      Outcome& outcome = page.outcomes[i - first];
      outcome.record = &page.records.emplace_back(records_[i].unpack());
      outcome.entry = &records_[i].entry;
      if (ids_[i] != 0) outcome.before = &page.users.at(ids_[i]);
      if (!rejections_[i]) rejections_[i] = prepare_one(outcome);
      outcome.rejection = rejections_[i];
    }
    return page;
  }

  std::optional<Rejection> prepare_one(Outcome& outcome) {
    ReadRecord& record = *outcome.record;
    if (outcome.before != nullptr && !is_external(outcome.before->user))
      return Rejection{"not_external", record.line, "User is not external"};
    if (auto rejection = settle_own_identifiers(record.user, record.line,
                                                at_.transaction.identifier_case(), record.warnings))
      return rejection;
    return prepare(outcome, at_.options, at_.transaction.identifier_case());
  }

  void release(std::size_t first, std::size_t last) {
    const Page page = prepared(first, last);
    std::vector<Write> writes;
    for (const Outcome& outcome : page.outcomes)
      if (!outcome.rejection && outcome.before != nullptr)
        writes.push_back({outcome.before->id, &outcome.record->user, outcome.before, {}, {}});
    at_.transaction.release_ids(writes);
  }

  /// Removes identifiers from users who left and whose identifiers others have now.
  void move() {
    std::stable_sort(moves_.begin(), moves_.end(),
                     [](const Move& a, const Move& b) { return a.from < b.from; });
    for (auto next = moves_.begin(); next != moves_.end();) {
      const auto end = std::find_if(next, moves_.end(),
                                    [&](const Move& move) { return move.from != next->from; });
      take_away({next, end});
      next = end;
    }
    std::stable_sort(moves_.begin(), moves_.end(),
                     [](const Move& a, const Move& b) { return a.record < b.record; });
  }

  /// Applies the moves from one user.
  void take_away(std::span<Move> moves) {
    const UserId ids[] = {moves.front().from};
    const StoredUser before = std::move(at_.transaction.get(ids).front());
    User after = before.user;
    for (Move& move : moves) {
      move.from_id = before.user.primary_id;
      std::erase_if(after.user_identifiers, [&](const Identifier& identifier) {
        return is_same_id(identifier.value, move.value);
      });
    }
    at_.outcomes.take_away(before, after);
  }

  void write(std::size_t first, std::size_t last) {
    Page page = prepared(first, last);
    std::vector<const User*> rejected;
    std::set<std::string> made;
    for (std::size_t i = first; i < last; ++i) {
      Outcome& outcome = page.outcomes[i - first];
      if (!outcome.rejection) outcome.rejection = make_primary_id(*outcome.record, made);
      if (outcome.rejection)
        rejected.push_back(&outcome.record->user);
      else
        warn_of_moves(i, *outcome.record);
    }
    mention_owners(at_.transaction, rejected, at_.mentioned);
    at_.outcomes.finish(page.outcomes);
  }

  std::optional<Rejection> make_primary_id(ReadRecord& record, std::set<std::string>& made) {
    User& user = record.user;
    if (!user.primary_id.empty()) return {};
    if (at_.request.profile->generate_primary_id)
      user.primary_id = at_.ids.make(user, [&](const std::string& id) {
        return waiting_.wants(id) || !is_free(at_.transaction, id) ||
               !made.insert(fold_primary_id(id)).second;
      });
    if (!user.primary_id.empty()) return {};
    return Rejection{"missing_field", record.line, "Mandatory field is missing: primary_id"};
  }

  void warn_of_moves(std::size_t i, ReadRecord& record) {
    const auto by_record = [](const Move& move, std::size_t at) { return move.record < at; };
    for (auto move = std::lower_bound(moves_.begin(), moves_.end(), i, by_record);
         move != moves_.end() && move->record == i; ++move)
      record.warnings.push_back(
          {"identifier_moved", record.line,
           fmt::format("Identifier of type {} and value {} moves from user {}, who is no longer in "
                       "the feed, to user {}",
                       move->type, move->value, move->from_id, record.user.primary_id)});
  }
};

}  // namespace

void write_late(const LateContext& context, const WaitingRoom& waiting, Movable movable) {
  LateRecords(context, waiting, movable).run();
}

}  // namespace roster::sis
