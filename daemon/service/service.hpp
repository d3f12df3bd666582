// Service: the daemon. Watches the inputs, keeps the schedules, answers the control socket, and
// gives all work to one runner.
//
// Threads: everything here runs on the io_context's thread; what touches the store runs on the
// runner's. A heartbeat, each second and soon after a hint, does all that depends on time:
// schedules, settling files, rescans, the edited configuration, the watchdog.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "daemon/control/server.hpp"
#include "daemon/schedule/timetable.hpp"
#include "daemon/service/log.hpp"
#include "daemon/service/watcher.hpp"
#include "daemon/work/agenda.hpp"
#include "daemon/work/file_systems.hpp"
#include "daemon/work/runner.hpp"
#include "daemon/work/session.hpp"

namespace roster {

class Service {
 public:
  /// `config_file` is read again on reload. Opens the store, then watches and listens; when this
  /// returns all of that has happened, and what a dead process left is the runner's first work.
  /// Throws StoreError, std::system_error, std::runtime_error.
  Service(boost::asio::io_context& io, std::string config_file, Config config,
          std::function<Time()> clock);
  ~Service();

  /// Reads the configuration again: all of it takes effect, or nothing and the problems are
  /// returned.
  std::optional<std::string> reload();

  /// Ends the work: a load is taken back and run again at the next start, a purge finishes.
  void stop();

  /// Did the disk refuse to confirm a write? The io_context was stopped then, and the process must
  /// end: a new one begins from what is on the disk.
  bool is_broken() const { return broken_; }

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  /// What is known of an input between two visits.
  struct InputState {
    bool hinted = true;   // something may have happened there
    bool due = false;     // its schedule came up and not all files are done
    bool queued = false;  // a visit waits or runs
    std::optional<Time> look_again;
  };

  boost::asio::io_context& io_;
  std::string config_file_;
  Config config_;
  std::function<Time()> clock_;
  Agenda agenda_;
  Session session_;  // the runner's, once it runs
  Timetable timetable_;
  FileSystems file_systems_;
  Repeated alarms_;  // about directories
  std::map<std::string, InputState> inputs_;
  Repeated troubles_;                            // the runner's
  std::map<std::string, InputMemory> memories_;  // of inputs; the runner's
  SteadyTime last_rescan_, config_seen_at_;
  std::optional<Time> last_housekeeping_, recover_at_;
  std::string config_stamp_, config_stamp_seen_, status_told_;
  bool broken_ = false;
  std::optional<Runner> runner_;
  std::optional<Watcher> watcher_;
  std::optional<ControlServer> control_;
  boost::asio::steady_timer heartbeat_;

  // service.cpp: the heartbeat and the configuration
  void watch();
  void adopt(Config config);
  std::optional<std::string> read_configuration();
  void beat_in(std::chrono::milliseconds wait);
  void tick();
  void rescan();
  void look_at_file_systems();
  void serve_inputs(Time now);
  void keep_house_daily(Time now);
  void notice_edit();
  void pet_watchdog();
  void tell_systemd();

  // service_work.cpp: the runner's work
  void recover();
  void visit(const ScheduledInput& input);
  IntakeResult visit_now(const ScheduledInput& input);
  void visited(const std::string& name, std::optional<Time> look_again);
  void start_purge(const ScheduledPurge& purge);
  Time try_again_at() const;
  IntakeEvents events();
  void job_ended(const Job& job);
  void task_failed(const std::string& task, const std::exception& error);

  // service_control.cpp: answers
  void on_request(ControlRequest request);
  void serve(const ControlRequest& request);
  void answer_here(ControlRequest& request);
  Notice status() const;
};

}  // namespace roster
