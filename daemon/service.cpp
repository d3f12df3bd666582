#include "daemon/service.hpp"

#include <boost/asio/post.hpp>

#include <fmt/format.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>

#include "daemon/commands.hpp"
#include "daemon/housekeeping.hpp"
#include "daemon/notify.hpp"
#include "daemon/purge_requests.hpp"
#include "sis/load.hpp"

namespace roster {

namespace {

constexpr std::chrono::seconds kBeat{1};
constexpr std::chrono::seconds kRecoverAfter{60};
constexpr std::chrono::seconds kMailPatience{30};

/// Changes whenever the file is edited or replaced.
std::string stamp_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return "missing";
  return fmt::format("{}-{}-{}.{}", status.st_ino, status.st_size, status.st_mtim.tv_sec,
                     status.st_mtim.tv_nsec);
}

std::string_view state_text(Watcher::State state) {
  switch (state) {
    case Watcher::State::watched:
      return "watched";
    case Watcher::State::polled:
      return "looked at now and then: a network file system tells of no events";
    case Watcher::State::lost:
      break;
  }
  return "not there";
}

}  // namespace

Service::Service(boost::asio::io_context& io, std::string config_file, Config config,
                 std::function<Time()> clock)
    : io_(io),
      config_file_(std::move(config_file)),
      config_(config),
      clock_(clock),
      session_(std::move(config), std::move(clock)),
      timetable_(config_.spool / "timetable"),
      last_rescan_(std::chrono::steady_clock::now()),
      heartbeat_(io) {
  std::filesystem::create_directories(config_.spool);
  recover();
  runner_.emplace(
      [this](const std::string& task, const std::exception& error) { task_failed(task, error); });
  watcher_.emplace(
      io_,
      [this](const std::filesystem::path& directory) {
        for (const ScheduledInput& input : agenda_.inputs)
          if (input.directory == directory) inputs_[input.name].hinted = true;
      },
      [](const std::filesystem::path& directory, Watcher::State state) {
        log(state == Watcher::State::lost ? Level::error : Level::info,
            fmt::format("directory {}: {}", directory.string(), state_text(state)),
            {{"DIRECTORY", directory.string()}});
      });
  adopt(config_);
  control_.emplace(io_, config_.control.string(),
                   [this](ControlRequest request) { on_request(std::move(request)); });
  config_stamp_ = config_stamp_seen_ = stamp_of(config_file_);
  beat();
}

Service::~Service() { stop(); }

/// Opens the store and brings to an end what another process left behind.
void Service::recover() {
  session_.store();
  resume_loads(session_, events());
}

/// A configuration that is known to be usable takes effect.
void Service::adopt(Config config) {
  config_ = std::move(config);
  agenda_ = make_agenda(config_);
  timetable_.set(agenda_.timetable(), find_zone(config_.timezone), clock_());
  std::vector<std::filesystem::path> directories;
  for (const ScheduledInput& input : agenda_.inputs) directories.push_back(input.directory);
  watcher_->watch(directories);
  for (const ScheduledInput& input : agenda_.inputs) inputs_[input.name].hinted = true;
}

std::optional<std::string> Service::reload() {
  ConfigFile file = load_config(config_file_);
  config_stamp_ = config_stamp_seen_ = stamp_of(config_file_);
  std::string problems = file.problem_text();
  if (file.is_usable() &&
      (file.config.store != config_.store || file.config.control != config_.control)) {
    problems = fmt::format("{}: store and control can only change by a restart\n", config_file_);
  } else if (file.is_usable()) {
    runner_->post("take the new configuration",
                  [this, config = file.config] { session_.set_config(config); });
    adopt(std::move(file.config));
    log(Level::info, "the configuration was read again");
    return {};
  }
  while (problems.ends_with('\n')) problems.pop_back();
  log(Level::error, "the configuration is not used: " + problems);
  return problems;
}

void Service::stop() {
  heartbeat_.cancel();
  control_.reset();
  watcher_.reset();
  if (runner_) runner_->stop();
}

void Service::beat() {
  tick();
  heartbeat_.expires_after(kBeat);
  heartbeat_.async_wait([this](boost::system::error_code error) {
    if (!error) beat();
  });
}

void Service::tick() {
  const Time now = clock_();
  const SteadyTime steady = std::chrono::steady_clock::now();
  if (steady - last_rescan_ >= config_.rescan) {
    last_rescan_ = steady;
    watcher_->retry_lost();
    for (auto& [name, state] : inputs_) state.hinted = true;
  }
  for (const std::string& name : timetable_.take_due(now)) {
    if (const auto input = inputs_.find(name); input != inputs_.end()) input->second.due = true;
    for (const ScheduledPurge& purge : agenda_.purges)
      if (purge.name == name) start_purge(purge);
  }
  if (recover_at_ && *recover_at_ <= now) {
    recover_at_.reset();
    runner_->post("resume what was interrupted", [this] { recover(); });
  }
  serve_inputs(now);
  keep_house_daily(now);
  notice_edit();
  pet_watchdog();
  tell_systemd();
}

