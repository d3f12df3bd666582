#include "daemon/http/console/feed_actions.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>

#include "daemon/commands/commands.hpp"
#include "daemon/http/console/base/address.hpp"
#include "daemon/http/console/base/inbox.hpp"
#include "daemon/show/lists.hpp"
#include "daemon/work/agenda.hpp"
#include "users/base/text.hpp"
#include "users/jobs/payload.hpp"

namespace roster::http {
namespace {

namespace json = boost::json;

/// The file that came with a form, under a name.
std::shared_ptr<GivenFiles> given(const UploadedFile& file, const std::string& name) {
  const int fd = file.open();
  auto files = std::make_shared<GivenFiles>();
  files->add(name, {fd, fd < 0 ? errno : 0});
  return files;
}

std::shared_ptr<const UploadedFile> uploaded(const Form& form) {
  if (!form.file()) throw CommandError(Exit::usage, "choose a file");
  return form.file();
}

/// `import` or `synchronize` as the command that does it.
Document run_load(Session& session, const std::string& action, json::object values) {
  const Arguments arguments(std::move(values));
  return action == "import" ? run_import(session, arguments) : run_sync(session, arguments);
}

/// Runs what the document holds; the number of its last job, 0 without one.
JobNumber run_through(const Document& document) {
  JobNumber last = 0;
  if (const auto* told = std::get_if<JobTold>(&document)) last = told->job.number;
  if (const auto* series = std::get_if<JobSeries>(&document)) {
    JobSeries::Listener listener;
    listener.on_job = [&](const JobTold& told) { last = told.job.number; };
    series->run(listener);
  }
  return last;
}

std::string try_file(Session& session, const TriedFile& file, Tried& tried) {
  const JobNumber job = run_through(run_load(
      session, file.action, {{"FILE", json::array{file.profile, file.name}}, {"dry-run", true}}));
  tried.keep(job, file);
  return job_address(job);
}

Action dry_run_of_upload(const Posted& posted) {
  const auto file = uploaded(posted.form);
  const TriedFile kept{posted.form.text("profile"), posted.form.text("action"),
                       printable(file->name()), file};
  return {
      "dry run of a file", given(*file, kept.name),
      [kept, tried = posted.tried](Session& session) { return try_file(session, kept, *tried); }};
}

/// What a load tells of one person, as a page shows it.
void note_change(ChangesSeen& seen, const User* before, const User& after, const FieldSet& changed,
                 Day today) {
  ChangeSeen change;
  change.becomes_due = after.purge_date && *after.purge_date <= today &&
                       !(before && before->purge_date && *before->purge_date <= today);
  ++seen.all;
  seen.due += change.becomes_due ? 1 : 0;
  if (seen.people.size() >= ChangesSeen::kMost) return;
  change.primary_id = after.primary_id;
  change.name = name_text(after);
  if (before != nullptr) change.fields = field_changes(*before, after, changed);
  seen.people.push_back(std::move(change));
}

std::string load_telling(Session& session, const Job& held, ChangesKept& kept) {
  ChangesSeen seen;
  seen.at = session.now().time;
  seen.erasures = erasures_in(*session.view().begin(Access::read));
  const Document document =
      run_load(session, std::string(to_string(held.kind)),
               {{"FILE", json::array{held.name, held.file}}, {"dry-run", true}, {"diff", true}});
  JobSeries::Listener listener;
  listener.on_job = [](const JobTold&) {};
  listener.on_change = [&, today = session.now().today](const User* before, const User& after,
                                                        const FieldSet& changed) {
    note_change(seen, before, after, changed, today);
  };
  std::get<JobSeries>(document).run(listener);
  kept.keep(held.number, std::move(seen));
  return job_address(held.number) + "/changes";
}

}  // namespace

std::string last_job_of(const Document& document) {
  const JobNumber last = run_through(document);
  return last == 0 ? "/jobs" : job_address(last);
}

Action load_tried(const Posted& posted, JobNumber number) {
  const std::optional<TriedFile> file = posted.tried->find(number);
  if (!file || !file->upload)
    throw CommandError(
        Exit::not_found,
        fmt::format("the file that job {} tried is not kept any more; try it again", number));
  return {"load a file", given(*file->upload, file->name),
          [action = file->action, profile = file->profile, name = file->name](Session& session) {
            return last_job_of(run_load(session, action, {{"FILE", json::array{profile, name}}}));
          }};
}

Action look_at_held(const Posted& posted, JobNumber number) {
  auto files = std::make_shared<GivenFiles>();
  return {fmt::format("look at the changes of job {}", number), files,
          [number, files, kept = posted.changes](Session& session) {
            const auto held = session.view().begin(Access::read)->job(number);
            if (!held || held->status != JobStatus::held)
              throw CommandError(Exit::refused, fmt::format("job {} is not held", number));
            const std::string spooled = file_in(held->payload).spooled;
            const int fd = ::open(spooled.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
            files->add(held->file, {fd, fd < 0 ? errno : 0});
            return load_telling(session, *held, *kept);
          }};
}

Action dry_run(const Posted& posted) {
  if (!posted.form.has("file")) return dry_run_of_upload(posted);
  const std::string name = posted.form.text("file"), wanted = posted.form.text("input");
  for (const ScheduledInput& input : make_agenda(*posted.config).inputs) {
    if (input.name != wanted || input.input.profile.empty()) continue;
    auto files = std::make_shared<GivenFiles>();
    open_waiting(input.directory, name, *files);
    const TriedFile kept{input.input.profile, std::string(to_string(input.input.kind)), name, {}};
    return {"dry run of a file", files, [kept, tried = posted.tried](Session& session) {
              return try_file(session, kept, *tried);
            }};
  }
  throw CommandError(Exit::not_found, fmt::format("there is no input {}", wanted));
}

Action bring_obligations(const Posted& posted) {
  const auto file = uploaded(posted.form);
  const std::string name = printable(file->name()), source = posted.form.text("source");
  return {"take a list of obligations", given(*file, name), [name, source](Session& session) {
            return last_job_of(run_obligations_command(
                session, Arguments(json::object{{"FILE", name}, {"source", source}})));
          }};
}

Action run_input_now(const Posted& posted) {
  const std::string profile = posted.form.text("profile"), action = posted.form.text("action");
  return {"run an input now", nullptr, [profile, action](Session& session) {
            return last_job_of(run_input(
                session, Arguments(json::object{{"PROFILE", profile}, {"ACTION", action}})));
          }};
}

}  // namespace roster::http
