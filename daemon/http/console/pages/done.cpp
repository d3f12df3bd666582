#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/http/console/base/address.hpp"
#include "daemon/http/console/base/pieces.hpp"
#include "daemon/http/console/pages/pages.hpp"
#include "daemon/show/render.hpp"

namespace roster::http {
namespace {

constexpr std::size_t kShown = 50;  // of each list, at once

void job_row(Html& html, const Visit& visit, const Job& job) {
  html.in("tr", [&] {
    html.in("th", {{"scope", "row"}, {"class", "number"}}, [&] { job_link(html, job.number); });
    cell(html, to_string(job.kind));
    cell(html, job.name);
    cell(html, [&] { status(html, job); });
    cell(html, [&] { moment(html, visit.zone(), job.started); });
    cell(html, account_text(job.by));
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

/// Where a list goes on; each of the two lists keeps its place.
struct Place {
  std::size_t jobs = 0;  // so many newer ones are passed over
  std::int64_t edits = std::numeric_limits<std::int64_t>::max();  // older than this revision
};

Place place_in(const Visit& visit) {
  Place place;
  if (const auto jobs = number_in(visit.parameter("jobs")))
    place.jobs = static_cast<std::size_t>(*jobs);
  if (const auto edits = number_in(visit.parameter("edits"))) place.edits = *edits;
  return place;
}

void link_to(Html& html, const Place& place, std::string_view text, std::string_view anchor) {
  std::vector<std::pair<std::string_view, std::string>> values;
  if (place.jobs != Place{}.jobs) values.emplace_back("jobs", std::to_string(place.jobs));
  if (place.edits != Place{}.edits) values.emplace_back("edits", std::to_string(place.edits));
  html.leaf("a", {{"href", address("/done", values) + std::string(anchor)}}, text).text(" ");
}

/// The jobs that people started or decided, newest first: up to `most`. Those of schedules stand
/// between them; so many are read that it is enough, and no more.
std::vector<Job> jobs_of_people(Transaction& transaction, std::size_t most) {
  JobFilter filter;
  for (filter.limit = 1000;; *filter.limit *= 4) {
    std::vector<Job> jobs = transaction.jobs(filter);
    const bool all = std::ssize(jobs) < *filter.limit;
    std::erase_if(jobs, [](const Job& job) { return job.by == "-" && job.decided_by.empty(); });
    if (jobs.size() > most) jobs.resize(most);
    if (all || jobs.size() == most) return jobs;
  }
}

void decisions(Html& html, const Visit& visit, const Place& place) {
  const auto transaction = visit.session.view().begin(Access::read);
  std::vector<Job> jobs = jobs_of_people(*transaction, place.jobs + kShown + 1);
  jobs.erase(jobs.begin(),
             jobs.begin() + static_cast<std::ptrdiff_t>(std::min(place.jobs, jobs.size())));
  const bool more = jobs.size() > kShown;
  if (more) jobs.pop_back();
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
  html.in("p", {{"class", "pages"}}, [&] {
    if (place.jobs > 0) link_to(html, {0, place.edits}, "Newest jobs", "");
    if (more) link_to(html, {place.jobs + kShown, place.edits}, "Earlier jobs", "");
  });
}

void edit_row(Html& html, const Visit& visit, Transaction& transaction, const HistoryEntry& entry) {
  const std::vector<StoredUser> users = transaction.get_existing({&entry.id, 1});
  html.in("tr", [&] {
    cell(html, [&] { moment(html, visit.zone(), entry.at); });
    cell(html, account_text(entry.by));
    cell(html, entry.what);
    cell(html, [&] { user_link(html, users.empty() ? "" : users.front().user.primary_id); });
    prose(html, [&] {
      for (const std::string_view name : field_names(entry.changed)) html.text(name).text(" ");
    });
  });
}

/// Staff edits and writes of the API's keys, each with whom it concerned.
void edits(Html& html, const Visit& visit, const Place& place) {
  const auto transaction = visit.session.view().begin(Access::read);
  std::vector<HistoryEntry> entries = transaction->edits_before(place.edits, kShown + 1);
  const bool more = entries.size() > kShown;
  if (more) entries.resize(kShown);
  html.in("section", {{"id", "edits"}}, [&] {
    html.leaf("h2", "Edits");
    if (entries.empty()) {
      html.leaf("p", "None are known.");
    } else {
      table(html, "Edits, newest first", {{"When"}, {"Who"}, {"What"}, {"Person"}, {"Fields"}},
            [&] {
              for (const HistoryEntry& entry : entries) edit_row(html, visit, *transaction, entry);
            });
    }
    html.in("p", {{"class", "pages"}}, [&] {
      if (place.edits != Place{}.edits)
        link_to(html, {place.jobs, Place{}.edits}, "Newest edits", "#edits");
      if (more) link_to(html, {place.jobs, entries.back().revision}, "Earlier edits", "#edits");
    });
  });
}

}  // namespace

Page done_page(const Visit& visit) {
  Page page{"Who did what", "/done", {}, 200, {}};
  page.main.leaf("p",
                 "What people started, decided and edited: here, with rosterctl, or with a key of "
                 "the API.");
  const Place place = place_in(visit);
  decisions(page.main, visit, place);
  edits(page.main, visit, place);
  return page;
}

}  // namespace roster::http
