// Pages: the pages of the console, a file each; those about jobs in jobs/. Each is a function from
// a visit to a page, over the handlers and documents of rosterctl's commands; none has rules of its
// own. What a page throws (CommandError, StoreError) is shown in its place.
#pragma once

#include "daemon/http/console/base/changes.hpp"
#include "daemon/http/console/base/page.hpp"
#include "daemon/http/console/base/visit.hpp"
#include "daemon/schedule/timetable.hpp"

namespace roster::http {

Page overview_page(const Visit& visit);
/// Every job, narrowed by kind, status, profile and day.
Page jobs_page(const Visit& visit);
Document jobs_document(const Visit& visit);
/// One job: what it did, to whom, and what may be decided.
Page job_page(const Visit& visit, JobNumber number);
Document job_document(const Visit& visit, JobNumber number);
/// What a held load would change, field by field, as the last look at it found; nullptr when nobody
/// has looked.
Page changes_page(const Visit& visit, JobNumber number, const ChangesSeen* seen);
Page dry_run_page(const Visit& visit);
Page users_page(const Visit& visit);
Document users_document(const Visit& visit);
/// One person: record, where each value came from, history, why purged or not.
Page user_page(const Visit& visit, const std::string& id);
Document user_document(const Visit& visit, const std::string& id);
Page purge_page(const Visit& visit);
Page intake_page(const Visit& visit);
Page obligations_page(const Visit& visit);
/// How the exports stand, and what nobody took.
Page exports_page(const Visit& visit);
Page schedule_page(const Visit& visit);
Page ledger_page(const Visit& visit);
Page configuration_page(const Visit& visit);
/// Who did what here.
Page done_page(const Visit& visit);

/// A small list of jobs; also for the overview.
void job_table(Html& html, const Visit& visit, std::string_view caption, std::span<const Job> jobs);

/// When an entry of the schedule runs next, in words when no clock says so; also for the overview.
void next_run(Html& html, const Visit& visit, const Timetable::Entry& entry);

}  // namespace roster::http
