// Service: the daemon. Watches the inputs, runs the schedules, answers the control socket, and
// passes all work to one runner.
//
// Threads: everything here runs on the io_context's thread; store access runs on the runner's. A
// heartbeat, each second and soon after a hint, does everything that depends on time: schedules,
// settling files, rescans, the edited configuration, the watchdog.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "daemon/control/server.hpp"
#include "daemon/schedule/timetable.hpp"
#include "daemon/service/clock_watch.hpp"
#include "daemon/service/edited_file.hpp"
#include "daemon/service/gateway.hpp"
#include "daemon/service/log.hpp"
#include "daemon/service/mailer.hpp"
#include "daemon/service/status.hpp"
#include "daemon/service/watcher.hpp"
#include "daemon/service/work_seen.hpp"
#include "daemon/watch/file_systems.hpp"
#include "daemon/watch/house_day.hpp"
#include "daemon/watch/notify.hpp"
#include "daemon/watch/silence.hpp"
#include "daemon/work/agenda.hpp"
#include "daemon/work/runner.hpp"
#include "daemon/work/session.hpp"
#include "daemon/work/views.hpp"

namespace roster {

class Service {
 public:
  /// The service's access to its environment.
  struct Surroundings {
    std::function<Time()> clock;
    std::function<std::chrono::nanoseconds()> since_boot;  // including sleep
    std::function<void(const std::string&)> tell_systemd;  // as sd_notify() does
    SteadyClock steady = nullptr;                          // by which jobs are measured
    std::chrono::milliseconds patience{30'000};            // of a write over HTTP, for its turn
  };

  /// `config_file` is read again on reload. Opens the store, then watches and listens; all of that
  /// is done on return, and the runner first completes what a dead process left. Throws StoreError,
  /// std::system_error, std::runtime_error.
  Service(boost::asio::io_context& io, std::string config_file, Config config,
          Surroundings surroundings);
  ~Service();

  /// Does everything that depends on time; called each second, and soon after a hint.
  void tick();

  /// Reads the configuration again and applies all of it; or applies nothing and returns the
  /// problems. `by`: the account that requested it, for the log.
  std::optional<std::string> reload(const std::string& by = "-");

  /// Stops the work within ten seconds: a load is rolled back and runs again at the next start.
  /// Returns false when a job takes longer (for example a purge): the process must then exit while
  /// it runs, and the next start resumes it. The io_context must not be running.
  bool stop();

  /// The runner of all work; tests give it their own tasks.
  Runner& runner() { return *runner_; }

  /// True when the disk did not confirm a write. The io_context is then stopped and the process
  /// must exit: a new one starts from what is on the disk.
  bool is_broken() const { return broken_; }

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  /// The state of an input between two visits.
  struct InputState {
    bool hinted = true;   // something may have happened there
    bool due = false;     // its schedule is due and not all files are done
    bool queued = false;  // a visit is queued or running
    std::optional<Time> look_again;
  };

  struct WaitingRequest {
    Runner::Ticket ticket = 0;
    std::shared_ptr<const ControlRequest> request;
  };

