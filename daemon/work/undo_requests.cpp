#include "daemon/work/undo_requests.hpp"

#include <memory>
#include <optional>

#include "daemon/work/purge_requests.hpp"
#include "purge/blockers.hpp"
#include "purge/deletion.hpp"
#include "purge/ledger/ledger.hpp"
#include "purge/purge.hpp"

namespace roster {

namespace {

/// An undo removes people; what holds them against a purge job, dates apart, holds them here.
std::vector<std::vector<std::string>> holds(Transaction& transaction,
                                            std::span<const StoredUser> users, Now now) {
  return purge::blockers(transaction, users, purge::by_hand(), {}, now);
}

/// The limit of the profile that the load was of.
sis::UndoGuard guard_for(Session& session, JobNumber number) {
  sis::UndoGuard guard;
  const std::string code =
      sis::load_behind(*session.existing_store().begin(Access::read), number).name;
  for (const sis::Profile& profile : session.config().profiles)
    if (profile.code == code)
      guard = {profile.guard.absent, profile.guard.from, profile.guard.at_least};
  return guard;
}

}  // namespace

sis::UndoRequest undo_request(Session& session, JobNumber number) {
  sis::UndoRequest request;
  request.undo = number;
  request.by = session.caller().account;
  request.guard = guard_for(session, number);
  request.reports = session.reports();
  request.follow_up = purge::follow_up(session.existing_store(), traces_of(session.config()));
  request.on_progress = [&session] { session.progress(); };
  const Now now = session.now();
  request.holds = [now](Transaction& transaction, std::span<const StoredUser> users) {
    return holds(transaction, users, now);
  };
  const std::filesystem::path key = ledger_key(session.config());
  request.erased = [key, now](Transaction& transaction, const Job& job,
                              std::span<const StoredUser> users) {
    purge::enter_erasures(transaction, key,
                          {now.time, job.number, std::string(purge::kUndoEntry) + job.name,
                           DeletePolicy::fully_remove},
                          users);
  };
  auto ids = std::make_shared<std::optional<purge::ErasedIds>>();
  request.erased_since = [key, number, ids](Transaction& transaction, const User& user) {
    if (!*ids) ids->emplace(transaction, key);
    return (*ids)->has_one_since(transaction, user, number);
  };
  return request;
}

}  // namespace roster
