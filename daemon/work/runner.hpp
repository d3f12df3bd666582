// Runner: one thread that does the work, one task at a time, in order. The queue is all it shares
// with others.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
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

  /// Queues a task. `what` says in a few words what it is.
  void post(std::string what, std::function<void()> task);

  /// Asks the running task to end early (see stopping()), drops those that wait, and returns when
  /// the thread has ended.
  void stop();
  /// Has stop() been called? Tasks ask between records.
  bool stopping() const { return stopping_; }

  /// What runs and what waits, the running task first; empty when idle.
  std::vector<std::string> queue() const;
  /// A running task calls this when it gets on.
  void progress() { ++progress_; }
  /// Has anything started, got on or ended since this was last asked? Always, when idle; not while
  /// a task hangs.
  bool has_got_on();
  bool idle() const;

 private:
  struct Task {
    std::string what;
    std::function<void()> run;
  };

  std::function<void(const std::string&, const std::exception&)> on_error_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> waiting_;
  std::string running_;
  std::atomic<bool> stopping_ = false;
  std::atomic<std::uint64_t> progress_ = 0, progress_seen_ = 0;
  std::thread thread_;

  void loop();
};

}  // namespace roster
