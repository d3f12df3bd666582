#include "daemon/http/console/actions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "daemon/commands/commands.hpp"
#include "daemon/http/console/base/address.hpp"
#include "daemon/http/console/base/visit.hpp"
#include "daemon/http/console/feed_actions.hpp"
#include "daemon/show/render.hpp"
#include "users/base/text.hpp"

namespace roster::http {
namespace {

namespace json = boost::json;

/// The decision is about what was shown.
void check_shown(Session& session, JobNumber number, const std::string& shown,
                 const std::function<std::string(const Job&)>& mark) {
  const auto job = session.view().begin(Access::read)->job(number);
  if (!job) throw CommandError(Exit::not_found, fmt::format("there is no job {}", number));
  if (mark(*job) != shown)
    throw CommandError(Exit::refused,
                       fmt::format("job {} is no longer what was shown: it is {}; look at it again",
                                   number, status_text(job->status)));
}

/// Ticks of the form that the browser should have insisted on.
void check_sure(const Form& form) {
  if (!form.has("sure"))
    throw CommandError(Exit::usage, "tick the box that says that you have looked at it");
}

Action approve(const Posted& posted, JobNumber number) {
  const Form& form = posted.form;
  check_sure(form);
  return {fmt::format("approve job {}", number), nullptr,
          [number, shown = form.text("shown"), anyway = form.has("anyway"),
           mark = posted.mark](Session& session) {
            check_shown(session, number, shown, mark);
            run_approve(session, Arguments(json::object{{"N", number}, {"anyway", anyway}}));
            return job_address(number);
          }};
}

Action reject(const Posted& posted, JobNumber number) {
  return {fmt::format("reject job {}", number), nullptr,
          [number, shown = posted.form.text("shown"), mark = posted.mark](Session& session) {
            check_shown(session, number, shown, mark);
            run_reject(session, Arguments(json::object{{"N", number}}));
            return job_address(number);
          }};
}

Action undo(const Posted& posted, JobNumber number) {
  check_sure(posted.form);
  return {fmt::format("undo job {}", number), nullptr,
          [number, shown = posted.form.text("shown"), mark = posted.mark](Session& session) {
            check_shown(session, number, shown, mark);
            const Document said = run_undo_command(session, Arguments(json::object{{"N", number}}));
            return job_address(std::get<JobTold>(said).job.number);
          }};
}

Action preview_purge(const Posted& posted) {
  const std::string job = posted.form.text("job");
  return {"list who a purge would remove", nullptr, [job](Session& session) {
            return last_job_of(
                run_purge_command(session, Arguments(json::object{{"JOB", job}, {"hold", true}})));
          }};
}

Action start_export(const Posted& posted) {
  json::object values{{"NAME", posted.form.text("name")}};
  if (posted.form.has("what") && !posted.form.text("what").empty())
    values["what"] = posted.form.text("what");
  return {"run an export now", nullptr, [values](Session& session) {
            return last_job_of(run_export_command(session, Arguments(values)));
          }};
}

/// A staff edit, or what is said beside a record: `set`, `lock`, `keep` and their opposites.
Action edit_user(const Posted& posted, const std::string& verb) {
  const Form& form = posted.form;
  const std::string id = form.text("id");
  json::object values{{"ID", id}};
  const auto take = [&](const char* argument, const char* field) {
    if (form.has(field)) values[argument] = form.text(field);
  };
  std::string command = verb;
  if (verb == "set" && !form.has("value")) command = "unset";
  if (verb == "set" || verb == "restore") take("FIELD", "field");
  if (verb == "set") take("VALUE", "value");
  if (verb == "lock") {
    take("holder", "holder");
    take("for", "for");
  }
  if (verb == "keep") {
    take("reason", "reason");
    take("until", "until");
  }
  const Command* found = find_command(command);
  const bool renames = command == "set" && form.text("field") == "primary_id";
  const std::string after = renames ? std::string(trim(form.text("value"))) : id;
  return {fmt::format("{} a user", command), nullptr, [after, values, found](Session& session) {
            found->run(session, Arguments(values));
            return user_address(after);
          }};
}

Action job_action(const Posted& posted) {
  const std::optional<std::int64_t> number = number_in(posted.request.path[1]);
  const std::string& verb = posted.request.path[2];
  if (!number) return {};
  if (verb == "approve") return approve(posted, *number);
  if (verb == "reject") return reject(posted, *number);
  if (verb == "undo") return undo(posted, *number);
  if (verb == "changes") return look_at_held(posted, *number);
  if (verb == "load") return load_tried(posted, *number);
  return {};
}

bool is_user_verb(std::string_view verb) {
  constexpr std::string_view kVerbs[] = {"set", "restore", "lock", "unlock", "keep", "unkeep"};
  return std::find(std::begin(kVerbs), std::end(kVerbs), verb) != std::end(kVerbs);
}

}  // namespace

bool is_file_form(const Request& request) {
  return request.method == Method::post && Upload::is_upload(request.content_type) &&
         request.path.size() == 1 &&
         (request.path[0] == "dry-run" || request.path[0] == "obligations");
}

Role least_role(const Request& request) {
  const auto& path = request.path;
  const bool decides = path.size() == 3 && path[0] == "jobs" &&
                       (path[2] == "approve" || path[2] == "reject" || path[2] == "undo");
  return decides ? Role::approver : Role::operating;
}

Action action_of(const Posted& posted) {
  const auto& path = posted.request.path;
  if (path.size() == 3 && path[0] == "jobs") return job_action(posted);
  if (path.size() == 2 && path[0] == "purge" && path[1] == "preview") return preview_purge(posted);
  if (path.size() == 2 && path[0] == "user" && is_user_verb(path[1]))
    return edit_user(posted, path[1]);
  if (path.size() != 1) return {};
  if (path[0] == "run") return run_input_now(posted);
  if (path[0] == "dry-run") return dry_run(posted);
  if (path[0] == "exports") return start_export(posted);
  if (path[0] == "obligations") return bring_obligations(posted);
  return {};
}

}  // namespace roster::http
