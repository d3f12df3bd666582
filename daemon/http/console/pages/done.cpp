#include <fmt/format.h>

#include <algorithm>

#include "daemon/http/console/base/pieces.hpp"
#include "daemon/http/console/pages/pages.hpp"
#include "daemon/show/render.hpp"

namespace roster::http {
namespace {

constexpr std::int64_t kLookedThrough = 2000;  // the newest jobs
constexpr std::size_t kShown = 200;

void job_row(Html& html, const Visit& visit, const Job& job) {
  html.in("tr", [&] {
    html.in("th", {{"scope", "row"}, {"class", "number"}}, [&] { job_link(html, job.number); });
    cell(html, to_string(job.kind));
    cell(html, job.name);
    cell(html, [&] { status(html, job); });
    cell(html, [&] { moment(html, visit.zone(), job.started); });
    cell(html, job.by == "-" ? std::string_view("–") : job.by);
    cell(html, [&] {
      if (job.decided_by.empty())
        html.text("–");
      else
        html.text(fmt::format("{} by {}",
                              job.status == JobStatus::dropped ? "rejected" : "approved",
                              job.decided_by));
    });
  });
}

/// The newest edits that no job made.
std::vector<HistoryEntry> last_edits(Transaction& transaction) {
  constexpr JobNumber kNoJob = 0;
  constexpr std::size_t kMost = 100'000;  // people
  std::vector<HistoryEntry> entries = transaction.history_of_job(kNoJob, 0, kMost);
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.revision > b.revision; });
  if (entries.size() > kShown) entries.resize(kShown);
  return entries;
}

/// Staff edits and writes of the API's keys, each with whom it concerned.
void edits(Html& html, const Visit& visit) {
  const auto transaction = visit.session.view().begin(Access::read);
  const std::vector<HistoryEntry> entries = last_edits(*transaction);
  section(html, "Edits", [&] {
    if (entries.empty()) {
      html.leaf("p", "None are known.");
      return;
    }
    table(html, "Edits, newest first", {{"When"}, {"Who"}, {"What"}, {"Person"}, {"Fields"}}, [&] {
      for (const HistoryEntry& entry : entries) {
        const UserId ids[] = {entry.id};
        const std::vector<StoredUser> users = transaction->get_existing(ids);
        html.in("tr", [&] {
          cell(html, [&] { moment(html, visit.zone(), entry.at); });
          cell(html, entry.by == "-" ? std::string_view("–") : entry.by);
          cell(html, entry.what);
          cell(html, [&] { user_link(html, users.empty() ? "" : users.front().user.primary_id); });
          prose(html, [&] {
            for (const std::string_view name : field_names(entry.changed))
              html.text(name).text(" ");
          });
        });
      }
    });
  });
}

}  // namespace

Page done_page(const Visit& visit) {
  Page page{"Who did what", "/done", {}, 200, {}};
  Html& html = page.main;
  JobFilter filter;
  filter.limit = kLookedThrough;
  std::vector<Job> jobs = visit.session.view().begin(Access::read)->jobs(filter);
  std::erase_if(jobs, [](const Job& job) { return job.by == "-" && job.decided_by.empty(); });
  if (jobs.size() > kShown) jobs.resize(kShown);
  html.leaf("p",
            "What people started, decided and edited: here, with rosterctl, or with a key of the "
            "API.");
  table(html, "What people did, newest first",
        {{"Job", Heading::Kind::number},
         {"Kind"},
         {"Name"},
         {"Status"},
         {"Started"},
         {"Started by"},
         {"Decided by"}},
        [&] {
          for (const Job& job : jobs) job_row(html, visit, job);
        });
  edits(html, visit);
  return page;
}

}  // namespace roster::http
