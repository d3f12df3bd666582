#include <fmt/format.h>

#include "daemon/http/console/base/address.hpp"
#include "daemon/http/console/base/inbox.hpp"
#include "daemon/http/console/base/pieces.hpp"
#include "daemon/http/console/pages/pages.hpp"
#include "daemon/work/agenda.hpp"

namespace roster::http {
namespace {

/// Files that the daemon leaves where they are, and why.
void left_alone(Html& html, const boost::json::object& status) {
  const auto& files = status.at("files").as_array();
  if (files.empty()) return;
  section(html, "Left where they are", [&] {
    table(html, "Files that are left where they are", {{"Input"}, {"File"}, {"Why"}, {"Since"}},
          [&] {
            for (const auto& file : files)
              html.in("tr", [&] {
                for (const char* member : {"input", "file", "why", "since"})
                  cell(html, std::string_view(file.at(member).as_string()));
              });
          });
  });
}

void input_files(Html& html, const Visit& visit, const ScheduledInput& input) {
  const InboxView view = look_at(input.directory);
  section(html, input.name, [&] {
    html.in("p", [&] {
      html.leaf("code", input.directory.string());
      std::string counts;
      for (const auto& [state, count] : view.counts)
        counts += fmt::format("{}{} {}", counts.empty() ? ": " : ", ", number_text(count), state);
      html.text(counts);
    });
    if (!view.trouble.empty())
      html.leaf("p", {{"class", "mistake"}}, "It cannot be read: " + view.trouble);
    if (view.newest.empty()) {
      html.leaf("p", "No files.");
      return;
    }
    table(html, "The newest files of " + input.name,
          {{"File"}, {"State"}, {"Changed"}, {"Bytes", Heading::Kind::number}}, [&] {
            for (const InboxFile& file : view.newest)
              html.in("tr", [&] {
                html.leaf("th", {{"scope", "row"}}, file.name);
                cell(html, file.state);
                cell(html, [&] { moment(html, visit.zone(), file.modified); });
                cell(html, static_cast<std::int64_t>(file.size));
              });
          });
  });
}

}  // namespace

Page intake_page(const Visit& visit) {
  Page page{"Intake", "/intake", {}, 200, {}};
  left_alone(page.main, visit.status().members);
  for (const ScheduledInput& input : make_agenda(visit.session.config()).inputs)
    input_files(page.main, visit, input);
  page.main.in("p", [&] {
    page.main.text("Try a waiting file first: ");
    page.main.leaf("a", {{"href", "/dry-run"}}, "dry run").text(".");
  });
  return page;
}

}  // namespace roster::http
