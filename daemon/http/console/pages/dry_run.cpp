#include <fmt/format.h>

#include "daemon/http/console/base/inbox.hpp"
#include "daemon/http/console/base/pieces.hpp"
#include "daemon/http/console/pages/pages.hpp"
#include "daemon/work/agenda.hpp"

namespace roster::http {
namespace {

void waiting_files(Html& html, const Visit& visit, const ScheduledInput& input) {
  if (input.input.profile.empty()) return;  // lists of obligations
  for (const InboxFile& file : look_at(input.directory).newest) {
    if (file.state != "waiting") continue;
    html.in("tr", [&] {
      html.leaf("th", {{"scope", "row"}}, file.name);
      cell(html, input.name);
      cell(html, [&] { moment(html, visit.zone(), file.modified); });
      cell(html, static_cast<std::int64_t>(file.size));
      cell(html, [&] {
        post_form(html, "/dry-run", visit.token, [&] {
          hidden(html, "input", input.name);
          hidden(html, "file", file.name);
          button(html, "Try " + file.name);
        });
      });
    });
  }
}

void upload(Html& html, const Visit& visit) {
  std::vector<std::string> profiles;
  for (const sis::Profile& profile : visit.session.config().profiles)
    profiles.push_back(profile.code);
  file_form(html,
            {"/dry-run", visit.token, ".xml,.zip,.gz,.tgz", "Try this file",
             visit.session.config().limits.file},
            [&] {
              choice(html, "profile", "Profile", "", profiles, "");
              choice(html, "action", "Action", "", {"synchronize", "import"}, "");
            });
}

}  // namespace

Page dry_run_page(const Visit& visit) {
  Page page{"Dry run", "/dry-run", {}, 200, {}};
  Html& html = page.main;
  html.leaf("p",
            "The same work as a load, taken back at the end: the result is a job that says what "
            "would change. Nothing is changed by it.");
  if (!visit.visitor.may(Role::operating)) {
    html.leaf("p", "An operator can start one.");
    return page;
  }
  section(html, "A file that waits", [&] {
    table(html, "Files that wait in drop directories",
          {{"File"}, {"Input"}, {"Changed"}, {"Bytes", Heading::Kind::number}, {"Try it"}}, [&] {
            for (const ScheduledInput& input : make_agenda(visit.session.config()).inputs)
              waiting_files(html, visit, input);
          });
  });
  section(html, "A file of your own", [&] { upload(html, visit); });
  return page;
}

}  // namespace roster::http
