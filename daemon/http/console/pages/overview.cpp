#include <fmt/format.h>

#include <algorithm>

#include "daemon/commands/commands.hpp"
#include "daemon/http/console/base/pieces.hpp"
#include "daemon/http/console/base/plot.hpp"
#include "daemon/http/console/base/progress_bar.hpp"
#include "daemon/http/console/pages/pages.hpp"

namespace roster::http {
namespace {

namespace json = boost::json;

constexpr std::int64_t kRecent = 8;
constexpr std::int64_t kNights = 30;

std::vector<Job> jobs_that(const Visit& visit, JobFilter filter) {
  return visit.session.view().begin(Access::read)->jobs(filter);
}

/// Held jobs, and every sentence of `rosterctl status --check`.
void needs_somebody(Html& html, const Visit& visit, const json::object& status) {
  const json::array& lines = status.at("attention").as_array();
  JobFilter held;
  held.statuses = {JobStatus::held};
  held.dry_run = DryRun::no;
  const std::vector<Job> jobs = jobs_that(visit, held);
  section(html, "Needs somebody", [&] {
    if (lines.empty() && jobs.empty()) {
      html.leaf("p", {{"class", "good"}}, "✓ Nothing needs anybody’s attention.");
      return;
    }
    html.in("ul", {{"class", "attention"}}, [&] {
      for (const auto& line : lines)
        if (!line.as_string().starts_with("held since "))  // those stand in the table
          html.leaf("li", std::string_view(line.as_string()));
    });
    if (!jobs.empty()) job_table(html, visit, "Jobs that wait for a decision", jobs);
  });
}

/// What runs, and how far it is; asks again as long as there is anything.
void now_running(Html& html, const boost::json::object& status) {
  const auto* running = status.at("running").if_object();
  html.in("section",
          {{"id", "now"},
           when(running != nullptr, {"hx-get", "/"}),
           when(running != nullptr, {"hx-trigger", "every 2s"}),
           when(running != nullptr, {"hx-select", "#now"}),
           when(running != nullptr, {"hx-select-oob", "#news"}),
           when(running != nullptr, {"hx-swap", "outerHTML"})},
          [&] {
            html.leaf("h2", "Now");
            if (running == nullptr) {
              html.leaf("p", "Idle: nothing runs.");
              return;
            }
            progress(html, *running);
            const auto waiting = status.at("queue").as_array().size();
            if (waiting > 1)
              html.leaf("p", number_text(static_cast<std::int64_t>(waiting) - 1) + " more wait.");
          });
}

constexpr std::size_t kFewestNights = 2;  // one bar compares with nothing

/// The last job of what a schedule's entry is called: `synchronize SIS`.
std::optional<Job> last_job(const Visit& visit, const std::string& entry) {
  const auto blank = entry.find(' ');
  const auto kind = parse_job_kind(entry.substr(0, blank));
  if (!kind) return std::nullopt;
  JobFilter filter;
  filter.kind = kind;
  filter.dry_run = DryRun::no;
  filter.limit = 1;
  if (blank != std::string::npos) filter.name = entry.substr(blank + 1);
  std::vector<Job> jobs = jobs_that(visit, filter);
  return jobs.empty() ? std::nullopt : std::optional(std::move(jobs.front()));
}

void runs(Html& html, const Visit& visit) {
  const auto schedule = std::get<ScheduleShown>(run_schedule(visit.session, Arguments({})));
  section(html, "Last and next runs", [&] {
    table(html, "Last and next runs", {{"What"}, {"Last job"}, {"Status"}, {"Started"}, {"Next"}},
          [&] {
            for (const Timetable::Entry& entry : schedule.entries) {
              const std::optional<Job> last = last_job(visit, entry.name);
              html.in("tr", [&] {
                html.leaf("th", {{"scope", "row"}}, entry.name);
                cell(html, [&] {
                  if (last)
                    job_link(html, last->number);
                  else
                    html.text("–");
                });
                cell(html, [&] {
                  if (last) status(html, *last);
                });
                cell(html, [&] {
                  moment(html, visit.zone(), last ? std::optional(last->started) : std::nullopt);
                });
                cell(html, [&] { next_run(html, visit, entry); });
              });
            }
          });
  });
}

/// Draws what the loads of a profile changed; false when there are too few.
bool nights(Html& html, const Visit& visit, const std::string& profile) {
  JobFilter filter;
  filter.kind = JobKind::synchronize;
  filter.name = profile;
  filter.dry_run = DryRun::no;
  filter.limit = kNights;
  std::vector<Job> jobs = jobs_that(visit, filter);
  std::erase_if(jobs, [](const Job& job) { return !is_applied(job) || !is_over(job.status); });
  if (jobs.size() < kFewestNights) return false;
  std::reverse(jobs.begin(), jobs.end());
  Plot plot{profile + ": what its loads changed", {"created", "updated", "rejected"}, {}};
  for (const Job& job : jobs) {
    const std::string when = format_local(visit.zone(), job.started);
    plot.bars.push_back(
        {when.substr(0, when.find_last_of(' ')),
         {count_of(job, "created"), count_of(job, "updated"), count_of(job, "rejected")}});
  }
  draw(html, plot);
  return true;
}

}  // namespace

Page overview_page(const Visit& visit) {
  const json::object status = visit.status().members;
  const auto* running = status.at("running").if_object();
  Page page{"Overview", "/", {}, 200, running == nullptr ? "" : progress_text(*running)};
  needs_somebody(page.main, visit, status);
  now_running(page.main, status);
  runs(page.main, visit);
  section(page.main, "Nights", [&] {
    bool any = false;
    for (const sis::Profile& profile : visit.session.config().profiles)
      any = nights(page.main, visit, profile.code) || any;
    if (!any) page.main.leaf("p", "From a profile's second load on, its nights are drawn here.");
  });
  JobFilter recent;
  recent.limit = kRecent;
  section(page.main, "Last jobs", [&] {
    job_table(page.main, visit, "The last jobs", jobs_that(visit, recent));
    page.main.in("p", [&] { page.main.leaf("a", {{"href", "/jobs"}}, "All jobs"); });
  });
  return page;
}

}  // namespace roster::http
