#include "daemon/commands/commands.hpp"

namespace roster {

namespace {

using Kind = Parameter::Kind;
using Place = Parameter::Place;
using Needs = Command::Needs;

constexpr Parameter kField{
    "FIELD", Kind::text, Place::required, "FIELD",
    "field name, or LIST:TYPE for a list item, as in user_identifier:BARCODE"};
constexpr Parameter kJob{"N", Kind::number, Place::required, "N", "job number"};
constexpr Parameter kFiles{"FILE", Kind::texts, Place::required, "FILE",
                           "feed files, packed or not"};
constexpr Parameter kAnyway{"anyway", Kind::flag, Place::option, "",
                            "even if there are later loads or lists"};
constexpr Parameter kXsd{"xsd", Kind::text, Place::option, "v1|v2|auto|PATH",
                         "the schema for reading (auto)"};
constexpr Parameter kOut{"output", Kind::text, Place::option, "FILE",
                         "where to write; a name in .zip is packed"};
constexpr Parameter kDiff{"diff", Kind::flag, Place::option, "", "show each change field by field"};
constexpr Parameter kLoadFiles{"FILE", Kind::texts, Place::required, "[PROFILE] FILE",
                               "a profile's code (when there are several), then feed files"};

/// Files, without a store.
std::vector<Command> feed_commands() {
  return {
      {"validate",
       "check feed files like a load, without a store",
       {kFiles, kXsd, {"strict", Kind::flag, Place::option, "", "apply the schema strictly"}},
       Needs::nothing,
       run_validate},
      {"sample",
       "write an example feed",
       {{"xsd", Kind::text, Place::option, "v1|v2", "format version (v2)"},
        {"users", Kind::number, Place::option, "N", "how many people (1); over 3 a synthetic feed"},
        {"seed", Kind::number, Place::option, "S", "the same seed gives the same bytes (1)"},
        {"night", Kind::number, Place::option, "K",
         "the feed K nights later, with some users changed, removed and added"},
        kOut},
       Needs::nothing,
       run_sample},
      {"convert",
       "turn V.1 or untidy V.2 into tidy V.2",
       {{"FILE", Kind::text, Place::required, "FILE", "the feed to read"}, kXsd, kOut},
       Needs::nothing,
       run_convert}};
}

/// Loads.
std::vector<Command> load_commands() {
  return {{"import",
           "load new users from files (the Import action)",
           {kLoadFiles, kDryRun, kXsd},
           Needs::store,
           run_import},
          {"sync",
           "synchronize users with files (Swap All)",
           {kLoadFiles,
            kDryRun,
            kDiff,
            {"partial", Kind::flag, Place::option, "", "the files do not hold everybody"},
            kXsd},
           Needs::store,
           run_sync}};
}

/// What was done, and decisions about it.
std::vector<Command> job_commands() {
  return {
      {"jobs",
       "list jobs, newest first",
       {{"kind", Kind::text, Place::option, "KIND",
         "import, synchronize, purge, undo, delete, obligations, export"},
        {"status", Kind::text, Place::option, "STATUS", "completed_successfully, held, failed, …"},
        {"name", Kind::text, Place::option, "NAME", "of this profile, purge job or source"},
        {"since", Kind::text, Place::option, "DATE", "started on this day or later"},
        {"limit", Kind::number, Place::option, "N", "at most N (50)"}},
       Needs::view,
       run_jobs},
      {"job",
       "one job's report",
       {kJob,
        {"outcome", Kind::text, Place::option, "OUTCOME",
         "only users of this outcome: created, updated, rejected, …"},
        {"all", Kind::flag, Place::option, "", "every user, not the first of each outcome"}},
       Needs::view,
       run_job},
      {"approve", "apply a held job", {kJob, kAnyway}, Needs::store, run_approve},
      {"reject", "drop a held job", {kJob}, Needs::store, run_reject},
      {"undo",
       "restore every user that a load changed",
       {kJob, kDryRun, kAnyway},
       Needs::store,
       run_undo_command}};
}

/// Users.
std::vector<Command> look_commands() {
  return {{"users",
           "list users",
           {{"search", Kind::text, Place::option, "TEXT",
             "only with this in a name, an e-mail address or an id"},
            {"group", Kind::text, Place::option, "GROUP", "only this user group"},
            {"status", Kind::text, Place::option, "STATUS", "only this status, such as ACTIVE"},
            {"profile", Kind::text, Place::option, "PROFILE", "only last loaded by this profile"},
            {"due-by", Kind::text, Place::option, "DATE", "only with a purge date up to this day"},
            {"kept", Kind::flag, Place::option, "",
             "only those who are kept from being purged, and why"},
            {"limit", Kind::number, Place::option, "N", "at most N (50; with --json all)"},
            {"statistics", Kind::flag, Place::option, "", "only count present and purged users"}},
           Needs::view,
           run_users},
          {"user",
           "show one user",
           {kId,
            {"history", Kind::flag, Place::option, "",
             "what happened to the user, instead of the record"},
            {"secrets", Kind::flag, Place::option, "", "the PIN, too, which is hidden otherwise"}},
           Needs::view,
           run_user}};
}

/// Edits by hand.
std::vector<Command> edit_commands() {
  return {{"set",
           "change a field by hand",
           {kId, kField, {"VALUE", Kind::text, Place::required, "VALUE", "the new value"}},
           Needs::store,
           run_set},
          {"unset", "empty a field by hand", {kId, kField}, Needs::store, run_unset},
          {"restore",
           "give a field changed by hand back to the SIS",
           {kId, kField},
           Needs::store,
           run_restore}};
}

/// What keeps a user.
std::vector<Command> hold_commands() {
  return {{"lock",
           "keep a record from being purged while it is edited",
           {kId,
            {"holder", Kind::text, Place::option, "NAME", "who holds it (required)"},
            {"for", Kind::text, Place::option, "DURATION", "how long, as in 30m or 8h (required)"}},
           Needs::store,
           run_lock},
          {"unlock", "end a lock", {kId}, Needs::store, run_unlock},
          {"keep",
           "keep a user from being purged",
           {kId,
            {"reason", Kind::text, Place::option, "TEXT", "why (required, at most 200 characters)"},
            {"until", Kind::text, Place::option, "DATE", "the last day (for ever)"}},
           Needs::store,
           run_keep},
          {"unkeep", "end that", {kId}, Needs::store, run_unkeep}};
}

/// The HTTP API.
std::vector<Command> key_commands() {
  return {{"key",
           "keys of the HTTP API: key add NAME, key list, key revoke NAME",
           {{"ACTION", Kind::text, Place::required, "ACTION", "add, list or revoke"},
            {"NAME", Kind::text, Place::optional, "NAME", "of the key"},
            {"write", Kind::flag, Place::option, "", "a new key that may write, too"},
            {"expires", Kind::text, Place::option, "DATE", "the last day of a new key (never)"}},
           Needs::store,
           run_key}};
}

/// Users onward.
std::vector<Command> export_commands() {
  return {{"export",
           "hand users on to another system",
           {{"NAME", Kind::text, Place::optional, "NAME", "a configured export"},
            {"as", Kind::text, Place::option, "FORM",
             "instead: print users as csv, koha, folio, wms, evergreen, ezproxy or alma"},
            {"what", Kind::text, Place::option, "all|changed",
             "everybody, or whom the last success did not hand on (as configured)"},
            {"since", Kind::text, Place::option, "WHEN", "whoever changed on this day or later"},
            {"output", Kind::text, Place::option, "FILE", "with --as: where to write"}},
           Needs::store,
           run_export_command}};
}

/// What the daemon does by itself.
std::vector<Command> daemon_commands() {
  return {{"run",
           "load the files that wait in a profile's input directory now",
           {{"PROFILE", Kind::text, Place::required, "PROFILE", "a profile's code"},
            {"ACTION", Kind::text, Place::required, "import|synchronize", "which of its inputs"}},
           Needs::store,
           run_input},
          {"schedule", "the next run of everything scheduled", {}, Needs::view, run_schedule},
          {"status",
           "what the daemon does, what waits, and how things stand",
           {{"check", Kind::flag, Place::option, "",
             "only what somebody should look at; exit 1 when there is anything"}},
           Needs::daemon,
           run_without_daemon},
          {"metrics",
           "the metrics as text, for a textfile collector",
           {{"output", Kind::text, Place::option, "FILE", "where to write"}},
           Needs::view,
           run_metrics},
          {"check",
           "check the configuration, as rosterd --check does",
           {},
           Needs::nothing,
           run_without_daemon}};
}

/// The store as a whole.
std::vector<Command> store_commands() {
  return {{"backup",
           "copy the store into a new file, while the daemon works",
           {{"TO", Kind::text, Place::required, "FILE", "the file to make"}},
           Needs::long_view,
           run_backup},
          {"restore-backup",
           "put a backup into the place of the store; the daemon must not run",
           {{"FILE", Kind::text, Place::required, "FILE", "the backup"},
            {"lost", Kind::text, Place::option, "FILE",
             "keep the store that is there as FILE, for purge --again"}},
           Needs::no_daemon,
           run_restore_backup},
          {"compact",
           "write the store anew: nothing of removed users stays in its files, nor the room they "
           "took",
           {},
           Needs::store,
           run_compact},
          {"migrate",
           "copy a whole store into an empty one; the daemon must not run",
           {{"SOURCE", Kind::text, Place::required, "FROM", "the URL of the store that is there"},
            {"TARGET", Kind::text, Place::required, "TO",
             "the URL of the new one, as in postgresql://HOST/DATABASE"}},
           Needs::no_daemon,
           run_migrate},
          {"go-on",
           "go on with a store that is older than its reports, as `status` says",
           {{"dry-run", Kind::flag, Place::option, "", "only say what the store lacks"}},
           Needs::store,
           run_go_on}};
}

/// The rest.
std::vector<Command> other_commands() {
  return {{"reload",
           "have the daemon read its configuration again",
           {},
           Needs::daemon,
           run_without_daemon},
          {"completion", "print a completion script for bash", {}, Needs::nothing, run_completion},
          {"words",
           "list the words that can follow, for completion",
           {{"WHAT", Kind::text, Place::required, "WHAT",
             "profiles, purge-jobs, groups, sources, exports, jobs or held"}},
           Needs::view,
           run_words}};
}

const std::vector<Command>& table() {
  static const std::vector<Command> kCommands = [] {
    std::vector<Command> all;
    for (const auto subject :
         {feed_commands, load_commands, job_commands, look_commands, edit_commands, hold_commands,
          key_commands, purge_commands, leaving_commands, export_commands, daemon_commands,
          store_commands, other_commands})
      for (Command& command : subject()) all.push_back(std::move(command));
    return all;
  }();
  return kCommands;
}

}  // namespace

const std::vector<Command>& commands() { return table(); }

}  // namespace roster
