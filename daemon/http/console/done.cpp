#include <fmt/format.h>

#include "daemon/http/console/base/pieces.hpp"
#include "daemon/http/console/pages.hpp"
#include "daemon/show/render.hpp"

namespace roster::http {
namespace {

constexpr std::int64_t kLookedThrough = 2000;  // the newest jobs
constexpr std::size_t kShown = 200;

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
            "What people started or decided, here or with rosterctl or a key of the API. Edits of "
            "single records stand in each person’s history.");
  table(html, "What people did, newest first",
        {{"Job", Heading::Kind::number},
         {"Kind"},
         {"Name"},
         {"Status"},
         {"Started"},
         {"Started by"},
         {"Decided by"}},
        [&] {
          for (const Job& job : jobs)
            html.in("tr", [&] {
              html.in("th", {{"scope", "row"}, {"class", "number"}},
                      [&] { job_link(html, job.number); });
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
        });
  return page;
}

}  // namespace roster::http
