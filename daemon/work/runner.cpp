#include "daemon/work/runner.hpp"

#include <algorithm>
#include <stdexcept>

namespace roster {

Runner::Runner(std::function<void(const std::string&, const std::exception&)> on_error,
               std::function<void(const std::function<void()>&)> around)
    : on_error_(std::move(on_error)), around_(std::move(around)), thread_([this] { loop(); }) {}

Runner::~Runner() { stop(); }

Runner::Ticket Runner::post(std::string what, std::function<void()> task) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back({++last_ticket_, std::move(what), std::move(task)});
  changed_.notify_all();
  return last_ticket_;
}

/// Requires mutex_ to be held.
std::deque<Runner::Task>::const_iterator Runner::find(Ticket ticket) const {
  return std::find_if(waiting_.begin(), waiting_.end(),
                      [&](const Task& task) { return task.ticket == ticket; });
}

bool Runner::take_back(Ticket ticket) {
  const std::lock_guard lock(mutex_);
  const auto task = find(ticket);
  if (task == waiting_.end()) return false;
  waiting_.erase(task);
  return true;
}

bool Runner::is_waiting(Ticket ticket) const {
  const std::lock_guard lock(mutex_);
  return find(ticket) != waiting_.end();
}

void Runner::ask_to_stop() {
  std::deque<Task> dropped;
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  dropped.swap(waiting_);
  changed_.notify_all();
}

bool Runner::stop(std::chrono::milliseconds patience) {
  ask_to_stop();
  {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, patience, [this] { return ended_; })) return false;
  }
  if (thread_.joinable()) thread_.join();
  return true;
}

void Runner::stop() {
  ask_to_stop();
  if (thread_.joinable()) thread_.join();
}

std::vector<std::string> Runner::queue() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> all;
  if (!running_.empty()) all.push_back(running_);
  for (const Task& task : waiting_) all.push_back(task.what);
  return all;
}

std::optional<std::chrono::steady_clock::duration> Runner::running_for() const {
  const std::lock_guard lock(mutex_);
  if (running_.empty()) return {};
  return std::chrono::steady_clock::now() - running_since_;
}

bool Runner::idle() const {
  const std::lock_guard lock(mutex_);
  return running_.empty() && waiting_.empty();
}

bool Runner::has_got_on() {
  const std::uint64_t progress = progress_;
  return progress_seen_.exchange(progress) != progress || idle();
}

void Runner::loop() {
  run_tasks();
  const std::lock_guard lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

void Runner::run_tasks() {
  for (;;) {
    Task task;
    {
      std::unique_lock lock(mutex_);
      running_.clear();
      changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (stopping_) return;
      task = std::move(waiting_.front());
      waiting_.pop_front();
      running_ = task.what;
      running_since_ = std::chrono::steady_clock::now();
    }
    ++progress_;
    try {
      around_ ? around_(task.run) : task.run();
    } catch (const std::exception& error) {
      on_error_(task.what, error);
    }
    ++progress_;
  }
}

}  // namespace roster
