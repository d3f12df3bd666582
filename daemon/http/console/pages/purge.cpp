#include "purge/policy.hpp"

#include <fmt/format.h>

#include "daemon/commands/commands.hpp"
#include "daemon/http/console/base/pieces.hpp"
#include "daemon/http/console/pages/pages.hpp"
#include "daemon/work/purge_requests.hpp"
#include "users/base/day.hpp"

namespace roster::http {
namespace {

namespace json = boost::json;

/// Why a purge would be refused now, by purge job.
std::map<std::string, std::string> refusals(const json::object& status) {
  std::map<std::string, std::string> found;
  const auto* purges = status.if_contains("purges");
  if (purges == nullptr) return found;
  for (const auto& purge : purges->as_array()) {
    const auto& refusal = purge.at("refusal");
    if (refusal.is_string()) found.emplace(purge.at("name").as_string(), refusal.as_string());
  }
  return found;
}

/// The newest job of a purge, or the one that is held.
std::optional<Job> job_of(Transaction& transaction, const std::string& name,
                          std::vector<JobStatus> statuses) {
  JobFilter filter;
  filter.kind = JobKind::purge;
  filter.name = name;
  filter.dry_run = DryRun::no;
  filter.statuses = std::move(statuses);
  filter.limit = 1;
  std::vector<Job> jobs = transaction.jobs(filter);
  return jobs.empty() ? std::nullopt : std::optional(std::move(jobs.front()));
}

std::string terms_of(const PurgeJobConfig& job) {
  std::string text = fmt::format("{}, {}", job.record_type.value_or("any record type"),
                                 job.user_group ? "group " + *job.user_group : "any group");
  if (job.days_after_purge_date > 0)
    text += fmt::format(", {} days after the purge date", job.days_after_purge_date);
  if (job.require_expired) text += ", expired";
  return text + ", owing at most " + job.waive_threshold;
}

void preview_form(Html& html, const Visit& visit, const PurgeJobConfig& job,
                  const std::string& refusal) {
  if (!refusal.empty()) {
    html.leaf("p", {{"class", "mistake"}}, "It would be refused now: " + refusal);
    return;
  }
  if (!visit.visitor.may(Role::operating)) {
    html.leaf("p", "An operator can list who would go.");
    return;
  }
  post_form(html, "/purge/preview", visit.token, [&] {
    hidden(html, "job", job.name);
    button(html, "List who would go");
  });
}

/// When the job runs next; by hand without an entry.
std::optional<Timetable::Entry> entry_of(const Visit& visit, const std::string& name) {
  const auto schedule = std::get<ScheduleShown>(run_schedule(visit.session, Arguments({})));
  for (const Timetable::Entry& entry : schedule.entries)
    if (entry.name == "purge " + name) return entry;
  return std::nullopt;
}

void last_run(Html& html, const Visit& visit, const Job& job) {
  fact(html, "Last run", [&] {
    html.text("job ");
    job_link(html, job.number);
    html.text(" ");
    status(html, job);
    html.text(" ");
    moment(html, visit.zone(), job.started);
  });
}

void purge_job(Html& html, const Visit& visit, const PurgeJobConfig& job,
               const std::string& refusal) {
  const purge::PurgeRequest request = purge_request(visit.session, job);
  const std::optional<Timetable::Entry> entry = entry_of(visit, job.name);
  const auto transaction = visit.session.view().begin(Access::read);
  const std::int64_t due =
      transaction->count(purge::due(request.policy, visit.session.now().today));
  const auto held = job_of(*transaction, job.name, {JobStatus::held});
  const auto last = job_of(*transaction, job.name, {});
  section(html, "Purge " + job.name, [&] {
    html.in("dl", [&] {
      fact(html, "For whom", terms_of(job));
      fact(html, "Delete policy", visit.session.config().purge.delete_policy);
      fact(html, "Due today", people_text(due) + "; some may be kept");
      fact(html, "Next run", [&] {
        if (entry)
          next_run(html, visit, *entry);
        else
          html.text("by hand");
      });
      if (last) last_run(html, visit, *last);
    });
    if (held) {
      html.in("p", [&] {
        html.text("A list waits for a decision: job ");
        job_link(html, held->number);
        html.text(".");
      });
      return;
    }
    preview_form(html, visit, job, refusal);
  });
}

void kept_people(Html& html, const Visit& visit) {
  const auto notice =
      std::get<Notice>(run_users(visit.session, Arguments(json::object{{"kept", true}})));
  section(html, "People who are kept on purpose", [&] {
    const json::array& users = notice.members.at("users").as_array();
    if (users.empty()) {
      html.leaf("p", "Nobody is.");
      return;
    }
    table(html, "Kept people", {{"Person"}, {"Until"}, {"By"}, {"Reason"}}, [&] {
      for (const auto& user : users)
        html.in("tr", [&] {
          html.in("th", {{"scope", "row"}},
                  [&] { user_link(html, std::string(user.at("primary_id").as_string())); });
          const std::string_view until = user.at("until").as_string();
          cell(html, until.empty() ? "for ever" : until);
          for (const char* member : {"by", "reason"})
            cell(html, std::string_view(user.at(member).as_string()));
        });
    });
  });
}

}  // namespace

Page purge_page(const Visit& visit) {
  Page page{"Purge", "/purge", {}, 200, {}};
  Html& html = page.main;
  html.leaf("p",
            "A list is made first: who would go, by group, and why others stay. Nobody is removed "
            "by that. Then an approver removes exactly the people of the list, less those whom "
            "something keeps by then.");
  const auto refused = refusals(visit.status().members);
  for (const PurgeJobConfig& job : visit.session.config().purge.jobs) {
    const auto found = refused.find(job.name);
    purge_job(html, visit, job, found == refused.end() ? "" : found->second);
  }
  if (visit.session.config().purge.jobs.empty())
    html.leaf("p", "No purge job is configured (roster.yaml: purge.jobs).");
  kept_people(html, visit);
  return page;
}

}  // namespace roster::http
