#include <fmt/format.h>

#include "daemon/commands/commands.hpp"
#include "daemon/http/console/base/address.hpp"
#include "daemon/http/console/base/pieces.hpp"
#include "daemon/http/console/base/progress_bar.hpp"
#include "daemon/http/console/pages/jobs/job_people.hpp"
#include "daemon/http/console/pages/pages.hpp"
#include "daemon/show/job_lines.hpp"
#include "daemon/show/render.hpp"
#include "daemon/work/asked.hpp"

namespace roster::http {
namespace {

bool is_load(const Job& job) {
  return job.kind == JobKind::synchronize || job.kind == JobKind::import;
}

bool removes(const Job& job) { return job.kind == JobKind::purge || job.kind == JobKind::remove; }

/// How many people a job touched, or would touch.
std::int64_t people_of(const Job& job) {
  std::int64_t people = 0;
  for (const char* name : {"created", "updated", "absent", "purged", "restored", "removed"})
    people += count_of(job, name);
  return people;
}

std::string approval_text(const Job& job) {
  if (removes(job)) return "Remove " + people_text(count_of(job, "purged"));
  if (job.kind == JobKind::obligations)
    return fmt::format("Take this list of {} rows", number_text(count_of(job, "rows")));
  if (job.kind == JobKind::undo) return "Undo it for " + people_text(people_of(job));
  return "Apply to " + people_text(people_of(job));
}

/// While it waits or runs the page asks again; the link stops that.
void refresh(Html& html, const Visit& visit, const Job& job, const boost::json::object& status) {
  if (visit.parameter("still") == "yes") {
    html.in("p", [&] {
      html.text("This page stands still. ");
      html.leaf("a", {{"href", job_address(job.number)}}, "Look again");
    });
    return;
  }
  html.in("p",
          {{"hx-get", job_address(job.number)},
           {"hx-trigger", "every 2s"},
           {"hx-target", "#main"},
           {"hx-select", "#main"},
           {"hx-select-oob", "#news"},
           {"hx-swap", "outerHTML"}},
          [&] {
            html.text("It has not ended. ");
            html.leaf("a", {{"href", job_address(job.number)}}, "Look again").text(" ");
            html.leaf("a", {{"href", address(job_address(job.number), {{"still", "yes"}})}},
                      "Stop updating");
          });
  const auto* running = status.at("running").if_object();
  if (job.status == JobStatus::running && running != nullptr) progress(html, *running);
}

void facts(Html& html, const Visit& visit, const Job& job) {
  html.in("dl", [&] {
    fact(html, "Status", [&] { status(html, job); });
    if (!job.message.empty())
      fact(html, job.status == JobStatus::held ? "Why" : "Message", job.message);
    if (!job.file.empty()) fact(html, "File", job.file);
    fact(html, "Started", [&] { moment(html, visit.zone(), job.started); });
    if (job.ended) fact(html, "Took", took_text(job));
    fact(html, "Started by", job.by == "-" ? "a schedule, or a file that arrived" : job.by);
    if (!job.decided_by.empty())
      fact(html, job.status == JobStatus::dropped ? "Rejected by" : "Approved by", job.decided_by);
    if (job.dry_run == DryRun::yes)
      fact(html, "Dry run", "nothing was changed; the numbers are those of the real run");
    else if (applied(job) == Applied::no)
      fact(html, "Applied", "no: nothing was changed");
  });
}

bool has_lines(std::string_view count) {
  for (const std::string_view outcome : outcomes())
    if (outcome == count && outcome != "unchanged") return true;
  return false;
}

void count_row(Html& html, const Job& job, std::string_view name, std::int64_t number) {
  html.in("tr", [&] {
    std::string spaced(name);
    std::replace(spaced.begin(), spaced.end(), '_', ' ');
    html.leaf("th", {{"scope", "row"}}, spaced);
    html.in("td", {{"class", "number"}}, [&] {
      if (number > 0 && has_lines(name))
        html.leaf("a",
                  {{"href", address(job_address(job.number), {{"outcome", std::string(name)}}) +
                                "#people"}},
                  number_text(number));
      else
        html.text(number_text(number));
    });
  });
}

void counts(Html& html, const Job& job) {
  if (job.counts.empty()) return;
  const bool done = applied(job) == Applied::yes;
  table(html, done ? "What it did" : "What it would do",
        {{"Outcome"}, {is_load(job) ? "Records" : "People", Heading::Kind::number}}, [&] {
          for (const char* name : {"processed", "created", "updated", "unchanged", "rejected",
                                   "due", "purged", "kept"})
            if (const auto found = job.counts.find(name); found != job.counts.end())
              count_row(html, job, name, found->second);
          for (const auto& [name, number] : job.counts) {
            constexpr std::string_view kAbove =
                " processed created updated unchanged rejected due purged kept ";
            if (kAbove.find(" " + name + " ") == std::string_view::npos && number != 0)
              count_row(html, job, name, number);
          }
        });
}

void tally_table(Html& html, std::string_view caption, std::string_view what,
                 const std::map<std::string, std::int64_t>& found) {
  if (found.empty()) return;
  table(html, caption, {{what}, {"People", Heading::Kind::number}}, [&] {
    for (const auto& entry : found)
      html.in("tr", [&] {
        html.leaf("th", {{"scope", "row"}}, entry.first.empty() ? "(none)" : entry.first);
        cell(html, entry.second);
      });
  });
}

/// The codes of an outcome, each with a link to its records.
void code_table(Html& html, const Job& job, std::string_view caption, std::string_view outcome,
                const std::map<std::string, std::int64_t>& found) {
  if (found.empty()) return;
  table(html, caption, {{"Code"}, {"Records", Heading::Kind::number}}, [&] {
    for (const auto& entry : found)
      html.in("tr", [&] {
        const std::string& code = entry.first;
        html.in("th", {{"scope", "row"}}, [&] {
          html.leaf("a",
                    {{"href", address(job_address(job.number),
                                      {{"outcome", std::string(outcome)}, {"code", code}}) +
                                  "#people"}},
                    code);
        });
        cell(html, entry.second);
      });
  });
}

void findings(Html& html, const Visit& visit, const Job& job) {
  if (is_load(job) && count_of(job, "rejected") > 0)
    code_table(html, job, "Rejected records, by code", "rejected",
               tally(visit, job, "rejected", "code"));
  if (is_load(job)) return code_table(html, job, "Warnings, by code", "warned", job.warnings);
  tally_table(html, "Warnings, by code", "Code", job.warnings);
}

void purge_tallies(Html& html, const Visit& visit, const Job& job) {
  if (job.kind != JobKind::purge) return;
  const bool done = is_applied(job);
  tally_table(html, done ? "Who went, by group" : "Who would go, by group", "User group",
              tally(visit, job, "purged", "user_group"));
  tally_table(html, done ? "Why people were kept" : "Why people would be kept", "Reason",
              tally(visit, job, "kept", "blockers"));
}

void approve_form(Html& html, const Visit& visit, const Job& job) {
  post_form(html, job_address(job.number) + "/approve", visit.token, [&] {
    hidden(html, "shown", visit.mark(job));
    tick(html, "sure",
         removes(job) ? "I have looked at the list; exactly these people are to be removed"
                      : "I have looked at the numbers and the changes");
    if (is_load(job) || job.kind == JobKind::obligations || job.kind == JobKind::undo)
      html.in("label", {{"class", "tick"}}, [&] {
        html.single("input", {{"type", "checkbox"}, {"name", "anyway"}, {"value", "yes"}});
        html.text(" Also if later loads or lists came since");
      });
    button(html, approval_text(job), removes(job) ? Weight::harmful : Weight::usual);
  });
}

void decision(Html& html, const Visit& visit, const Job& job) {
  if (job.status != JobStatus::held || job.dry_run == DryRun::yes) return;
  section(html, "Decide", [&] {
    if (!visit.visitor.may(Role::approver)) {
      html.leaf("p", "It waits for an approver.");
      return;
    }
    html.in("div", {{"class", "decide"}}, [&] {
      if (visit.http().four_eyes && has_asked_for(job, visit.visitor.account))
        html.leaf("p", "You started this job: somebody else must approve it (four_eyes).");
      else
        approve_form(html, visit, job);
      post_form(html, job_address(job.number) + "/reject", visit.token, [&] {
        hidden(html, "shown", visit.mark(job));
        button(html, fmt::format("Reject job {}: nothing is applied", job.number));
      });
    });
  });
}

/// What was tried can be loaded: the very file that came with the form.
void load_it(Html& html, const Visit& visit, const Job& job) {
  const std::optional<TriedFile> file = visit.tried ? visit.tried->find(job.number) : std::nullopt;
  if (!file || !visit.visitor.may(Role::operating)) return;
  section(html, "Do it", [&] {
    if (!file->upload) {
      html.in("p", [&] {
        html.text("The file waits in a drop directory: ");
        html.leaf("a", {{"href", "/schedule"}}, "run the input now")
            .text(
                ", or let it be loaded "
                "when its time comes.");
      });
      return;
    }
    post_form(html, job_address(job.number) + "/load", visit.token,
              [&] { button(html, "Load this file: " + people_text(people_of(job))); });
  });
}

/// What a held load would change is found by a dry run of the file that was kept.
void look_at_changes(Html& html, const Job& job) {
  if (job.status != JobStatus::held || !is_load(job) || job.dry_run == DryRun::yes) return;
  html.in("p", [&] {
    html.leaf("a", {{"href", job_address(job.number) + "/changes"}},
              "The changes, field by field, and who would become due");
  });
}

void undo(Html& html, const Visit& visit, const Job& job) {
  const bool undoable = is_applied(job) && (is_load(job) || job.kind == JobKind::undo) &&
                        is_over(job.status) && people_of(job) > 0;
  if (!undoable || !visit.visitor.may(Role::approver)) return;
  section(html, "Undo", [&] {
    if (visit.http().four_eyes)
      html.leaf("p", "The undo is listed first; somebody else must approve it (four_eyes).");
    post_form(html, job_address(job.number) + "/undo", visit.token, [&] {
      hidden(html, "shown", visit.mark(job));
      tick(html, "sure", "Put everybody it touched back as they were, unless changed since");
      button(html, fmt::format("Undo job {} for {}", job.number, people_text(people_of(job))),
             Weight::harmful);
    });
  });
}

}  // namespace

Document job_document(const Visit& visit, JobNumber number) {
  boost::json::object values{{"N", number}, {"all", true}};
  if (const std::string outcome = visit.parameter("outcome"); !outcome.empty())
    values["outcome"] = outcome;
  return run_job(visit.session, Arguments(std::move(values)));
}

Page job_page(const Visit& visit, JobNumber number) {
  const Job job = std::get<JobReport>(job_document(visit, number)).job;
  Page page{fmt::format("Job {}: {} {}", job.number, to_string(job.kind), job.name),
            "/jobs",
            {},
            200,
            fmt::format("Job {}: {}", job.number, status_text(job.status))};
  Html& html = page.main;
  if (!is_over(job.status)) {
    const boost::json::object status = visit.status().members;
    const auto* running = status.at("running").if_object();
    if (job.status == JobStatus::running && running != nullptr) page.news = progress_text(*running);
    refresh(html, visit, job, status);
  }
  facts(html, visit, job);
  html.in("div", {{"class", "side"}}, [&] {
    counts(html, job);
    findings(html, visit, job);
    purge_tallies(html, visit, job);
  });
  if (is_load(job))
    html.leaf("p", {{"class", "note"}},
              "processed = created + updated + unchanged + rejected: every record is in one of "
              "these.");
  look_at_changes(html, job);
  decision(html, visit, job);
  html.in("section", {{"id", "people"}}, [&] {
    html.leaf("h2", "People");
    people_table(html, visit, job);
  });
  load_it(html, visit, job);
  undo(html, visit, job);
  return page;
}

}  // namespace roster::http
