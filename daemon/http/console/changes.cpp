#include "daemon/http/console/changes.hpp"

#include <fmt/format.h>

#include "daemon/http/console/base/pieces.hpp"
#include "daemon/http/console/pages.hpp"

namespace roster::http {
namespace {

void items(Html& html, std::string_view tag, std::string_view sign,
           const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    if (text.empty()) continue;
    html.in(tag, [&] { html.text(fmt::format("{} {}", sign, text)); });
    html.text(" ");
  }
}

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

void ChangesKept::keep(JobNumber held, ChangesSeen seen) {
  const std::lock_guard lock(mutex_);
  std::erase_if(kept_, [&](const auto& kept) { return kept.first == held; });
  kept_.emplace_front(held, std::make_shared<const ChangesSeen>(std::move(seen)));
  if (kept_.size() > kMost) kept_.pop_back();
}

std::shared_ptr<const ChangesSeen> ChangesKept::find(JobNumber held) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [job, seen] : kept_)
    if (job == held) return seen;
  return nullptr;
}

void change_list(Html& html, const std::vector<FieldChange>& changes) {
  html.in("ul", {{"class", "changes"}}, [&] {
    for (const FieldChange& change : changes)
      html.in("li", [&] {
        html.leaf("b", field_name(change.field)).text(" ");
        if (change.gone.empty() && change.come.empty()) html.text("in another order");
        items(html, "del", "−", change.gone);
        items(html, "ins", "+", change.come);
      });
  });
}

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
