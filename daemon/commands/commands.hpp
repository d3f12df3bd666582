// The functions behind the table of commands, a file per subject. Each gets the session, the
// arguments and a place to write.
#pragma once

#include "daemon/commands/command.hpp"
#include "daemon/work/session.hpp"
#include "sis/unpack/unpack.hpp"

namespace roster {

// commands_feed.cpp: files, without a store
Exit run_validate(Session&, const Arguments&, const Output&);
Exit run_sample(Session&, const Arguments&, const Output&);
Exit run_convert(Session&, const Arguments&, const Output&);
Exit run_completion(Session&, const Arguments&, const Output&);

// commands_load.cpp: loads
/// What tells `out` how far the reading of a file is; empty when it does not want to know.
std::function<void(std::uint64_t records, sis::ReadSoFar)> progress_of(const std::string& file,
                                                                       const Output& out);
Exit run_import(Session&, const Arguments&, const Output&);
Exit run_sync(Session&, const Arguments&, const Output&);
Exit run_approve(Session&, const Arguments&, const Output&);
Exit run_reject(Session&, const Arguments&, const Output&);
Exit run_undo_command(Session&, const Arguments&, const Output&);

// commands_jobs.cpp: what was done
Exit run_jobs(Session&, const Arguments&, const Output&);
Exit run_job(Session&, const Arguments&, const Output&);

// commands_users.cpp: users and staff edits
Exit run_users(Session&, const Arguments&, const Output&);
Exit run_user(Session&, const Arguments&, const Output&);
Exit run_set(Session&, const Arguments&, const Output&);
Exit run_unset(Session&, const Arguments&, const Output&);
Exit run_restore(Session&, const Arguments&, const Output&);
Exit run_lock(Session&, const Arguments&, const Output&);
Exit run_unlock(Session&, const Arguments&, const Output&);

// commands_purge.cpp: the purge and what belongs to it
Exit run_purge_command(Session&, const Arguments&, const Output&);
Exit run_why(Session&, const Arguments&, const Output&);
Exit run_delete_command(Session&, const Arguments&, const Output&);
Exit run_obligations_command(Session&, const Arguments&, const Output&);
Exit run_erased(Session&, const Arguments&, const Output&);
Exit run_statistics(Session&, const Arguments&, const Output&);
/// Applies a held purge.
Exit approve_purge(Session&, const Job& held, const Output&);

// commands_daemon.cpp: what the daemon does by itself
Exit run_input(Session&, const Arguments&, const Output&);
Exit run_schedule(Session&, const Arguments&, const Output&);
/// Stands in the table only: the daemon answers `status` and `reload` itself.
Exit run_without_daemon(Session&, const Arguments&, const Output&);

}  // namespace roster
