// The service's answers on the control socket.
#include <boost/asio/post.hpp>

#include <fmt/format.h>

#include "daemon/service/live_metrics.hpp"
#include "daemon/service/service.hpp"
#include "daemon/show/render.hpp"
#include "daemon/watch/metrics.hpp"
#include "users/base/day.hpp"

namespace roster {

namespace {

namespace json = boost::json;

constexpr const char* kGivenUp = "the daemon had no time for it within an hour; nothing was done";
constexpr const char* kWithdrawn = "stopped before it began; nothing was done";

/// Runs a command and sends its output as it comes; stops when the client has hung up. Rethrows
/// errors that concern the daemon, too.
void run_and_send(Session& session, const ControlRequest& request,
                  const std::function<bool()>& stopping = {}) {
  Reply& reply = *request.reply;
  const auto sent_as = [&](const char* member) {
    return [&reply, &stopping, member](std::string_view text) {
      if (reply.gone() || (stopping && stopping()))
        throw sis::Cancelled("the client has disconnected");
      reply.send(json::object{{member, text}});
    };
  };
  try {
    Presentation wanted = request.wanted;
    wanted.write = sent_as("out");
    wanted.write_file = sent_as("file");
    const Exit code = run_command(*request.command, session, request.arguments, wanted);
    reply.send(json::object{{"exit", static_cast<int>(code)}});
  } catch (const std::exception& error) {
    const Failure failure = failure_of(error);
    reply.send_error(failure.code, failure.message);
    if (is_own_trouble(error)) throw;
  }
}

Exit show(const ControlRequest& request, const Document& document) {
  const date::time_zone& zone = find_zone("system");  // the documents shown here contain no times
  const auto sent_as = [&](const char* member) {
    return [&request, member](std::string_view text) {
      request.reply->send(json::object{{member, text}});
    };
  };
  Presentation wanted = request.wanted;
  wanted.zone = &zone;
  wanted.write = sent_as("out");
  wanted.write_file = sent_as("file");
  return present(document, wanted);
}

}  // namespace

void Service::on_request(ControlRequest request) {
  if (request.command->needs == Command::Needs::daemon || request.command->name == "metrics")
    return answer_here(request);
  const std::string what = fmt::format("rosterctl {}", request.command->name);
  log(Level::info, fmt::format("{}, asked by {}", what, request.peer), {{"BY", request.account}});
  const auto asked = std::make_shared<const ControlRequest>(std::move(request));
  const Command::Needs needs = asked->command->needs;
  if (needs != Command::Needs::view && needs != Command::Needs::long_view) return queue(asked);
  Runner& looks = needs == Command::Needs::view ? *readers_ : *copier_;
  looks.post(what, [this, asked, &looks, config = config_] { serve_view(asked, config, looks); });
}

/// Queues a request for the runner.
void Service::queue(const std::shared_ptr<const ControlRequest>& request) {
  const Runner::Ticket ticket = runner_->post(fmt::format("rosterctl {}", request->command->name),
                                              [this, request] { serve(*request); });
  waiting_requests_.push_back({ticket, request});
}

/// Removes requests that are over from the queue; those that waited too long get an error.
void Service::drop_requests_that_are_over() {
  const auto now = ControlRequest::Clock::now();
  std::erase_if(waiting_requests_, [&](const WaitingRequest& waiting) {
    if (!waiting.request->is_over(now)) return !runner_->is_waiting(waiting.ticket);
    if (!runner_->take_back(waiting.ticket)) return true;
    log(Level::info, fmt::format("rosterctl {}, asked by {}: given up before it began",
                                 waiting.request->command->name, waiting.request->peer));
    if (waiting.request->reply->withdrawn())
      waiting.request->reply->send_error(Exit::refused, kWithdrawn);
    else
      waiting.request->reply->send_error(Exit::unreachable, kGivenUp);
    return true;
  });
}

void Service::drop_all_requests() {
  for (const WaitingRequest& waiting : waiting_requests_)
    if (runner_->take_back(waiting.ticket))
      waiting.request->reply->send_error(Exit::unreachable,
                                         "rosterd is shutting down; nothing was done");
  waiting_requests_.clear();
}

/// The caller of a request that this runner works on; valid as long as both.
Caller Service::caller_for(const ControlRequest& request, const Runner& runner) const {
  Caller caller;
  caller.account = request.account;
  caller.on_progress = [&request](const Progress& progress) {
    request.reply->send(json::object{{"progress", to_json(progress)}});
  };
  caller.on_remark = [&request](const std::string& text) {
    request.reply->send(json::object{{"remark", text}});
  };
  caller.stopping = [&runner] { return runner.stopping(); };
  caller.cancelled = [&request, &runner] {
    return runner.stopping() || request.is_over(ControlRequest::Clock::now());
  };
  return caller;
}

/// On the runner's thread. Jobs are logged and mailed when the client has its answer.
void Service::serve(const ControlRequest& request) {
  Caller caller = caller_for(request, *runner_);
  caller.on_progress = [this, tell = caller.on_progress](const Progress& progress) {
    runner_->progress();
    tell(progress);
  };
  work_for(std::move(caller), request.files, [&] { run_and_send(session_, request); });
}

/// On the runner's thread: work in somebody's name, with no other files than those that came. Jobs
/// are logged and mailed when it has ended.
void Service::work_for(Caller caller, const GivenFiles& files, const std::function<void()>& work) {
  std::vector<Job> ended;
  const std::string account = caller.account;
  caller.on_job = [&](const Job& job) { ended.push_back(job); };
  caller.stopping = [&] { return runner_->stopping(); };
  const bool was_held_back = !session_.held_back().empty();
  const auto clean_up = [&] {
    session_.set_files(nullptr);
    session_.set_caller({});
    for (const Job& job : ended) job_ended(job);
    if (was_held_back && session_.held_back().empty()) went_on(account);
  };
  session_.set_files(&files);
  session_.set_caller(std::move(caller));
  try {
    work();
  } catch (...) {
    clean_up();
    throw;
  }
  clean_up();
}

/// On the thread of `reader`, with a view of its own: nobody waits for a load to look at something,
/// unless there is nothing to look at meanwhile.
void Service::serve_view(const std::shared_ptr<const ControlRequest>& request, const Config& config,
                         const Runner& reader) {
  if (request->is_over(ControlRequest::Clock::now())) return;
  Session session(config, surroundings_.clock, surroundings_.steady);
  session.only_look();
  try {
    session.view().begin(Access::read);
  } catch (const StoreBusy&) {
    boost::asio::post(io_, [this, request] { queue(request); });
    return;
  }
  session.set_files(&request->files);
  session.set_caller(caller_for(*request, reader));
  run_and_send(session, *request, [&reader] { return reader.stopping(); });
}

/// Answers commands that must not wait for the runner.
void Service::answer_here(ControlRequest& request) {
  Exit exit = Exit::done;
  if (request.command->name == "reload") {
    if (const auto problems = reload(request.account))
      return request.reply->send_error(Exit::usage, *problems);
    file_systems_.accept();  // the administrator confirms the current state
    look_at_file_systems();
    large_step_.reset();
    show(request, Notice{"reloaded", {{"reloaded", true}}});
  } else {
    try {
      exit = show(request, answer_of(request));
    } catch (const StoreError& error) {
      return request.reply->send_error(Exit::unreachable, error.what());
    }
  }
  request.reply->send({{"exit", static_cast<int>(exit)}});
}

Document Service::answer_of(const ControlRequest& request) const {
  if (request.command->name == "metrics") return Printed{metrics_printer()};
  const LiveStatus status = live_status();
  const date::time_zone& zone = find_zone(config_.timezone);
  return request.arguments.flag("check") ? check_notice(status, zone) : status_notice(status, zone);
}

/// Writes the metrics of the store and of this process.
std::function<void(const WriteText&)> Service::metrics_printer() const {
  Exposition out;
  const std::unique_ptr<Store> reader = open_reader(config_.store);
  const Time now = surroundings_.clock();
  add_store_metrics(*reader->begin(Access::read), config_,
                    {now, local_day(find_zone(config_.timezone), now)}, out);
  add_live_metrics(live_status(), out);
  if (gateway_) request_counts_.add_to(out);
  return [text = out.text()](const WriteText& write) { write(text); };
}

/// With the survey of the store, which takes a moment.
LiveStatus Service::live_status() const {
  LiveStatus status = live_part();
  status.survey = survey_now(status.store_trouble);
  return status;
}

LiveStatus Service::live_part() const {
  LiveStatus status;
  status.started = started_;
  status.queue = runner_->queue();
  status.progress = seen_.progress();
  if (const auto runs = runner_->running_for())
    status.running_since = surroundings_.clock() - std::chrono::floor<std::chrono::seconds>(*runs);
  for (const auto& [path, state] : watcher_->states())
    status.directories.push_back({path.string(),
                                  state == Watcher::State::watched  ? "watched"
                                  : state == Watcher::State::polled ? "polled"
                                                                    : "lost",
                                  file_systems_.is_other(path)});
  status.left = seen_.left_files();
  status.troubles = seen_.troubles();
  if (std::string trouble = mailer_.trouble(); !trouble.empty())
    status.troubles.push_back(std::move(trouble));
  status.next = timetable_.entries();
  status.clock_step = large_step_;
  status.config_is_read = config_is_read_;
  status.config_read = config_read_;
  return status;
}

}  // namespace roster
