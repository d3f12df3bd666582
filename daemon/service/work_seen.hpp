// Work seen: what the runner's work brings to light, kept for whoever asks meanwhile. Any thread.
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
  static constexpr std::size_t kMostLeft = 100;  // of an input

  void set_progress(const Progress& progress);
  void clear_progress();
  std::optional<Progress> progress() const;

  /// A file of an input is left where it is.
  void left(const std::string& input, const LeftAlone& file, Time now);
  /// A visit of an input has ended: these files are still left there.
  void visited(const std::string& input, const std::map<std::string, std::string>& left);
  std::vector<LeftFile> left_files() const;

 private:
  mutable std::mutex mutex_;
  std::optional<Progress> progress_;
  std::map<std::string, std::map<std::string, LeftFile>> left_;  // by input, by name
};

}  // namespace roster
