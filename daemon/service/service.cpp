#include "daemon/service/service.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "daemon/watch/housekeeping.hpp"
#include "users/base/day.hpp"

namespace roster {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kBeat{1};
constexpr std::chrono::milliseconds kSoon{50};  // hints come in bursts
constexpr std::chrono::hours kRequestDeadline{1};
// Together with the mailer's two seconds, less than the ten seconds for stopping the daemon.
constexpr std::chrono::milliseconds kStopPatience{6000}, kDrainPatience{1000};

std::string_view state_text(Watcher::State state) {
  switch (state) {
    case Watcher::State::watched:
      return "watched";
    case Watcher::State::polled:
      return "polled: inotify does not work for this directory";
    case Watcher::State::lost:
      break;
  }
  return "missing or not readable";
}

/// Private, because it contains personal data.
void make_private_directory(const fs::path& path) {
  if (fs::create_directories(path)) fs::permissions(path, fs::perms::owner_all);
}

}  // namespace

Service::Service(boost::asio::io_context& io, std::string config_file, Config config,
                 Surroundings surroundings)
    : io_(io),
      config_file_(std::move(config_file)),
      config_(config),
      surroundings_(surroundings),
      session_(std::move(config), std::move(surroundings.clock), surroundings.steady),
      timetable_(config_.spool / "timetable"),
      file_systems_(config_.spool / kKnownFileSystems),
      silence_(config_.spool / kSilence),
      config_read_(surroundings_.clock()),
      started_(surroundings_.clock()),
      last_rescan_(std::chrono::steady_clock::now()),
      house_day_(config_.spool / kHouseDay),
      edited_config_(config_file_, kBeat),
      views_(config_.store),
      heartbeat_(io) {
  make_private_directory(config_.spool);
  identifier_case_ = session_.open_store_as_it_is().begin(Access::read)->identifier_case();
  runner_.emplace(std::bind_front(&Service::task_failed, this),
                  std::bind_front(&Service::run_task, this));
  for (std::optional<Runner>* looks : {&readers_, &copier_, &pages_})
    looks->emplace([](const std::string& task, const std::exception& error) {
      log(Level::warning, fmt::format("{}: {}", task, error.what()));
    });
  session_.set_on_progress([this] { runner_->progress(); });
  runner_->post("resume what was interrupted", [this] { recover(); });
  watch();
  adopt(config_);
  control_.emplace(
      io_, ControlServer::Settings{config_.control, config_.spool, kRequestDeadline},
      [this](ControlRequest request) { on_request(std::move(request)); },
      [](const std::string& refused) { log(Level::warning, refused); });
  serve_http(config_.http);
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

/// Applies a configuration that is known to be usable.
void Service::adopt(Config config) {
  config_ = std::move(config);
  shared_config_ = std::make_shared<const Config>(config_);
  agenda_ = make_agenda(config_);
  timetable_.set(agenda_.timetable(), find_zone(config_.timezone), surroundings_.clock());
  std::vector<fs::path> directories;
  for (const ScheduledInput& input : agenda_.inputs) directories.push_back(input.directory);
  watcher_->watch(directories);
  look_at_file_systems();
  for (const ScheduledInput& input : agenda_.inputs) inputs_[input.name].hinted = true;
}

bool Service::stop() {
  heartbeat_.cancel();
  const bool shown = !pages_ || pages_->stop(std::chrono::seconds(1));  // its pages use the gateway
  gateway_.reset();
  watcher_.reset();
  if (control_) control_->close();
  drop_all_requests();
  for (std::optional<Runner>* looks : {&readers_, &copier_})
    if (*looks) (*looks)->stop(std::chrono::seconds(1));
  const bool ended = !runner_ || runner_->stop(kStopPatience);
  const bool mailed = mailer_.stop(config_.notify.command);
  if (control_) control_->drain(kDrainPatience);
  return ended && mailed && shown;
}

void Service::beat_in(std::chrono::milliseconds wait) {
  heartbeat_.expires_after(wait);
  heartbeat_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    tick();
    beat_in(is_nearly_settled() ? kSoon : kBeat);
  });
}

/// True when a file settles within the next beat, so that its load need not wait for one.
bool Service::is_nearly_settled() const {
  const Time soon = surroundings_.clock() + kBeat;
  return std::any_of(inputs_.begin(), inputs_.end(), [soon](const auto& input) {
    return input.second.look_again && *input.second.look_again <= soon;
  });
}

void Service::tick() {
  if (session_.is_taken()) return end_to_be_restarted("another process has become the writer");
  const Time now = surroundings_.clock();
  look_at_clock(now);
  if (std::chrono::steady_clock::now() - last_rescan_ >= config_.rescan) rescan();
  watcher_->retry_lost();
  for (const std::string& name : timetable_.take_due(now)) {
    if (const auto input = inputs_.find(name); input != inputs_.end()) input->second.due = true;
    for (const ScheduledPurge& purge : agenda_.purges)
      if (purge.name == name) start_purge(purge);
    for (const ScheduledExport& one : agenda_.exports)
      if (one.name == name) start_export(name, one.config);
  }
  if (recover_at_ && *recover_at_ <= now) {
    recover_at_.reset();
    runner_->post("resume what was interrupted", [this] { recover(); });
  }
  serve_inputs(now);
  keep_house_daily(now);
  if (config_.watch_config && edited_config_.is_due(std::chrono::steady_clock::now())) reload();
  drop_requests_that_are_over();
  look_for_silence();
  if (gateway_) shared_status_ = std::make_shared<const LiveStatus>(live_part());
  mailer_.send_due(std::chrono::steady_clock::now(), config_.notify.command);
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
          fmt::format("directory {}: on a different file system than before; is its disk mounted? "
                      "(if this is intended, run `rosterctl reload`)",
                      path),
          now, {{"DIRECTORY", path}});
    else
      alarms_.over(path, now);
  }
}

/// Visits the inputs that may have work: on arrival at once, else when their schedule is due.
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
  const SteadyTime steady = std::chrono::steady_clock::now();
  if (last_housekeeping_ && steady - *last_housekeeping_ < std::chrono::hours(24)) return;
  last_housekeeping_ = steady;
  runner_->post("housekeeping", [this, now, present = house_day_.move(now)] {
    keep_house(session_, present);
    look_at_ledger(now);
  });
}

/// After a step back, nothing may wait for a time that the wrong clock gave.
void Service::look_at_clock(Time now) {
  const std::optional<ClockStep> step = clock_watch_.look(now, surroundings_.since_boot());
  if (!step) return;
  log(step->is_large() ? Level::warning : Level::info,
      fmt::format("the clock was set from {} to {}", format_time(step->from),
                  format_time(step->to)));
  if (step->is_large()) large_step_ = step;
  if (!step->is_back()) return;
  timetable_.clock_stepped_back(now);
  if (recover_at_) recover_at_ = now;
  for (auto& [name, state] : inputs_)
    if (state.look_again) state.look_again = now;
}

/// Pings the watchdog only when the runner made progress or is idle, so that a hanging runner is
/// restarted.
void Service::pet_watchdog() {
  if (runner_->has_got_on()) surroundings_.tell_systemd("WATCHDOG=1");
}

void Service::tell_systemd() {
  const std::vector<std::string> queue = runner_->queue();
  std::string text = queue.empty()
                         ? "idle"
                         : fmt::format("running {}, {} waiting", queue.front(), queue.size() - 1);
  if (text == status_told_) return;
  surroundings_.tell_systemd("STATUS=" + text);
  status_told_ = std::move(text);
}

}  // namespace roster
