// The service's answers on the control socket.
#include <fmt/format.h>
#include <unistd.h>

#include "daemon/render.hpp"
#include "daemon/service.hpp"
#include "daemon/version.hpp"
#include "sis/feed.hpp"
#include "users/day.hpp"

namespace roster {

namespace {

namespace json = boost::json;

void send_error(Wire& wire, Exit code, const std::string& message) {
  wire.send(json::object{{"error", {{"code", to_string(code)}, {"message", message}}},
                         {"exit", static_cast<int>(code)}});
}

/// Runs a command and sends what it says, as it says it.
void run_over_wire(Session& session, const ControlRequest& request) {
  Wire& wire = *request.wire;
  Output output;
  output.format = request.format;
  output.write = [&](std::string_view text) { wire.send(json::object{{"out", text}}); };
  output.progress = [&](const Progress& progress) {
    wire.send(json::object{{"progress", to_json(progress)}});
  };
  try {
    const Exit code = request.command->run(session, request.arguments, output);
    wire.send(json::object{{"exit", static_cast<int>(code)}});
  } catch (const CommandError& error) {
    send_error(wire, error.code, error.what());
  } catch (const sis::FeedError& error) {
    send_error(wire, Exit::refused, error.what());
  } catch (const StoreError& error) {
    send_error(wire, Exit::unreachable, error.what());
    throw;
  }
}

}  // namespace

void Service::on_request(ControlRequest request) {
  if (request.command->needs == Command::Needs::daemon) return answer_here(request);
  const std::string what = fmt::format("rosterctl {}", request.command->name);
  runner_->post(what, [this, request = std::move(request)] {
    session_.set_files(request.files);
    try {
      run_over_wire(session_, request);
    } catch (const WireError&) {
      // the client went away; what it asked for was done or taken back as a whole
    }
    session_.set_files({});
    for (const auto& [name, fd] : request.files) ::close(fd);
  });
}

/// Answers that must not wait for the runner.
void Service::answer_here(ControlRequest& request) {
  try {
    if (request.command->name == "reload") {
      if (const auto problems = reload()) return send_error(*request.wire, Exit::usage, *problems);
      request.wire->send(json::object{
          {"out", request.format == Format::json ? "{\"reloaded\":true}\n" : "reloaded\n"}});
    } else {
      const json::object document = status();
      std::string text = json::serialize(document) + "\n";
      if (request.format == Format::text) text = document.at("text").as_string();
      request.wire->send(json::object{{"out", text}});
    }
    request.wire->send(json::object{{"exit", 0}});
  } catch (const WireError&) {
    // the client went away
  }
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
    text += fmt::format("directory {}: {}\n", path.string(), word);
    directories.push_back(json::object{{"path", path.string()}, {"state", word}});
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
