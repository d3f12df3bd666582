#include "daemon/http/console/base/changes.hpp"

#include <fmt/format.h>

#include "daemon/http/console/base/pieces.hpp"
#include "daemon/http/console/pages/pages.hpp"

namespace roster::http {
namespace {

void explain(Html& html, const Visit& visit, JobNumber number) {
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

}  // namespace

Page changes_page(const Visit& visit, JobNumber number, const ChangesSeen* seen) {
  Page page{fmt::format("Changes of job {}", number), "/jobs", {}, 200, {}};
  Html& html = page.main;
  html.in("p", [&] {
    html.leaf("a", {{"href", fmt::format("/jobs/{}", number)}}, fmt::format("Job {}", number));
  });
  if (seen == nullptr) {
    explain(html, visit, number);
    return page;
  }
  page.news = fmt::format("{} would change, {} would become due for purge", people_text(seen->all),
                          number_text(seen->due));
  html.leaf("p", page.news + ".");
  if (seen->all > static_cast<std::int64_t>(seen->people.size()))
    html.leaf("p", fmt::format("The first {} are shown.", seen->people.size()));
  table(html, "What would change", {{"Person"}, {"Name"}, {"Changes"}}, [&] {
    for (const ChangeSeen& person : seen->people)
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
  return page;
}

}  // namespace roster::http
