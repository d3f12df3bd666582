#include <fmt/format.h>

#include "daemon/config/units.hpp"
#include "daemon/http/console/base/pieces.hpp"
#include "daemon/http/console/pages/pages.hpp"
#include "daemon/show/render.hpp"
#include "users/base/day.hpp"

namespace roster::http {
namespace {

constexpr std::size_t kUnknownShown = 20;

void source_row(Html& html, const Visit& visit, Transaction& transaction,
                const boost::json::value& source) {
  const std::string name(source.at("name").as_string());
  const ObligationCounts counts = transaction.count_obligations(name);
  const auto& as_of = source.at("as_of");
  html.in("tr", [&] {
    html.leaf("th", {{"scope", "row"}}, name);
    cell(html, [&] {
      moment(html, visit.zone(),
             as_of.is_string() ? parse_time(std::string(as_of.as_string())) : std::nullopt);
    });
    const auto* age = source.as_object().if_contains("age_seconds");
    const auto seconds = age == nullptr ? 0 : age->to_number<std::int64_t>();
    const bool old = age == nullptr ||
                     Seconds(seconds) > visit.session.config().obligations.max_age || seconds < 0;
    cell(html, [&] {
      html.text(age == nullptr ? "never came" : duration_text(Seconds(seconds)));
      if (old) html.text(" ").leaf("span", {{"class", "status bad"}}, "✕ too old: no purge");
    });
    cell(html, counts.rows);
    cell(html, counts.users);
    cell(html, counts.blocked);
    cell(html, counts.unknown);
  });
}

void unknown_rows(Html& html, Transaction& transaction, const std::string& source) {
  const std::vector<Obligation> rows = transaction.unknown_obligations(source, kUnknownShown);
  if (rows.empty()) return;
  html.in("details", [&] {
    html.leaf("summary", fmt::format("Rows of {} with an id that nobody has", source));
    table(html, fmt::format("The first {} unknown rows of {}", rows.size(), source),
          {{"Id"}, {"Kind"}, {"Count", Heading::Kind::number}}, [&] {
            for (const Obligation& row : rows)
              html.in("tr", [&] {
                html.leaf("th", {{"scope", "row"}}, row.id);
                cell(html, kind_text(row));
                cell(html, row.count);
              });
          });
  });
}

void upload(Html& html, const Visit& visit) {
  if (!visit.visitor.may(Role::operating)) return;
  const Config& config = visit.session.config();
  section(html, "Bring a list", [&] {
    file_form(
        html,
        {"/obligations", visit.token, ".csv", "Replace what this source says", config.limits.file},
        [&] { choice(html, "source", "Source", "", config.obligations.sources, ""); });
  });
}

}  // namespace

Page obligations_page(const Visit& visit) {
  Page page{"Obligations", "/obligations", {}, 200, {}};
  Html& html = page.main;
  if (visit.session.config().obligations.kind != ObligationsConfig::Kind::directory) {
    html.leaf("p", "No source says what users owe (roster.yaml: obligations).");
    return page;
  }
  html.leaf("p",
            "What users owe or hold elsewhere keeps them from being purged. A list older than " +
                duration_text(visit.session.config().obligations.max_age) + " stops the purge.");
  const boost::json::object status = visit.status().members;
  const auto* sources = status.if_contains("obligations");
  if (sources == nullptr) return page;
  const auto transaction = visit.session.view().begin(Access::read);
  table(html, "Sources",
        {{"Source"},
         {"As of"},
         {"Age"},
         {"Rows", Heading::Kind::number},
         {"People", Heading::Kind::number},
         {"Kept by it", Heading::Kind::number},
         {"Unknown ids", Heading::Kind::number}},
        [&] {
          for (const auto& source : sources->as_array())
            source_row(html, visit, *transaction, source);
        });
  for (const auto& source : sources->as_array())
    unknown_rows(html, *transaction, std::string(source.at("name").as_string()));
  upload(html, visit);
  return page;
}

}  // namespace roster::http
