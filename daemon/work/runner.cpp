#include "daemon/work/runner.hpp"

#include <stdexcept>

namespace roster {

Runner::Runner(std::function<void(const std::string&, const std::exception&)> on_error)
    : on_error_(std::move(on_error)), thread_([this] { loop(); }) {}

Runner::~Runner() { stop(); }

void Runner::post(std::string what, std::function<void()> task) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back({std::move(what), std::move(task)});
  changed_.notify_one();
}

void Runner::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    waiting_.clear();
    changed_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

std::vector<std::string> Runner::queue() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> all;
  if (!running_.empty()) all.push_back(running_);
  for (const Task& task : waiting_) all.push_back(task.what);
  return all;
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
    }
    ++progress_;
    try {
      task.run();
    } catch (const std::exception& error) {
      on_error_(task.what, error);
    }
    ++progress_;
  }
}

}  // namespace roster
