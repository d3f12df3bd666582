#include "daemon/commands.hpp"

namespace roster {

namespace {

using Kind = Parameter::Kind;
using Place = Parameter::Place;
using Needs = Command::Needs;

constexpr Parameter kId{"ID", Kind::text, Place::required, "ID", "primary id or any identifier"};
constexpr Parameter kField{
    "FIELD", Kind::text, Place::required, "FIELD",
    "field name, or LIST:TYPE for a list item, as in user_identifier:BARCODE"};
constexpr Parameter kJob{"N", Kind::number, Place::required, "N", "job number"};
constexpr Parameter kFiles{"FILE", Kind::texts, Place::required, "FILE",
                           "feed files, packed or not"};
constexpr Parameter kDryRun{"dry-run", Kind::flag, Place::option, "",
                            "the same work, taken back at the end"};
constexpr Parameter kXsd{"xsd", Kind::text, Place::option, "v1|v2|auto|PATH",
                         "the schema to read by (auto)"};
constexpr Parameter kOut{"output", Kind::text, Place::option, "FILE",
                         "where to write; a name in .zip is packed"};
constexpr Parameter kDiff{"diff", Kind::flag, Place::option, "", "show each change field by field"};
constexpr Parameter kLoadFiles{"FILE", Kind::texts, Place::required, "[PROFILE] FILE",
                               "a profile's code (when there are several), then feed files"};

const std::vector<Command>& table() {
  static const std::vector<Command> kCommands{
      {"validate",
       "check feed files as a load would, without a store",
       {kFiles,
        kXsd,
        {"strict", Kind::flag, Place::option, "", "the schema as it stands, no tolerance"}},
       Needs::nothing,
       run_validate},
      {"sample",
       "write an example feed",
       {{"xsd", Kind::text, Place::option, "v1|v2", "format version (v2)"},
        {"users", Kind::number, Place::option, "N", "how many people (1); over 3 a synthetic feed"},
        {"seed", Kind::number, Place::option, "S", "the same seed gives the same bytes (1)"},
        {"night", Kind::number, Place::option, "K",
         "the feed K nights later: some people changed, left, came"},
        kOut},
       Needs::nothing,
       run_sample},
      {"convert",
       "turn V.1 or untidy V.2 into tidy V.2",
       {{"FILE", Kind::text, Place::required, "FILE", "the feed to read"}, kXsd, kOut},
       Needs::nothing,
       run_convert},
      {"import",
       "load new users from files (the Import action)",
       {kLoadFiles, kDryRun, kXsd},
       Needs::store,
       run_import},
      {"sync",
       "synchronize users with files (Swap All)",
       {kLoadFiles, kDryRun, kDiff, kXsd},
       Needs::store,
       run_sync},
      {"jobs",
       "list jobs, newest first",
       {{"kind", Kind::text, Place::option, "KIND",
         "import, synchronize, purge, undo, delete, obligations"},
        {"status", Kind::text, Place::option, "STATUS", "completed_successfully, held, failed, …"},
        {"limit", Kind::number, Place::option, "N", "at most N (50)"}},
       Needs::store,
       run_jobs},
      {"job",
       "one job's report",
       {kJob,
        {"outcome", Kind::text, Place::option, "OUTCOME",
         "only users of this outcome: created, updated, rejected, …"}},
       Needs::store,
       run_job},
      {"approve", "apply a held job", {kJob}, Needs::store, run_approve},
      {"reject", "drop a held job", {kJob}, Needs::store, run_reject},
      {"undo",
       "put back every user that a load touched",
       {kJob, kDryRun},
       Needs::store,
       run_undo_command},
      {"users",
       "list users",
       {{"group", Kind::text, Place::option, "GROUP", "only this user group"},
        {"due-by", Kind::text, Place::option, "DATE", "only with a purge date up to this day"},
        {"limit", Kind::number, Place::option, "N", "at most N"},
        {"statistics", Kind::flag, Place::option, "", "count present and purged users instead"}},
       Needs::store,
       run_users},
      {"user",
       "show one user",
       {kId,
        {"history", Kind::flag, Place::option, "",
         "what happened to the user, instead of the record"}},
       Needs::store,
       run_user},
      {"set",
       "change a field by hand",
       {kId, kField, {"VALUE", Kind::text, Place::required, "VALUE", "the new value"}},
       Needs::store,
       run_set},
      {"unset", "empty a field by hand", {kId, kField}, Needs::store, run_unset},
      {"restore",
       "give a field changed by hand back to the SIS",
       {kId, kField},
       Needs::store,
       run_restore},
      {"lock",
       "keep a record from being purged while it is edited",
       {kId,
        {"holder", Kind::text, Place::option, "NAME", "who holds it (required)"},
        {"for", Kind::text, Place::option, "DURATION", "how long, as in 30m or 8h (required)"}},
       Needs::store,
       run_lock},
      {"unlock", "end a lock", {kId}, Needs::store, run_unlock},
      {"purge",
       "remove the users who left and owe nothing",
       {{"JOB", Kind::text, Place::optional, "JOB", "a configured purge job"},
        {"all", Kind::flag, Place::option, "", "every configured purge job"},
        {"dry-run", Kind::flag, Place::option, "", "who would go and who would stay, and why"},
        {"days", Kind::number, Place::option, "N", "with --store: days after the purge date (0)"},
        {"record-type", Kind::text, Place::option, "T",
         "with --store: only PUBLIC, STAFF or CONTACT"},
        {"user-group", Kind::text, Place::option, "G", "with --store: only this user group"},
        {"waive-threshold", Kind::text, Place::option, "X",
         "with --store: owing up to this much does not count (0)"},
        {"policy", Kind::text, Place::option, "P",
         "with --store: keep_fully_reportable, keep_statistics, "
         "keep_statistics_and_remove_primary_id (default) or fully_remove"}},
       Needs::store,
       run_purge_command},
      {"why",
       "would this user be purged today, and if not, why",
       {kId,
        {"job", Kind::text, Place::option, "JOB", "by this purge job (all that are configured)"}},
       Needs::store,
       run_why},
      {"delete",
       "remove one user by hand, everything of it",
       {kId, {"force", Kind::flag, Place::option, "", "although something keeps the user"}},
       Needs::store,
       run_delete_command},
      {"obligations",
       "take in what a source says users owe",
       {{"FILE", Kind::text, Place::required, "FILE", "CSV: primary_id,kind,count,amount"},
        {"source", Kind::text, Place::option, "NAME", "who says so (required)"}},
       Needs::store,
       run_obligations_command},
      {"erased",
       "was this person erased, when, by which job and policy",
       {kId},
       Needs::store,
       run_erased},
      {"completion", "print a completion script for bash", {}, Needs::nothing, run_completion},
  };
  return kCommands;
}

}  // namespace

const std::vector<Command>& commands() { return table(); }

}  // namespace roster