/// Visits the inputs where there may be something to do: at once on arrival, else when their
/// schedule came up.
void Service::serve_inputs(Time now) {
  for (const ScheduledInput& input : agenda_.inputs) {
    InputState& state = inputs_[input.name];
    const bool arrival = input.schedule.kind == Schedule::Kind::on_arrival;
    const bool again = state.look_again && *state.look_again <= now;
    const bool wanted = arrival ? state.hinted || again : state.due && (!state.look_again || again);
    if (!wanted || state.queued) continue;
    state.hinted = false;
    state.look_again.reset();
    state.queued = true;
    visit(input);
  }
}

void Service::visit(const ScheduledInput& input) {
  runner_->post(input.name, [this, input] {
    std::optional<Time> look_again = clock_() + kRecoverAfter;
    try {
      look_again = work_off(session_, input.input, events()).look_again;
      troubles_.over(input.name, std::chrono::steady_clock::now());
    } catch (const sis::Cancelled&) {
      // the daemon ends; the load's row is pending and is run again at the next start
    } catch (const std::system_error& error) {
      troubles_.trouble(input.name, fmt::format("{}: {}", input.name, error.what()),
                        std::chrono::steady_clock::now());
    } catch (...) {
      boost::asio::post(io_, [this, name = input.name, look_again] { visited(name, look_again); });
      throw;
    }
    boost::asio::post(io_, [this, name = input.name, look_again] { visited(name, look_again); });
  });
}

void Service::visited(const std::string& name, std::optional<Time> look_again) {
  InputState& state = inputs_[name];
  state.queued = false;
  state.look_again = look_again;
  state.due = state.due && look_again.has_value();
}

void Service::start_purge(const ScheduledPurge& purge) {
  runner_->post(purge.name, [this, job = purge.job] {
    const purge::PurgeRequest request = purge_request(session_, job);
    const Job added = purge::add_purge(session_.store(), request, session_.now());
    job_ended(purge::run_purge(session_.store(), request, added, session_.now()));
  });
}

void Service::keep_house_daily(Time now) {
  if (last_housekeeping_ && now - *last_housekeeping_ < std::chrono::hours(24) &&
      now >= *last_housekeeping_)
    return;
  last_housekeeping_ = now;
  runner_->post("housekeeping", [this] { keep_house(session_); });
}

/// An edited configuration is read when it has stood still for a beat.
void Service::notice_edit() {
  const std::string stamp = stamp_of(config_file_);
  const bool still = stamp == config_stamp_seen_;
  config_stamp_seen_ = stamp;
  if (still && stamp != config_stamp_ && stamp != "missing") reload();
}

/// The watchdog is petted for progress, not for being alive: a runner that hangs is restarted.
void Service::pet_watchdog() {
  const std::uint64_t progress = runner_->progress_count();
  if (!runner_->idle() && progress == progress_seen_) return;
  progress_seen_ = progress;
  ::sd_notify(0, "WATCHDOG=1");
}

void Service::tell_systemd() {
  const std::vector<std::string> queue = runner_->queue();
  const std::string text =
      queue.empty() ? "idle"
                    : fmt::format("running {}, {} waiting", queue.front(), queue.size() - 1);
  ::sd_notify(0, ("STATUS=" + text).c_str());
}

IntakeEvents Service::events() {
  IntakeEvents events;
  events.on_job = [this](const Job& job) { job_ended(job); };
  events.on_left = [](const std::string& file, const std::string& why) {
    log(Level::info, fmt::format("{}: left alone: {}", file, why), {{"FILE", file}});
  };
  events.on_oddity = [this](const sis::Oddity& oddity) {
    if (!oddities_told_.insert(oddity.inode).second) return;
    log(Level::warning, fmt::format("{} is {}; it is left alone", oddity.name, oddity.what),
        {{"FILE", oddity.name}});
  };
  events.cancelled = [this] { return runner_ && runner_->stopping(); };
  events.on_progress = [this] {
    if (runner_) runner_->progress();
  };
  return events;
}

/// On the runner's thread.
void Service::job_ended(const Job& job) {
  log_job(job);
  const NotifyConfig& notify = session_.config().notify;
  if (!wants_mail(notify, job)) return;
  const auto trouble = run_command(notify.command, compose_mail(session_, job), kMailPatience);
  const auto now = std::chrono::steady_clock::now();
  if (trouble)
    troubles_.trouble(
        "notify", fmt::format("the notify command {}: {}", notify.command.front(), *trouble), now);
  else
    troubles_.over("notify", now);
}

/// On the runner's thread: whatever the task was, it is tried again later.
void Service::task_failed(const std::string& task, const std::exception& error) {
  troubles_.trouble(task, fmt::format("{}: {}", task, error.what()),
                    std::chrono::steady_clock::now());
  boost::asio::post(io_, [this] { recover_at_ = clock_() + kRecoverAfter; });
}

}  // namespace roster
