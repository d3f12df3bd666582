#include <fmt/format.h>

#include <algorithm>

#include "daemon/commands/commands.hpp"
#include "daemon/work/purge_requests.hpp"
#include "purge/blockers.hpp"
#include "purge/deletion.hpp"
#include "purge/purge.hpp"
#include "sis/undo/undo.hpp"

namespace roster {

namespace {

/// An undo removes people; what holds them against a purge job, dates apart, holds them here.
std::vector<std::vector<std::string>> holds(Transaction& transaction,
                                            std::span<const StoredUser> users, Now now) {
  std::vector<Account> accounts;
  for (const StoredUser& user : users) accounts.push_back(account_of(user));
  return purge::blockers(transaction, accounts, purge::by_hand(), {}, now);
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

sis::UndoRequest undo_request(Session& session, JobNumber number, const Arguments& arguments) {
  sis::UndoRequest request;
  request.undo = number;
  request.by = session.caller().account;
  request.dry_run = arguments.flag("dry-run") ? DryRun::yes : DryRun::no;
  if (arguments.flag("anyway")) request.later_loads = sis::LaterLoads::ignore;
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
                          {now.time, job.number, "undo " + job.name, DeletePolicy::fully_remove},
                          users);
  };
  return request;
}

/// Runs the work, once the ledger's key is known to be there.
Document run_with_ledger(Session& session, const std::function<Job()>& work) {
  try {
    purge::read_ledger_key(*session.existing_store().begin(Access::read),
                           ledger_key(session.config()));
    const Job job = work();
    if (session.caller().on_job) session.caller().on_job(job);
    return JobTold{job, session.reports(), ""};
  } catch (const sis::CannotUndo& refused) {
    throw CommandError(Exit::refused, refused.what());
  } catch (const purge::LedgerError& refused) {
    throw CommandError(Exit::refused, refused.what());
  }
}

}  // namespace

Document run_undo_command(Session& session, const Arguments& arguments) {
  const JobNumber number = arguments.required_number("N");
  if (!session.existing_store().begin(Access::read)->job(number))
    throw CommandError(Exit::not_found, fmt::format("there is no job {}", number));
  const sis::UndoRequest request = undo_request(session, number, arguments);
  return run_with_ledger(
      session, [&] { return sis::run_undo(session.existing_store(), request, session.now()); });
}

Document approve_undo_command(Session& session, const Job& held, const Arguments& arguments) {
  const sis::UndoRequest request = undo_request(session, std::stoll(held.name), arguments);
  return run_with_ledger(session, [&] {
    return sis::approve_undo(session.existing_store(), request, held, session.now());
  });
}

}  // namespace roster
