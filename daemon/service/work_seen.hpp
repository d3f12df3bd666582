// Work seen: what the runner's work has found, for other threads to query. Any thread.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "daemon/service/status.hpp"
#include "daemon/work/intake.hpp"

namespace roster {

class WorkSeen {
 public:
  static constexpr std::size_t kMostLeft = 100;  // per input

  void set_progress(const Progress& progress);
  void clear_progress();
  std::optional<Progress> progress() const;

  /// Records that a file of an input is left alone.
  void left(const std::string& input, const LeftAlone& file, Time now);
  /// Records the end of a visit of an input: only these files are still left alone.
  void visited(const std::string& input, const std::map<std::string, std::string>& left);
  std::vector<LeftFile> left_files() const;

  /// Records what stops a task at present, in words.
  void troubled(const std::string& task, const std::string& text);
  void well(const std::string& task);
  std::vector<std::string> troubles() const;

 private:
  mutable std::mutex mutex_;
  std::optional<Progress> progress_;
  std::map<std::string, std::map<std::string, LeftFile>> left_;  // by input, by name
  std::map<std::string, std::string> troubles_;                  // by task
};

}  // namespace roster
