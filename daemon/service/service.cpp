#include "daemon/service/service.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>

#include "daemon/work/housekeeping.hpp"

namespace roster {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kBeat{1};
constexpr std::chrono::milliseconds kSoon{50};  // hints come in swarms

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
      return "looked at now and then: nothing is told of what happens there";
    case Watcher::State::lost:
      break;
  }
  return "not there, or not readable";
}

/// Personal data lies there.
void make_private_directory(const fs::path& path) {
  if (fs::create_directories(path)) fs::permissions(path, fs::perms::owner_all);
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
      file_systems_(config_.spool / kKnownFileSystems),
      last_rescan_(std::chrono::steady_clock::now()),
      heartbeat_(io) {
  make_private_directory(config_.spool);
  session_.store();
  runner_.emplace(
      [this](const std::string& task, const std::exception& error) { task_failed(task, error); });
  session_.set_on_progress([this] { runner_->progress(); });
  runner_->post("resume what was interrupted", [this] { recover(); });
  watch();
  adopt(config_);
  control_.emplace(
      io_, config_.control.string(),
      [this](ControlRequest request) { on_request(std::move(request)); },
      [](const std::string& refused) { log(Level::warning, refused); });
  config_stamp_ = config_stamp_seen_ = stamp_of(config_file_);
  tick();
  beat_in(kBeat);
}

Service::~Service() { stop(); }

void Service::watch() {
  watcher_.emplace(
      io_,
      [this](const fs::path& directory) {
        for (const ScheduledInput& input : agenda_.inputs)
          if (input.directory == directory) inputs_[input.name].hinted = true;
        if (heartbeat_.expiry() > std::chrono::steady_clock::now() + kSoon) beat_in(kSoon);
      },
      [](const fs::path& directory, Watcher::State state) {
        log(state == Watcher::State::lost ? Level::error : Level::info,
            fmt::format("directory {}: {}", directory.string(), state_text(state)),
            {{"DIRECTORY", directory.string()}});
      });
}

/// A configuration that is known to be usable takes effect.
void Service::adopt(Config config) {
  config_ = std::move(config);
  agenda_ = make_agenda(config_);
  timetable_.set(agenda_.timetable(), find_zone(config_.timezone), clock_());
  std::vector<fs::path> directories;
  for (const ScheduledInput& input : agenda_.inputs) directories.push_back(input.directory);
  watcher_->watch(directories);
  look_at_file_systems();
  for (const ScheduledInput& input : agenda_.inputs) inputs_[input.name].hinted = true;
}

std::optional<std::string> Service::reload() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  ::sd_notifyf(
      0, "RELOADING=1\nMONOTONIC_USEC=%lld",
      static_cast<long long>(std::chrono::duration_cast<std::chrono::microseconds>(now).count()));
  std::optional<std::string> problems = read_configuration();
  ::sd_notify(0, "READY=1");
  return problems;
}

std::optional<std::string> Service::read_configuration() {
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

void Service::beat_in(std::chrono::milliseconds wait) {
  heartbeat_.expires_after(wait);
  heartbeat_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    tick();
    beat_in(kBeat);
  });
}

void Service::tick() {
  const Time now = clock_();
  if (std::chrono::steady_clock::now() - last_rescan_ >= config_.rescan) rescan();
  watcher_->retry_lost();
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

void Service::rescan() {
  last_rescan_ = std::chrono::steady_clock::now();
  watcher_->refresh();
  look_at_file_systems();
  for (auto& [name, state] : inputs_) state.hinted = true;
}

void Service::look_at_file_systems() {
  const SteadyTime now = std::chrono::steady_clock::now();
  for (const ScheduledInput& input : agenda_.inputs) {
    const std::string path = input.directory.string();
    file_systems_.look(input.directory, file_system_of(input.directory));
    if (file_systems_.is_other(input.directory))
      alarms_.trouble(
          path,
          fmt::format("directory {}: on another file system than before; is its disk mounted? "
                      "(rosterctl reload: it is as it should be)",
                      path),
          now, {{"DIRECTORY", path}});
    else
      alarms_.over(path, now);
  }
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

void Service::keep_house_daily(Time now) {
  if (last_housekeeping_ && now - *last_housekeeping_ < std::chrono::hours(24) &&
      now >= *last_housekeeping_)
    return;
  last_housekeeping_ = now;
  runner_->post("housekeeping", [this] { keep_house(session_); });
}

/// An edited configuration is read when it has stood still for a beat.
void Service::notice_edit() {
  const SteadyTime now = std::chrono::steady_clock::now();
  const std::string stamp = stamp_of(config_file_);
  if (stamp != config_stamp_seen_) {
    config_stamp_seen_ = stamp;
    config_seen_at_ = now;
  }
  const bool still = now - config_seen_at_ >= kBeat;
  if (still && stamp != config_stamp_ && stamp != "missing") reload();
}

/// The watchdog is petted for progress, not for being alive: a runner that hangs is restarted.
void Service::pet_watchdog() {
  if (runner_->has_got_on()) ::sd_notify(0, "WATCHDOG=1");
}

void Service::tell_systemd() {
  const std::vector<std::string> queue = runner_->queue();
  std::string text = queue.empty()
                         ? "idle"
                         : fmt::format("running {}, {} waiting", queue.front(), queue.size() - 1);
  if (text == status_told_) return;
  ::sd_notify(0, ("STATUS=" + text).c_str());
  status_told_ = std::move(text);
}

}  // namespace roster
