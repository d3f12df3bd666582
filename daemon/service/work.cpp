// The tasks that the service gives to the runner, and the handling of their results.
#include <boost/asio/post.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "daemon/service/service.hpp"
#include "daemon/watch/notify.hpp"
#include "daemon/work/export_requests.hpp"
#include "daemon/work/purge_requests.hpp"
#include "daemon/work/recovery.hpp"

namespace roster {

namespace {

/// A visit may have been queued before the configuration changed.
bool is_still_wanted(const Config& config, const ScheduledInput& input) {
  const Agenda agenda = make_agenda(config);
  return std::any_of(agenda.inputs.begin(), agenda.inputs.end(), [&](const ScheduledInput& now) {
    return now.name == input.name && now.directory == input.directory;
  });
}

constexpr const char* kRecovery = "resume what was interrupted";
constexpr const char* kHeldBack = "the store";  // of its trouble

/// Who takes over ends the session of the earlier writer, which hears of a lost connection first.
std::optional<std::string> why_taken(Session& session, const std::exception& error) {
  if (dynamic_cast<const StoreError*>(&error) == nullptr) return std::nullopt;
  try {
    session.store().require_writer();
  } catch (const StoreTaken& taken) {
    return taken.what();
  } catch (const std::exception&) {  // nobody can tell at the moment
  }
  return std::nullopt;
}

}  // namespace

void Service::troubled(const std::string& task, const std::string& text) {
  troubles_.trouble(task, text, std::chrono::steady_clock::now());
  seen_.troubled(task, text);
}

void Service::well(const std::string& task) {
  troubles_.over(task, std::chrono::steady_clock::now());
  seen_.well(task);
}

/// Completes what another process, or a task that failed, left behind.
void Service::recover() {
  try {
    for (const Job& job : session_.take_settled()) job_ended(job);
    roster::recover(session_, FileJobs::now, load_events());
    well(kRecovery);
  } catch (const sis::Cancelled&) {
    // The daemon is shutting down; the next start resumes the rest.
  }
}

/// On the runner's thread; mails it once.
void Service::tell_held_back(const std::string& why) {
  troubled(kHeldBack, why);
  if (!std::exchange(is_held_back_told_, true))
    mail_those_in_charge(session_.config(), "", "the store is older than its reports", why + "\n");
}

void Service::went_on(const std::string& account) {
  well(kHeldBack);
  is_held_back_told_ = false;
  log(Level::warning,
      fmt::format("the store is older than its reports; asked to go on by {}", account),
      {{"BY", account}});
  boost::asio::post(io_, [this, now = surroundings_.clock()] {
    recover_at_ = now;
    for (auto& [name, state] : inputs_) {
      state.hinted = true;
      if (state.look_again) state.look_again = now;
    }
  });
}

void Service::visit(const ScheduledInput& input) {
  runner_->post(input.name, [this, input] {
    std::optional<Time> look_again = try_again_at();
    const auto tell = [&] {
      boost::asio::post(io_, [this, name = input.name, look_again] { visited(name, look_again); });
    };
    try {
      const IntakeResult result = visit_now(input);
      if (result.trouble.empty()) {
        look_again = result.look_again;
        well(input.name);
      } else {
        troubled(input.name, fmt::format("{}: {}", input.name, result.trouble));
      }
    } catch (const sis::Cancelled&) {
      // The daemon is shutting down; the load is pending and runs again at the next start.
    } catch (const std::system_error& error) {
      troubled(input.name, fmt::format("{}: {}", input.name, error.what()));
    } catch (...) {
      tell();
      throw;
    }
    tell();
  });
}

IntakeResult Service::visit_now(const ScheduledInput& input) {
  if (!is_still_wanted(session_.config(), input)) return {};
  IntakeEvents events{load_events(), {}};
  events.on_left = [&](const LeftAlone& left) { file_left(input, left); };
  events.on_progress = [&](std::uint64_t records, sis::ReadSoFar so_far) {
    runner_->progress();
    seen_.set_progress({input.name, records, so_far.bytes, so_far.of});
  };
  InputMemory& memory = memories_[input.name];
  const IntakeResult result = work_off(session_, input.input, memory, events);
  seen_.visited(input.name, memory.left);
  return result;
}

void Service::visited(const std::string& name, std::optional<Time> look_again) {
  InputState& state = inputs_[name];
  state.queued = false;
  state.look_again = look_again;
  if (look_again) return;
  state.due = false;
  timetable_.done(name);
}

void Service::start_purge(const ScheduledPurge& purge) {
  runner_->post(purge.name, [this, purge] {
    const auto tell = [&](auto what) { boost::asio::post(io_, what); };
    purge::PurgeRequest request;
    Job added;
    try {
      request = purge_request(session_, purge.job);
      request.on_left_over = load_events().on_left_over;
      added = purge::add_purge(session_.store(), request, session_.now());
    } catch (...) {
      tell([this, name = purge.name, at = try_again_at()] { timetable_.put_off(name, at); });
      throw;
    }
    tell([this, name = purge.name] {
      timetable_.done(name);
    });  // from now on, its row keeps the state
    job_ended(purge::run_purge(session_.store(), request, added, session_.now()));
  });
}

/// `name`: as in the timetable.
void Service::start_export(const std::string& name, const ExportConfig& config) {
  runner_->post(name, [this, name, config] {
    exports::ExportRequest request = export_request(session_, config);
    request.place.on_left_over = load_events().on_left_over;
    Job added;
    try {
      added = exports::add_export(request, session_.now());
    } catch (...) {
      boost::asio::post(io_, [this, name, at = try_again_at()] { timetable_.put_off(name, at); });
      throw;
    }
    boost::asio::post(io_, [this, name] { timetable_.done(name); });
    job_ended(exports::run_export(request, added, session_.now()));
  });
}

/// After trouble: in a minute, or with the next rescan when that is sooner.
Time Service::try_again_at() const {
  return surroundings_.clock() +
         std::min<Seconds>(std::chrono::minutes(1), session_.config().rescan);
}

/// All callbacks run on the runner's thread.
LoadEvents Service::load_events() {
  LoadEvents events;
  events.on_job = [this](const Job& job) { job_ended(job); };
  events.on_left_over = [](const Job& job, const std::string& text) {
    log(Level::warning, left_over_text(job, text));
  };
  events.on_passed_over = [](const Job& job, const std::string& text) {
    log(Level::warning, unreported_text(job, text));
  };
  events.cancelled = [this] { return runner_->stopping(); };
  events.on_progress = [this](std::uint64_t, sis::ReadSoFar) { runner_->progress(); };
  return events;
}

void Service::job_ended(const Job& job) {
  seen_.clear_progress();
  log_job(job);
  if (wants_mail(notify_for(session_.config(), job), job)) mailer_.add(compose_mail(session_, job));
  for (const ExportConfig& one : exports_after(session_.config(), job))
    start_export("export " + one.settings.name, one);
}

/// On the runner's thread. The task is tried again later. When the disk does not confirm a write,
/// the process exits: only a new one can determine what is on the disk.
void Service::task_failed(const std::string& task, const std::exception& error) {
  if (dynamic_cast<const StoreWentBack*>(&error) != nullptr)
    session_.note_that_it_went_back(error.what());
  if (dynamic_cast<const StoreBroken*>(&error) != nullptr)
    return end_to_be_restarted(fmt::format("{}: {}", task, error.what()));
  if (const auto taken = why_taken(session_, error))
    return end_to_be_restarted(fmt::format("{}: {}; {}", task, error.what(), *taken));
  if (dynamic_cast<const StoreBehind*>(&error) != nullptr) return tell_held_back(error.what());
  const std::string text = fmt::format("{}: {}", task, error.what());
  troubles_.trouble(task, text, std::chrono::steady_clock::now());
  seen_.troubled(kRecovery, text);
  boost::asio::post(io_, [this, at = try_again_at()] { recover_at_ = at; });
}

/// Any thread. A new process waits for its turn.
void Service::end_to_be_restarted(const std::string& why) {
  log(Level::error, fmt::format("{}; rosterd exits to be restarted", why));
  boost::asio::post(io_, [this] {
    broken_ = true;
    io_.stop();
  });
}

}  // namespace roster
