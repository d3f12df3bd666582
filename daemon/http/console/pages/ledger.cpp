#include <fmt/format.h>

#include "daemon/commands/commands.hpp"
#include "daemon/http/console/base/pieces.hpp"
#include "daemon/http/console/pages/pages.hpp"
#include "users/model/erasure.hpp"

namespace roster::http {
namespace {

void asked(Html& html, const Visit& visit, const std::string& id) {
  try {
    const auto said = std::get<Erasures>(run_erased(visit.session, arguments({{"ID", id}})));
    table(html, "Erasures of " + id, {{"When"}, {"Job"}, {"Name"}, {"Delete policy"}}, [&] {
      for (const Erasures::Entry& entry : said.entries)
        html.in("tr", [&] {
          cell(html, [&] { moment(html, visit.zone(), entry.erasure.at); });
          cell(html, [&] { job_link(html, entry.erasure.job); });
          cell(html, entry.erasure.job_name);
          cell(html, entry.by_undo ? std::string("withdrawn")
                                   : std::string(to_string(entry.erasure.policy)));
        });
    });
    for (const Erasures::Entry& entry : said.entries)
      if (entry.in_history)
        html.leaf("p", fmt::format("What job {} withdrew is {}.", entry.erasure.job,
                                   erasure_end(entry, visit.zone())));
    if (said.back) html.leaf("p", "Somebody with this id is in the store again.");
  } catch (const CommandError& none) {
    html.leaf("p", none.what());
  }
}

void verified(Html& html, const Visit& visit) {
  try {
    const auto said = std::get<Notice>(
        run_erased(visit.session, Arguments(boost::json::object{{"verify", true}})));
    html.leaf("p", {{"class", "good"}}, "✓ " + said.text);
  } catch (const CommandError& fault) {
    html.leaf("p", {{"class", "mistake"}}, std::string("✕ ") + fault.what());
  }
}

}  // namespace

Page ledger_page(const Visit& visit) {
  Page page{"Erasure ledger", "/ledger", {}, 200, {}};
  Html& html = page.main;
  html.leaf("p",
            "Who was purged is entered here, without an id: it can be asked about a person, but "
            "lists nobody.");
  const std::string id = visit.parameter("id");
  section(html, "Was this person erased?", [&] {
    ask_form(html, "/ledger", [&] {
      input(html, {"id", "An id the person had", "text", id, Input::Must::be});
      button(html, "Ask");
    });
    if (!id.empty()) asked(html, visit, id);
  });
  section(html, "Is it whole?", [&] {
    ask_form(html, "/ledger", [&] {
      hidden(html, "verify", "yes");
      button(html, "Verify every entry");
    });
    if (visit.parameter("verify") == "yes") verified(html, visit);
  });
  return page;
}

}  // namespace roster::http
