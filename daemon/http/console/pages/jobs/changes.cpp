#include "daemon/http/console/base/changes.hpp"

#include <fmt/format.h>

#include "daemon/commands/command.hpp"
#include "daemon/http/console/base/address.hpp"
#include "daemon/http/console/base/pieces.hpp"
#include "daemon/http/console/pages/pages.hpp"

namespace roster::http {
namespace {

void look_form(Html& html, const Visit& visit, JobNumber number) {
  html.leaf("p",
            "The file that was kept is read once more, as a dry run: nothing is changed. The dry "
            "run is a job of its own.");
  if (!visit.visitor.may(Role::operating)) {
    html.leaf("p", "An operator can ask for that.");
    return;
  }
  post_form(html, fmt::format("/jobs/{}/changes", number), visit.token,
            [&] { button(html, fmt::format("Look at the changes of job {}", number)); });
}

void show(Page& page, const Visit& visit, const ChangesSeen& seen) {
  Html& html = page.main;
  page.news = fmt::format("{} would change, {} would become due for purge", people_text(seen.all),
                          number_text(seen.due));
  html.in("p", [&] {
    html.text(page.news + ". Looked at: ");
    moment(html, visit.zone(), seen.at);
    html.text(".");
  });
  if (seen.all > static_cast<std::int64_t>(seen.people.size()))
    html.leaf("p", fmt::format("The first {} are shown.", seen.people.size()));
  table(html, "What would change", {{"Person"}, {"Name"}, {"Changes"}}, [&] {
    for (const ChangeSeen& person : seen.people)
      html.in("tr", [&] {
        html.in("th", {{"scope", "row"}}, [&] { user_link(html, person.primary_id); });
        cell(html, person.name);
        prose(html, [&] {
          if (person.becomes_due)
            html.leaf("strong", {{"class", "status poor"}}, "▲ would become due").text(" ");
          if (person.fields.empty())
            html.text("a new person");
          else
            change_list(html, person.fields);
        });
      });
  });
}

}  // namespace

Page changes_page(const Visit& visit, JobNumber number, const ChangesSeen* seen) {
  const std::optional<Job> job = visit.session.view().begin(Access::read)->job(number);
  if (!job) throw CommandError(Exit::not_found, fmt::format("there is no job {}", number));
  Page page{fmt::format("Changes of job {}", number), "/jobs", {}, 200, {}};
  Html& html = page.main;
  html.in("p", [&] {
    html.leaf("a", {{"href", job_address(number)}}, fmt::format("Job {}", number));
  });
  if (job->status != JobStatus::held) {
    html.leaf("p", "It is not held: what it changed is in its report.");
    return page;
  }
  look_form(html, visit, number);
  if (seen != nullptr) show(page, visit, *seen);
  return page;
}

}  // namespace roster::http