  boost::asio::io_context& io_;
  std::string config_file_;
  Config config_;
  Surroundings surroundings_;
  Agenda agenda_;
  Session session_;                   // used by the runner once it runs
  IdentifierCase identifier_case_{};  // of its store
  Timetable timetable_;
  FileSystems file_systems_;
  Repeated alarms_;  // about directories
  std::map<std::string, InputState> inputs_;
  Repeated troubles_;                            // used by the runner
  bool is_held_back_told_ = false;               // likewise
  std::map<std::string, InputMemory> memories_;  // of inputs; used by the runner
  WorkSeen seen_;
  SilenceWatch silence_;
  std::optional<SteadyTime> looked_for_silence_;
  bool config_is_read_ = true;
  std::optional<Time> config_read_;
  Time started_;
  SteadyTime last_rescan_;
  std::optional<SteadyTime> last_housekeeping_;
  HouseDay house_day_;
  ClockWatch clock_watch_;
  std::optional<ClockStep> large_step_;  // not confirmed by an administrator
  std::optional<Time> recover_at_;
  EditedFile edited_config_;
  std::string status_told_;
  bool broken_ = false;
  Mailer mailer_;
  mutable Views views_;
  std::shared_ptr<http::ChangesKept> looks_ = std::make_shared<http::ChangesKept>();
  std::optional<Runner> runner_;
  std::optional<Runner> readers_;  // answers who only looks, whatever the runner does
  std::optional<Runner> copier_;   // answers who looks for long
  std::optional<Runner> pages_;    // makes the console's pages
  std::optional<Watcher> watcher_;
  std::optional<ControlServer> control_;
  std::vector<WaitingRequest> waiting_requests_;
  std::atomic<std::shared_ptr<const Config>> shared_config_;  // config_, for the server's threads
  std::atomic<std::shared_ptr<const LiveStatus>> shared_status_;  // likewise, without survey
  mutable http::RequestCounts request_counts_;
  std::unique_ptr<http::Gateway> gateway_;
  boost::asio::steady_timer heartbeat_;

  // configuration.cpp
  std::optional<std::string> read_configuration(const std::string& by);

  // service.cpp: heartbeat
  void watch();
  void adopt(Config config);
  void beat_in(std::chrono::milliseconds wait);
  bool is_nearly_settled() const;
  void rescan();
  void look_at_file_systems();
  void serve_inputs(Time now);
  void keep_house_daily(Time now);
  void look_at_clock(Time now);
  void pet_watchdog();
  void tell_systemd();

  // work.cpp: the runner's work
  /// Logs what stops a task, and shows it in the status until well().
  void troubled(const std::string& task, const std::string& text);
  void well(const std::string& task);
  void recover();
  /// Takes up all work again, after somebody said so.
  void went_on(const std::string& account);
  void tell_held_back(const std::string& why);
  void visit(const ScheduledInput& input);
  IntakeResult visit_now(const ScheduledInput& input);
  void visited(const std::string& name, std::optional<Time> look_again);
  void start_purge(const ScheduledPurge& purge);
  void start_export(const std::string& name, const ExportConfig& config);
  Time try_again_at() const;
  LoadEvents load_events();
  void job_ended(const Job& job);
  void task_failed(const std::string& task, const std::exception& error);
  void end_to_be_restarted(const std::string& why);

  // tidings.cpp: notifications
  void file_left(const ScheduledInput& input, const LeftAlone& left);
  void mail_those_in_charge(const Config& config, const std::string& profile, std::string subject,
                            std::string text);
  std::optional<Survey> survey_now(std::string& trouble) const;
  void look_at_ledger(Time now);
  void look_for_silence();
  bool tell_of_export(const SilenceWatch::News& news);
  // http.cpp: the HTTP side
  void serve_http(const HttpConfig& config);
  std::optional<std::string> take_http(const HttpConfig& config);
  void keep_names();
  void write_in_turn(std::function<void(Session&)> work, std::function<void()> too_late);
  std::optional<http::KnownKey> find_key(Transaction& transaction, std::string_view key) const;
  std::string exposition() const;

  // console.cpp: what the console asks for
  http::ConsoleBackend console_backend();
  void run_task(const std::function<void()>& task);
  Notice console_status() const;
  void queue_errand(http::Errand errand);

  // control.cpp: answers
  void on_request(ControlRequest request);
  void drop_requests_that_are_over();
  void drop_all_requests();
  void serve(const ControlRequest& request);
  void queue(const std::shared_ptr<const ControlRequest>& request);
  void serve_view(const std::shared_ptr<const ControlRequest>& request, const Config& config,
                  const Runner& reader);
  Caller caller_for(const ControlRequest& request, const Runner& runner) const;
  void answer_here(ControlRequest& request);
  void work_for(Caller caller, const GivenFiles& files, const std::function<void()>& work);
  LiveStatus live_status() const;
  LiveStatus live_part() const;
  std::function<void(const WriteText&)> metrics_printer() const;
  Document answer_of(const ControlRequest& request) const;
};

}  // namespace roster
