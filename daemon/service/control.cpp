// The service's answers on the control socket.
#include <fmt/format.h>
#include <unistd.h>

#include "daemon/service/service.hpp"
#include "daemon/show/render.hpp"
#include "daemon/version.hpp"
#include "sis/feed.hpp"
#include "users/base/day.hpp"

namespace roster {

namespace {

namespace json = boost::json;

/// Where a command's output goes. Once the client is gone it goes nowhere: what was asked for is
/// done nevertheless, or taken back as a whole by whoever asks `gone`.
class Line {
 public:
  explicit Line(Wire& wire) : wire_(wire) {}

  bool gone() const { return gone_; }
  void send(const json::object& document) {
    if (gone_) return;
    try {
      wire_.send(document);
    } catch (const WireError&) {
      gone_ = true;
    }
  }
  void send_error(Exit code, const std::string& message) {
    send(json::object{{"error", {{"code", to_string(code)}, {"message", message}}},
                      {"exit", static_cast<int>(code)}});
  }

 private:
  Wire& wire_;
  bool gone_ = false;
};

/// Is it the daemon's own trouble, too?
bool is_trouble(const std::exception& error) {
  return dynamic_cast<const CommandError*>(&error) == nullptr &&
         dynamic_cast<const sis::FeedError*>(&error) == nullptr &&
         dynamic_cast<const sis::Cancelled*>(&error) == nullptr &&
         dynamic_cast<const std::invalid_argument*>(&error) == nullptr;
}

/// Runs a command and sends what it says, as it says it. Trouble that is the daemon's, too, is
/// thrown on.
void run_and_send(Session& session, const ControlRequest& request, Line& line,
                  const WriteText& write) {
  try {
    const Exit code =
        run_command(*request.command, session, request.arguments, {request.format, nullptr, write});
    line.send(json::object{{"exit", static_cast<int>(code)}});
  } catch (const std::exception& error) {
    const Failure failure = failure_of(error);
    line.send_error(failure.code, failure.message);
    if (is_trouble(error)) throw;
  }
}

void show(const ControlRequest& request, Line& line, const Document& document) {
  const date::time_zone& zone = find_zone("system");  // the documents shown here have no times
  present(document, {request.format, &zone, [&](std::string_view text) {
                       line.send(json::object{{"out", text}});
                     }});
}

}  // namespace

void Service::on_request(ControlRequest request) {
  if (request.command->needs == Command::Needs::daemon) return answer_here(request);
  const std::string what = fmt::format("rosterctl {}", request.command->name);
  log(Level::info, fmt::format("{}, asked by {}", what, request.peer));
  runner_->post(what, [this, request = std::move(request)] { serve(request); });
}

/// On the runner's thread. Jobs are logged and mailed when the client has its answer.
void Service::serve(const ControlRequest& request) {
  Line line(*request.wire);
  std::vector<Job> ended;
  Caller caller;
  const WriteText write = [&](std::string_view text) {
    runner_->progress();
    line.send(json::object{{"out", text}});
  };
  caller.on_progress = [&](const Progress& progress) {
    runner_->progress();
    line.send(json::object{{"progress", to_json(progress)}});
  };
  caller.on_job = [&](const Job& job) { ended.push_back(job); };
  caller.stopping = [&] { return runner_->stopping(); };
  caller.cancelled = [&] { return line.gone() || runner_->stopping(); };
  const auto clean_up = [&] {
    session_.set_files({});
    session_.set_caller({});
    for (const auto& [name, fd] : request.files) ::close(fd);
    for (const Job& job : ended) job_ended(job);
  };
  session_.set_files(request.files);
  session_.set_caller(caller);
  try {
    run_and_send(session_, request, line, write);
  } catch (...) {
    clean_up();
    throw;
  }
  clean_up();
}

/// Answers that must not wait for the runner.
void Service::answer_here(ControlRequest& request) {
  Line line(*request.wire);
  if (request.command->name == "reload") {
    if (const auto problems = reload()) return line.send_error(Exit::usage, *problems);
    file_systems_.accept();  // somebody asked: what is there now is as it should be
    look_at_file_systems();
    show(request, line, Notice{"reloaded", {{"reloaded", true}}});
  } else {
    show(request, line, status());
  }
  line.send({{"exit", 0}});
}

Notice Service::status() const {
  const std::vector<std::string> queue = runner_->queue();
  const date::time_zone& zone = find_zone(config_.timezone);
  std::string text = queue.empty() ? "idle\n" : fmt::format("running: {}\n", queue.front());
  for (std::size_t i = 1; i < queue.size(); ++i) text += fmt::format("waiting: {}\n", queue[i]);
  json::array directories;
  for (const auto& [path, state] : watcher_->states()) {
    const std::string_view word = state == Watcher::State::watched  ? "watched"
                                  : state == Watcher::State::polled ? "polled"
                                                                    : "lost";
    const bool other = file_systems_.is_other(path);
    text += fmt::format("directory {}: {}{}\n", path.string(), word,
                        other ? ", but on another file system than before" : "");
    directories.push_back(
        json::object{{"path", path.string()}, {"state", word}, {"other_file_system", other}});
  }
  json::array next;
  for (const Timetable::Entry& entry : timetable_.entries()) {
    if (!entry.next) continue;
    text += fmt::format("next {}: {}\n", entry.name, format_local(zone, *entry.next));
    next.push_back(json::object{{"name", entry.name}, {"next", format_time(*entry.next)}});
  }
  text.pop_back();  // the last line break
  return {text,
          {{"version", kVersion},
           {"state", queue.empty() ? "idle" : "running"},
           {"queue", json::value_from(queue)},
           {"directories", std::move(directories)},
           {"schedule", std::move(next)}}};
}

}  // namespace roster
