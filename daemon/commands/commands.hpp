// The handlers of the commands, one file per subject. Each takes the session and the arguments, and
// returns a document.
#pragma once

#include "daemon/commands/command.hpp"
#include "daemon/work/session.hpp"
#include "sis/unpack/unpack.hpp"

namespace roster {

// Words that several commands take
inline constexpr Parameter kId{"ID", Parameter::Kind::text, Parameter::Place::required, "ID",
                               "primary id or any identifier"};
inline constexpr Parameter kDryRun{"dry-run", Parameter::Kind::flag, Parameter::Place::option, "",
                                   "the same work, taken back at the end"};
inline constexpr Parameter kYes{"yes", Parameter::Kind::flag, Parameter::Place::option, "",
                                "do not ask at the terminal"};

/// Their entries in the table (purge_table.cpp): the purge, and what belongs to it.
std::vector<Command> purge_commands();
std::vector<Command> leaving_commands();

// feed.cpp: files, without a store
Document run_validate(Session&, const Arguments&);
Document run_sample(Session&, const Arguments&);
Document run_convert(Session&, const Arguments&);

// completion.cpp
Document run_completion(Session&, const Arguments&);
Document run_words(Session&, const Arguments&);

// load.cpp: loads
/// Reports to the client how much of the file was read; empty when it does not want to know.
std::function<void(std::uint64_t records, sis::ReadSoFar)> progress_of(const std::string& file,
                                                                       const Session& session);
Document run_import(Session&, const Arguments&);
Document run_sync(Session&, const Arguments&);
Document run_approve(Session&, const Arguments&);
Document run_reject(Session&, const Arguments&);

// undo.cpp
Document run_undo_command(Session&, const Arguments&);
/// Applies a held undo.
Document approve_undo_command(Session&, const Job& held, const Arguments&);

// user_list.cpp
/// --limit, which must not be negative.
std::optional<std::int64_t> limit_in(const Arguments& arguments);
Document run_users(Session&, const Arguments&);

// jobs.cpp: jobs and their reports
Document run_jobs(Session&, const Arguments&);
Document run_job(Session&, const Arguments&);
/// Lets a store be written to that is older than its reports.
Document run_go_on(Session&, const Arguments&);

// users.cpp: users and staff edits
Document run_user(Session&, const Arguments&);
Document run_set(Session&, const Arguments&);
Document run_unset(Session&, const Arguments&);
Document run_restore(Session&, const Arguments&);
Document run_lock(Session&, const Arguments&);
Document run_unlock(Session&, const Arguments&);

// keys.cpp: keys of the HTTP API
Document run_key(Session&, const Arguments&);

// keep.cpp: people who are not purged
Document run_keep(Session&, const Arguments&);
Document run_unkeep(Session&, const Arguments&);
/// Who is kept today (`users --kept`).
Document list_kept(Session&);

// purge_list.cpp: purges in other forms
/// Lists the purged users, by an identifier type or as CSV (`--ids`, `--csv`).
Document list_purge(Session&, const Arguments&);
/// Who is due, whatever keeps them.
Document run_due(Session&, const Arguments&);
/// Whom a lost store had erased (`--again`).
Document run_purge_again(Session&, const Arguments&);

// purge.cpp: purges and related commands
Document run_purge_command(Session&, const Arguments&);
Document run_why(Session&, const Arguments&);
Document run_delete_command(Session&, const Arguments&);
Document run_obligations_command(Session&, const Arguments&);
Document run_erased(Session&, const Arguments&);
Document run_statistics(Session&, const Arguments&);
/// Applies a held purge.
Document approve_purge(Session&, const Job& held);
Document approve_deletion(Session&, const Job& held);

// exports.cpp: users onward
Document run_export_command(Session&, const Arguments&);

// compact.cpp: the store written anew
Document run_compact(Session&, const Arguments&);

// migrate.cpp: from one engine to another
Document run_migrate(Session&, const Arguments&);

// backup.cpp
Document run_backup(Session&, const Arguments&);
Document run_restore_backup(Session&, const Arguments&);

// daemon.cpp: what the daemon does on its own
Document run_input(Session&, const Arguments&);
Document run_schedule(Session&, const Arguments&);
Document run_metrics(Session&, const Arguments&);
/// Only a table entry: the daemon answers `status` and `reload` itself, rosterctl `check`.
Document run_without_daemon(Session&, const Arguments&);

}  // namespace roster
