#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "daemon/config/units.hpp"
#include "daemon/http/console/base/pieces.hpp"
#include "daemon/http/console/pages/pages.hpp"
#include "exports/receipts.hpp"

namespace roster::http {
namespace {

using exports::Untaken;

/// One export as it stands.
struct Standing {
  const ExportConfig& config;
  std::optional<Job> last;          // that has ended, or runs
  std::optional<ExportState> done;  // what its last success reached
  std::vector<Untaken> untaken;

  const std::string& name() const { return config.settings.name; }
  bool is_late(Time now) const {
    return config.receipt && !untaken.empty() &&
           now - untaken.front().since > config.receipt->within;
  }
};

Standing standing_of(Transaction& transaction, const ExportConfig& config) {
  Standing one{config,
               {},
               transaction.export_state(config.settings.name),
               exports::untaken_files(transaction, config.settings.name)};
  JobFilter filter;
  filter.kind = JobKind::exporting;
  filter.name = config.settings.name;
  filter.limit = 1;
  for (Job& job : transaction.jobs(filter)) one.last = std::move(job);
  return one;
}

std::string form_text(const exports::Settings& settings) {
  const std::string form(settings.as == exports::Preset::columns ? "its own columns"
                                                                 : to_string(settings.as));
  return settings.what == exports::What::all ? form + ", everybody" : form;
}

void last_cells(Html& html, const Visit& visit, const std::optional<Job>& last) {
  cell(html, [&] {
    if (last)
      job_link(html, last->number);
    else
      html.text("never ran");
  });
  cell(html, [&] {
    if (last) status(html, *last);
  });
  cell(html,
       [&] { moment(html, visit.zone(), last ? std::optional(last->started) : std::nullopt); });
}

void waiting_cell(Html& html, const Visit& visit, const Standing& one) {
  cell(html, [&] {
    html.text(number_text(static_cast<std::int64_t>(one.untaken.size())));
    if (one.untaken.empty()) return;
    html.text(", the oldest since ");
    moment(html, visit.zone(), one.untaken.front().since);
    if (one.is_late(visit.session.now().time))
      html.text(" ").leaf(
          "span", {{"class", "status bad"}},
          fmt::format("✕ not taken within {}", duration_text(one.config.receipt->within)));
  });
}

/// `changed` as configured, or everybody once.
void start_cell(Html& html, const Visit& visit, const Standing& one) {
  cell(html, [&] {
    if (!visit.visitor.may(Role::operating)) {
      html.text("–");
      return;
    }
    post_form(html, "/exports", visit.token, [&] {
      hidden(html, "name", one.name());
      choice(html, "what", "Whom", "as configured", {"changed", "all"}, "");
      button(html, "Run export " + one.name() + " now");
    });
  });
}

void row(Html& html, const Visit& visit, const Standing& one) {
  html.in("tr", [&] {
    html.leaf("th", {{"scope", "row"}}, one.name());
    cell(html, form_text(one.config.settings));
    last_cells(html, visit, one.last);
    cell(html, one.done ? one.done->revision : 0);
    waiting_cell(html, visit, one);
    start_cell(html, visit, one);
  });
}

void waiting_files(Html& html, const Visit& visit, const Standing& one) {
  if (one.untaken.empty()) return;
  html.in("details", [&] {
    html.leaf("summary", fmt::format("Files of {} that were not taken", one.name()));
    table(html, "Files of " + one.name(), {{"File"}, {"Job"}, {"Made"}}, [&] {
      for (const Untaken& file : one.untaken)
        html.in("tr", [&] {
          html.leaf("th", {{"scope", "row"}}, file.file);
          cell(html, [&] { job_link(html, file.job); });
          cell(html, [&] { moment(html, visit.zone(), file.since); });
        });
    });
  });
}

}  // namespace

Page exports_page(const Visit& visit) {
  Page page{"Exports", "/exports", {}, 200, {}};
  Html& html = page.main;
  const std::vector<ExportConfig>& configured = visit.session.config().exports;
  if (configured.empty()) {
    html.leaf("p", "No users are handed on to other systems (roster.yaml: exports).");
    return page;
  }
  html.leaf("p",
            "Files with users for other systems. Each export hands on who changed since its last "
            "success; the revision is the last change that it had.");
  const auto transaction = visit.session.view().begin(Access::read);
  std::vector<Standing> all;
  for (const ExportConfig& config : configured) all.push_back(standing_of(*transaction, config));
  table(html, "Exports",
        {{"Export"},
         {"Form"},
         {"Last job"},
         {"Status"},
         {"Started"},
         {"Revision", Heading::Kind::number},
         {"Files not taken"},
         {"Now"}},
        [&] {
          for (const Standing& one : all) row(html, visit, one);
        });
  for (const Standing& one : all) waiting_files(html, visit, one);
  return page;
}

}  // namespace roster::http
