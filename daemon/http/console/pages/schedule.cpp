#include "daemon/schedule/schedule.hpp"

#include "daemon/commands/commands.hpp"
#include "daemon/http/console/base/pieces.hpp"
#include "daemon/http/console/pages/pages.hpp"

namespace roster::http {
namespace {

/// `synchronize SIS`: what can be run now by a button.
void run_now(Html& html, const Visit& visit, const std::string& entry) {
  const auto blank = entry.find(' ');
  const auto kind = parse_job_kind(entry.substr(0, blank));
  if (kind == JobKind::purge) {
    html.leaf("a", {{"href", "/purge"}}, "list first");
    return;
  }
  if (kind == JobKind::exporting) {
    html.leaf("a", {{"href", "/exports"}}, "look first");
    return;
  }
  if (blank == std::string::npos || !visit.visitor.may(Role::operating)) {
    html.text("–");
    return;
  }
  post_form(html, "/run", visit.token, [&] {
    hidden(html, "action", to_string(*kind));
    hidden(html, "profile", entry.substr(blank + 1));
    button(html, "Run " + entry + " now");
  });
}

std::string_view if_missed(const Timetable::Entry& entry) {
  if (!entry.next) return "–";
  return entry.catch_up ? "caught up at the next start" : "left out";
}

}  // namespace

void next_run(Html& html, const Visit& visit, const Timetable::Entry& entry) {
  if (entry.next)
    moment(html, visit.zone(), entry.next);
  else
    html.text(entry.schedule.kind == Schedule::Kind::on_arrival ? "on arrival" : "by hand");
}

Page schedule_page(const Visit& visit) {
  Page page{"Schedule", "/schedule", {}, 200, {}};
  Html& html = page.main;
  const auto schedule = std::get<ScheduleShown>(run_schedule(visit.session, Arguments({})));
  html.leaf("p", "Times are those of " + visit.session.config().timezone + ".");
  table(html, "Everything scheduled", {{"What"}, {"Next run"}, {"If a run is missed"}, {"Now"}},
        [&] {
          for (const Timetable::Entry& entry : schedule.entries)
            html.in("tr", [&] {
              html.leaf("th", {{"scope", "row"}}, entry.name);
              cell(html, [&] { next_run(html, visit, entry); });
              cell(html, if_missed(entry));
              cell(html, [&] { run_now(html, visit, entry.name); });
            });
        });
  return page;
}

}  // namespace roster::http
