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

/// Runs a command and sends what it says, as it says it. Trouble that is the daemon's, too, is
/// thrown on.
void run_command(Session& session, const ControlRequest& request, Line& line,
                 const Output& output) {
  try {
    const Exit code = request.command->run(session, request.arguments, output);
    line.send(json::object{{"exit", static_cast<int>(code)}});
  } catch (const CommandError& error) {
    line.send_error(error.code, error.what());
  } catch (const sis::FeedError& error) {
    line.send_error(Exit::refused, error.what());
  } catch (const sis::Cancelled&) {
    line.send_error(Exit::refused, "the daemon ends; what was begun goes on at its next start");
  } catch (const StoreError& error) {
    line.send_error(Exit::unreachable, error.what());
    throw;
  } catch (const std::invalid_argument& error) {
    line.send_error(Exit::usage, error.what());
  } catch (const std::exception& error) {
    line.send_error(Exit::refused, error.what());
    throw;
  }
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
  Output output;
  output.format = request.format;
  output.write = [&](std::string_view text) {
    runner_->progress();
    line.send(json::object{{"out", text}});
  };
  output.progress = [&](const Progress& progress) {
    runner_->progress();
    line.send(json::object{{"progress", to_json(progress)}});
  };
  output.on_job = [&](const Job& job) { ended.push_back(job); };
  output.stopping = [&] { return runner_->stopping(); };
  output.cancelled = [&] { return line.gone() || runner_->stopping(); };
  const auto clean_up = [&] {
    session_.set_files({});
    for (const auto& [name, fd] : request.files) ::close(fd);
    for (const Job& job : ended) job_ended(job);
  };
  session_.set_files(request.files);
  try {
    run_command(session_, request, line, output);
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
    line.send({{"out", request.format == Format::json ? "{\"reloaded\":true}\n" : "reloaded\n"}});
  } else {
    const json::object document = status();
    std::string text = json::serialize(document) + "\n";
    if (request.format == Format::text) text = document.at("text").as_string();
    line.send({{"out", text}});
  }
  line.send({{"exit", 0}});
}

json::object Service::status() const {
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
  return {{"version", kVersion},
          {"state", queue.empty() ? "idle" : "running"},
          {"queue", json::value_from(queue)},
          {"directories", std::move(directories)},
          {"schedule", std::move(next)},
          {"text", text}};
}

}  // namespace roster
