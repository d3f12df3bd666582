// Runner: one thread that does the work, one task at a time, in order. The queue is all it shares
// with others.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace roster {

class Runner {
 public:
  /// `on_error` is told (on the runner's thread) of a task that threw; the runner goes on.
  explicit Runner(
      std::function<void(const std::string& task, const std::exception& error)> on_error);
  /// Stops as stop() does.
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  using Ticket = std::uint64_t;

  /// Queues a task. `what` says in a few words what it is.
  Ticket post(std::string what, std::function<void()> task);
  /// Drops a task that waits; false when it has begun.
  bool take_back(Ticket ticket);
  bool is_waiting(Ticket ticket) const;

  /// Asks the running task to end early (see stopping()) and drops those that wait. Returns when
  /// the thread has ended, or false when it has not within `patience`: then only the process can
  /// end it.
  bool stop(std::chrono::milliseconds patience);
  /// The same, however long it takes.
  void stop();
  /// Has stop() been called? Tasks ask between records.
  bool stopping() const { return stopping_; }

  /// What runs and what waits, the running task first; empty when idle.
  std::vector<std::string> queue() const;
  /// How long the running task runs; nothing when idle.
  std::optional<std::chrono::steady_clock::duration> running_for() const;
  /// A running task calls this when it gets on.
  void progress() { ++progress_; }
  /// Has anything started, got on or ended since this was last asked? Always, when idle; not while
  /// a task hangs.
  bool has_got_on();
  bool idle() const;

 private:
  struct Task {
    Ticket ticket = 0;
    std::string what;
    std::function<void()> run;
  };

  std::function<void(const std::string&, const std::exception&)> on_error_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> waiting_;
  std::string running_;
  std::chrono::steady_clock::time_point running_since_;
  Ticket last_ticket_ = 0;
  bool ended_ = false;
  std::atomic<bool> stopping_ = false;
  std::atomic<std::uint64_t> progress_ = 0, progress_seen_ = 0;
  std::thread thread_;

  std::deque<Task>::const_iterator find(Ticket ticket) const;
  void ask_to_stop();
  void loop();
  void run_tasks();
};

}  // namespace roster
