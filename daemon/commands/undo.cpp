#include <fmt/format.h>

#include "daemon/commands/commands.hpp"
#include "daemon/work/dropped_file.hpp"
#include "daemon/work/purge_requests.hpp"
#include "daemon/work/undo_requests.hpp"
#include "purge/ledger/ledger.hpp"

namespace roster {

namespace {

sis::UndoRequest asked(Session& session, JobNumber number, const Arguments& arguments) {
  sis::UndoRequest request = undo_request(session, number);
  request.dry_run = arguments.flag("dry-run") ? DryRun::yes : DryRun::no;
  if (arguments.flag("anyway")) request.later_loads = sis::LaterLoads::ignore;
  if (session.config().http.four_eyes) request.held = sis::UndoHeld::always;
  return request;
}

/// Runs the work after checking that the ledger's key exists.
Document run_with_ledger(Session& session, sis::UndoRequest request,
                         const std::function<Job(const sis::UndoRequest&)>& work) {
  std::string note;
  request.on_left_over = left_over_in(note);
  try {
    purge::read_ledger_key(*session.existing_store().begin(Access::read),
                           ledger_key(session.config()));
    const Job job = work(request);
    if (session.caller().on_job) session.caller().on_job(job);
    return JobTold{job, session.reports(), note};
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
  return run_with_ledger(session, asked(session, number, arguments),
                         [&](const sis::UndoRequest& request) {
                           return sis::run_undo(session.existing_store(), request, session.now());
                         });
}

Document approve_undo_command(Session& session, const Job& held, const Arguments& arguments) {
  return run_with_ledger(session, asked(session, std::stoll(held.name), arguments),
                         [&](const sis::UndoRequest& request) {
                           return sis::approve_undo(session.existing_store(), request, held,
                                                    session.now());
                         });
}

}  // namespace roster
