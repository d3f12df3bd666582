#include "daemon/service/work_seen.hpp"

namespace roster {

namespace {

LeftFile::State state_of(LeftAlone::Why why) {
  switch (why) {
    case LeftAlone::Why::waiting:
      return LeftFile::State::waiting;
    case LeftAlone::Why::companion:
      return LeftFile::State::companion;
    case LeftAlone::Why::unreported:
      return LeftFile::State::unreported;
    case LeftAlone::Why::odd:
      break;
  }
  return LeftFile::State::odd;
}

}  // namespace

void WorkSeen::set_progress(const Progress& progress) {
  const std::lock_guard lock(mutex_);
  progress_ = progress;
}

void WorkSeen::clear_progress() {
  const std::lock_guard lock(mutex_);
  progress_.reset();
}

std::optional<Progress> WorkSeen::progress() const {
  const std::lock_guard lock(mutex_);
  return progress_;
}

void WorkSeen::left(const std::string& input, const LeftAlone& file, Time now) {
  const std::lock_guard lock(mutex_);
  auto& files = left_[input];
  if (files.size() >= kMostLeft && !files.contains(file.name)) return;
  files[file.name] = {input, file.name, file.text, state_of(file.why), now};
}

void WorkSeen::visited(const std::string& input, const std::map<std::string, std::string>& left) {
  const std::lock_guard lock(mutex_);
  std::erase_if(left_[input], [&](const auto& file) { return !left.contains(file.first); });
}

std::vector<LeftFile> WorkSeen::left_files() const {
  const std::lock_guard lock(mutex_);
  std::vector<LeftFile> all;
  for (const auto& [input, files] : left_)
    for (const auto& [name, file] : files) all.push_back(file);
  return all;
}

void WorkSeen::troubled(const std::string& task, const std::string& text) {
  const std::lock_guard lock(mutex_);
  troubles_[task] = text;
}

void WorkSeen::well(const std::string& task) {
  const std::lock_guard lock(mutex_);
  troubles_.erase(task);
}

std::vector<std::string> WorkSeen::troubles() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> all;
  for (const auto& [task, text] : troubles_) all.push_back(text);
  return all;
}

}  // namespace roster
