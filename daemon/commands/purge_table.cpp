#include "daemon/commands/commands.hpp"

namespace roster {

namespace {

using Kind = Parameter::Kind;
using Place = Parameter::Place;
using Needs = Command::Needs;

constexpr Parameter kAsShown{"as-shown", Kind::text, Place::option, "JOB",
                             "only if it is about exactly the people of this dry run"};

std::vector<Parameter> purge_parameters() {
  return {
      {"JOB", Kind::text, Place::optional, "JOB", "a configured purge job"},
      {"all", Kind::flag, Place::option, "", "every configured purge job; with --store everybody"},
      {"dry-run", Kind::flag, Place::option, "", "who would go and who would stay, and why"},
      kAsShown,
      {"hold", Kind::flag, Place::option, "", "hold the list for approval, however short it is"},
      kYes,
      {"ids", Kind::text, Place::option, "TYPE",
       "list only the people who go, by primary_id or an identifier type, one a line"},
      {"csv", Kind::flag, Place::option, "",
       "list them as CSV, with name, group, dates and last feed"},
      {"output", Kind::text, Place::option, "FILE", "where to write such a list"},
      {"confirmed", Kind::text, Place::option, "FILE",
       "only these, an id a line: another system has removed them"},
      {"again", Kind::text, Place::option, "STORE",
       "remove whom this lost store's ledger says were erased"},
      {"days", Kind::number, Place::option, "N", "with --store: days after the purge date (0)"},
      {"record-type", Kind::text, Place::option, "T",
       "with --store: only PUBLIC, STAFF or CONTACT"},
      {"user-group", Kind::text, Place::option, "G", "with --store: only this user group"},
      {"waive-threshold", Kind::text, Place::option, "X",
       "with --store: owing up to this much does not count (0)"},
      {"no-obligations", Kind::flag, Place::option, "",
       "with --store: although nobody says what users owe"},
      {"policy", Kind::text, Place::option, "P",
       "with --store: keep_fully_reportable, keep_statistics, "
       "keep_statistics_and_remove_primary_id (default) or fully_remove"}};
}

std::vector<Parameter> delete_parameters() {
  return {{"ID", Kind::text, Place::optional, "ID", "primary id or any identifier"},
          {"row", Kind::number, Place::option, "N", "instead: the number of a damaged row"},
          kDryRun,
          kAsShown,
          kYes,
          {"force", Kind::flag, Place::option, "", "although something keeps the user"}};
}

}  // namespace

std::vector<Command> purge_commands() {
  return {{"purge", "remove the users who left and owe nothing", purge_parameters(), Needs::store,
           run_purge_command}};
}

std::vector<Command> leaving_commands() {
  return {
      {"due",
       "list the people who are due, whatever keeps them, for a system that is asked about each",
       {{"JOB", Kind::text, Place::optional, "JOB", "by this purge job (all that are configured)"},
        {"ids", Kind::text, Place::option, "TYPE",
         "by primary_id (default) or an identifier type, one a line"},
        {"output", Kind::text, Place::option, "FILE", "where to write the list"}},
       Needs::view,
       run_due},
      {"why",
       "would this user be purged today, and if not, why",
       {kId,
        {"job", Kind::text, Place::option, "JOB", "by this purge job (all that are configured)"}},
       Needs::view,
       run_why},
      {"delete", "remove one user by hand, everything of it", delete_parameters(), Needs::store,
       run_delete_command},
      {"obligations",
       "take in what a source says users owe",
       {{"FILE", Kind::text, Place::required, "FILE", "CSV: primary_id,kind,count,amount"},
        {"source", Kind::text, Place::option, "NAME", "who says so (required)"},
        {"only-due", Kind::flag, Place::option, "",
         "the list answers for the people who are due now, and for nobody else"}},
       Needs::store,
       run_obligations_command},
      {"erased",
       "was this person erased, when, by which job and policy",
       {{"ID", Kind::text, Place::optional, "ID", "primary id or any identifier"},
        {"verify", Kind::flag, Place::option, "", "is every entry as it was written?"}},
       Needs::view,
       run_erased}};
}

}  // namespace roster
