#include "daemon/commands/commands.hpp"
#include "daemon/http/console/base/address.hpp"
#include "daemon/http/console/base/pieces.hpp"
#include "daemon/http/console/pages/pages.hpp"
#include "daemon/show/render.hpp"

namespace roster::http {
namespace {

constexpr std::int64_t kShown = 50, kMost = 1000;

template <class Names>
std::vector<std::string> texts(const Names& names) {
  return {names.begin(), names.end()};
}

std::vector<std::string> profile_codes(const Config& config) {
  std::vector<std::string> codes;
  for (const sis::Profile& profile : config.profiles) codes.push_back(profile.code);
  for (const PurgeJobConfig& job : config.purge.jobs) codes.push_back(job.name);
  return codes;
}

void filters(Html& html, const Visit& visit) {
  filter_form(html, "/jobs", [&] {
    choice(html, "kind", "Kind", "any", texts(job_kind_names()), visit.parameter("kind"));
    choice(html, "status", "Status", "any", texts(job_status_names()), visit.parameter("status"));
    choice(html, "name", "Profile or purge job", "any", profile_codes(visit.session.config()),
           visit.parameter("name"));
    input(html, {"since", "Started since", "date", visit.parameter("since")});
    button(html, "Show");
  });
}

}  // namespace

Document jobs_document(const Visit& visit) {
  boost::json::object values;
  for (const char* name : {"kind", "status", "name", "since"})
    if (const std::string value = visit.parameter(name); !value.empty()) values[name] = value;
  values["limit"] = std::min(number_in(visit.parameter("limit")).value_or(kShown), kMost);
  return run_jobs(visit.session, Arguments(std::move(values)));
}

void job_table(Html& html, const Visit& visit, std::string_view caption,
               std::span<const Job> jobs) {
  table(html, caption,
        {{"Job", Heading::Kind::number},
         {"Status"},
         {"Kind"},
         {"Name"},
         {"Started"},
         {"Took"},
         {"By"},
         {"Result"}},
        [&] {
          for (const Job& job : jobs)
            html.in("tr", [&] {
              html.in("th", {{"scope", "row"}, {"class", "number"}},
                      [&] { job_link(html, job.number); });
              cell(html, [&] { status(html, job); });
              cell(html, to_string(job.kind));
              cell(html, job.name);
              cell(html, [&] { moment(html, visit.zone(), job.started); });
              html.leaf("td", {{"class", "short"}}, took_text(job));
              cell(html, account_text(job.by));
              prose(html, [&] {
                html.text(counts_text(job, Zeros::left_out));
                if (!job.message.empty()) html.single("br").leaf("small", job.message);
              });
            });
        });
}

Page jobs_page(const Visit& visit) {
  const std::vector<Job> jobs = std::get<JobList>(jobs_document(visit)).jobs;
  const auto shown = static_cast<std::int64_t>(jobs.size());
  Page page{"Jobs",
            "/jobs",
            {},
            200,
            number_text(shown) + (shown == 1 ? " job is shown" : " jobs are shown")};
  filters(page.main, visit);
  page.main.in("div", {{"id", "found"}}, [&] {
    if (jobs.empty())
      page.main.leaf("p", "No job fits.");
    else
      job_table(page.main, visit, "Jobs, newest first", jobs);
    page.main.in("p", [&] {
      const auto as = [&](const char* format) {
        return address("/jobs", {{"kind", visit.parameter("kind")},
                                 {"status", visit.parameter("status")},
                                 {"name", visit.parameter("name")},
                                 {"since", visit.parameter("since")},
                                 {"limit", "1000"},
                                 {"format", format}});
      };
      page.main.text("These jobs as ").leaf("a", {{"href", as("csv")}}, "CSV").text(" or ");
      page.main.leaf("a", {{"href", as("json")}}, "JSON").text(".");
    });
  });
  return page;
}

}  // namespace roster::http
