// Runner: one thread that runs tasks one at a time, in order. Only the queue is shared with other
// threads.
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
  /// `on_error` is called (on the runner's thread) when a task throws; the runner continues.
  /// `around`, if any, is called instead of each task, and runs it.
  explicit Runner(
      std::function<void(const std::string& task, const std::exception& error)> on_error,
      std::function<void(const std::function<void()>& task)> around = {});
  /// Stops like stop().
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  using Ticket = std::uint64_t;

  /// Queues a task. `what` describes it in a few words.
  Ticket post(std::string what, std::function<void()> task);
  /// Removes a waiting task; returns false when it has started.
  bool take_back(Ticket ticket);
  bool is_waiting(Ticket ticket) const;

  /// Asks the running task to stop early (see stopping()) and drops the waiting ones. Returns true
  /// when the thread has ended, false when it has not within `patience`: then only the end of the
  /// process stops it.
  bool stop(std::chrono::milliseconds patience);
  /// The same without a time limit.
  void stop();
  /// True after stop() was called. Tasks check it between records.
  bool stopping() const { return stopping_; }

  /// The running task and the waiting ones, in this order; empty when idle.
  std::vector<std::string> queue() const;
  /// How long the current task has been running; nothing when idle.
  std::optional<std::chrono::steady_clock::duration> running_for() const;
  /// A running task calls this when it makes progress.
  void progress() { ++progress_; }
  /// True when a task started, made progress or ended since the last call, and always when idle.
  /// False while a task hangs.
  bool has_got_on();
  bool idle() const;

 private:
  struct Task {
    Ticket ticket = 0;
    std::string what;
    std::function<void()> run;
  };

  std::function<void(const std::string&, const std::exception&)> on_error_;
  std::function<void(const std::function<void()>&)> around_;
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
