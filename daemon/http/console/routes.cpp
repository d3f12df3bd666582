#include "daemon/http/console/routes.hpp"

#include <fmt/format.h>

#include <array>

#include "daemon/commands/commands.hpp"
#include "daemon/http/console/pages/jobs/job_people.hpp"
#include "daemon/show/present.hpp"
#include "daemon/show/render.hpp"
#include "users/base/csv.hpp"
#include "users/base/day.hpp"

namespace roster::http {
namespace {

struct Route {
  std::string_view name;  // the only part of the path
  Page (*page)(const Visit&);
};
constexpr std::array kRoutes{
    Route{"jobs", jobs_page},       Route{"dry-run", dry_run_page},
    Route{"users", users_page},     Route{"purge", purge_page},
    Route{"intake", intake_page},   Route{"obligations", obligations_page},
    Route{"exports", exports_page}, Route{"schedule", schedule_page},
    Route{"ledger", ledger_page},   Route{"configuration", configuration_page},
    Route{"done", done_page},
};

std::optional<JobNumber> job_in(const Visit& visit) {
  const auto& path = visit.request.path;
  return path.size() == 2 && path[0] == "jobs" ? number_in(path[1]) : std::nullopt;
}

bool is_at(const Visit& visit, std::string_view name) {
  return visit.request.path.size() == 1 && visit.request.path[0] == name;
}

std::optional<Document> document_of(const Visit& visit) {
  if (visit.request.path.empty()) return visit.status();
  if (is_at(visit, "jobs")) return jobs_document(visit);
  if (is_at(visit, "users")) return users_document(visit);
  if (is_at(visit, "user")) return user_document(visit, visit.parameter("id"));
  if (is_at(visit, "schedule")) return run_schedule(visit.session, Arguments({}));
  if (const auto job = job_in(visit)) return job_document(visit, *job);
  return std::nullopt;
}

/// Everything is in memory before it is sent.
void check_length(std::size_t length) {
  constexpr std::size_t kMost = 64 << 20;  // bytes
  if (length > kMost)
    throw CommandError(Exit::refused,
                       "this is too long for the console; rosterctl --json has it all");
}

std::string jobs_csv(const Visit& visit) {
  std::string out =
      "job,kind,name,file,status,dry_run,started,ended,by,decided_by,counts,message\r\n";
  const Document document = jobs_document(visit);
  for (const Job& job : std::get<JobList>(document).jobs)
    out += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\r\n", job.number, to_string(job.kind),
                       csv_cell(job.name), csv_cell(job.file), to_string(job.status),
                       job.dry_run == DryRun::yes ? "true" : "false", format_time(job.started),
                       job.ended ? format_time(*job.ended) : "", csv_cell(job.by),
                       csv_cell(job.decided_by), csv_cell(counts_text(job, Zeros::left_out)),
                       csv_cell(job.message));
  return out;
}

std::string users_csv(const Visit& visit) {
  std::string out = "primary_id,last_name,first_name,user_group,status,expiry_date,purge_date\r\n";
  const auto day = [](const std::optional<Day>& date) { return date ? format_day(*date) : ""; };
  const Document document = users_document(visit);
  const auto& users = std::get<UserList>(document);
  users.each(
      [&](const StoredUser& stored) {
        const User& user = stored.user;
        out += fmt::format("{},{},{},{},{},{},{}\r\n", csv_cell(user.primary_id),
                           csv_cell(user.last_name), csv_cell(user.first_name),
                           csv_cell(user.user_group.value), csv_cell(user.status.value),
                           day(user.expiry_date), day(user.purge_date));
        check_length(out.size());
      },
      users.limit);
  return out;
}

std::optional<std::string> csv_of(const Visit& visit) {
  if (is_at(visit, "jobs")) return jobs_csv(visit);
  if (is_at(visit, "users")) return users_csv(visit);
  if (const auto job = job_in(visit)) {
    job_document(visit, *job);  // it must be there, and so must the outcome
    std::string out;
    people_csv(visit, *job, [&](std::string_view text) {
      out += text;
      check_length(out.size());
    });
    return out;
  }
  return std::nullopt;
}

Response data(std::string type, std::string body, std::string_view ending) {
  Response response{200, std::move(type), std::move(body), {}};
  add_headers(response);
  response.headers.emplace_back("Content-Disposition",
                                fmt::format("attachment; filename=\"roster.{}\"", ending));
  return response;
}

}  // namespace

std::optional<Page> page_of(const Visit& visit) {
  if (visit.request.path.empty()) return overview_page(visit);
  if (is_at(visit, "user")) return user_page(visit, visit.parameter("id"));
  if (const auto job = job_in(visit)) return job_page(visit, *job);
  for (const Route& route : kRoutes)
    if (is_at(visit, route.name)) return route.page(visit);
  return std::nullopt;
}

std::optional<Response> data_of(const Visit& visit) {
  const std::string format = visit.parameter("format");
  if (format == "csv") {
    if (auto csv = csv_of(visit)) return data("text/csv;charset=UTF-8", std::move(*csv), "csv");
  } else if (format == "json") {
    if (const auto document = document_of(visit)) {
      std::string out;
      show_json(*document, [&](std::string_view text) {
        out += text;
        check_length(out.size());
      });
      return data("application/json;charset=UTF-8", std::move(out), "json");
    }
  }
  return std::nullopt;
}

}  // namespace roster::http
