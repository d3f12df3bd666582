#include <fmt/format.h>

#include <memory>

#include "daemon/commands/commands.hpp"
#include "daemon/config/units.hpp"
#include "sis/record/texts.hpp"
#include "users/base/day.hpp"
#include "users/base/text.hpp"
#include "users/model/edit.hpp"
#include "users/store/taken_id.hpp"

namespace roster {

namespace {

StoredUser found_user(Transaction& transaction, const std::string& id) {
  std::optional<StoredUser> user = find_user(transaction, id);
  if (!user) throw CommandError(Exit::not_found, fmt::format("there is no user {}", id));
  if (user->damaged())
    throw CommandError(Exit::refused,
                       fmt::format("row {0} of the store is damaged; the next load of that user "
                                   "repairs it, and delete --row {0} removes it",
                                   user->id));
  return std::move(*user);
}

/// The lock on a user, if it has not expired.
std::optional<Lock> lock_now(Transaction& transaction, UserId user, Time now) {
  std::optional<Lock> lock = transaction.lock_of(user);
  return lock && lock->until > now ? lock : std::nullopt;
}

/// What is said of the first id or code with an invisible character; empty when there is none. A
/// feed's reader would take it for another id.
std::string hidden_in(const User& user) {
  const std::optional<sis::OddText> odd = sis::find_odd_text(user);
  return odd && odd->code == "invisible_character" ? odd->message : "";
}

/// Rejects an edit that would give a user an id of another user, or the same one twice.
void check_ids_free(Transaction& transaction, const StoredUser& stored, const User& edited) {
  const std::optional<TakenId> taken = find_taken_id(transaction, edited, stored.id);
  if (!taken) return;
  throw CommandError(Exit::refused,
                     taken->why == TakenId::Why::twice
                         ? fmt::format("the user has {} already", taken->id)
                         : fmt::format("{} is already taken by another user", taken->id));
}

/// Makes one staff edit: finds, changes, checks and stores the user, with its history.
template <class F>
Document edit(Session& session, const Arguments& arguments, std::string_view verb, F&& change) {
  const std::string id = arguments.text("ID");
  const std::string field = arguments.text("FIELD");
  const auto transaction = session.existing_store().begin(Access::write);
  const StoredUser stored = found_user(*transaction, id);
  User edited = stored.user;
  try {
    change(edited, field);
  } catch (const EditError& refused) {
    throw CommandError(Exit::usage, refused.what());
  }
  check_ids_free(*transaction, stored, edited);
  transaction->begin_change(0, session.now().time, fmt::format("{} {}", verb, field),
                            session.caller().account);
  Write write[] = {{stored.id, &edited, &stored, {}, differing_fields(stored.user, edited)}};
  transaction->put(write);
  transaction->commit();
  return Edited{stored.user, edited, write[0].changed};
}

}  // namespace

Document run_user(Session& session, const Arguments& arguments) {
  const auto transaction = session.view().begin(Access::read);
  const StoredUser stored = found_user(*transaction, arguments.text("ID"));
  if (arguments.flag("history"))
    return UserHistory{stored.user, transaction->history_of_user(stored.id)};
  return UserShown{stored.user, arguments.flag("secrets") ? Secrets::shown : Secrets::hidden,
                   lock_now(*transaction, stored.id, session.now().time)};
}

Document run_set(Session& session, const Arguments& arguments) {
  return edit(session, arguments, "set", [&](User& user, const std::string& field) {
    const std::string hidden = hidden_in(user);
    set_field(user, field, arguments.text("VALUE"));
    if (const std::string now = hidden_in(user); !now.empty() && now != hidden)
      throw EditError(now);
  });
}

Document run_unset(Session& session, const Arguments& arguments) {
  return edit(session, arguments, "unset",
              [](User& user, const std::string& field) { unset_field(user, field); });
}

Document run_restore(Session& session, const Arguments& arguments) {
  return edit(session, arguments, "restore",
              [](User& user, const std::string& field) { restore_field(user, field); });
}

Document run_lock(Session& session, const Arguments& arguments) {
  const std::string holder = printable(trim(arguments.text("holder")));
  if (holder.empty()) throw CommandError(Exit::usage, "--holder must say who");
  const std::optional<Seconds> duration = parse_duration(arguments.text("for"));
  if (!duration || *duration <= Seconds{})
    throw CommandError(Exit::usage, fmt::format("--for: '{}' is not a duration such as 30m or 8h",
                                                arguments.text("for")));
  const auto transaction = session.existing_store().begin(Access::write);
  const StoredUser stored = found_user(*transaction, arguments.text("ID"));
  const Lock lock{holder, session.now().time + *duration, session.caller().account};
  const std::optional<Lock> other = lock_now(*transaction, stored.id, session.now().time);
  if (other && other->holder != lock.holder)
    throw CommandError(Exit::refused,
                       fmt::format("{} is {}; unlock it first", printable(stored.user.primary_id),
                                   lock_text(*other, session.zone())));
  transaction->set_lock(stored.id, lock);
  transaction->commit();
  return Notice{
      fmt::format("{} is {}", printable(stored.user.primary_id), lock_text(lock, session.zone())),
      {{"primary_id", stored.user.primary_id},
       {"holder", lock.holder},
       {"by", lock.by},
       {"until", format_time(lock.until)}}};
}

Document run_unlock(Session& session, const Arguments& arguments) {
  const auto transaction = session.existing_store().begin(Access::write);
  const StoredUser stored = found_user(*transaction, arguments.text("ID"));
  const std::optional<Lock> ended = lock_now(*transaction, stored.id, session.now().time);
  transaction->set_lock(stored.id, {});
  transaction->commit();
  boost::json::object members{{"primary_id", stored.user.primary_id}, {"locked", false}};
  if (!ended)
    return Notice{fmt::format("{} is not locked", printable(stored.user.primary_id)), members};
  members["holder"] = ended->holder;
  members["by"] = ended->by;
  return Notice{fmt::format("{} is not locked any more; it was {}",
                            printable(stored.user.primary_id), lock_text(*ended, session.zone())),
                members};
}

}  // namespace roster
