// Edited file: detects that a file was edited or replaced, and that the edit is finished: a
// half-written file must not be read.
#pragma once

#include <chrono>
#include <string>

namespace roster {

class EditedFile {
 public:
  using Clock = std::chrono::steady_clock;

  /// `still`: how long the file must be unchanged.
  EditedFile(std::string path, std::chrono::milliseconds still);

  /// True when the file differs from the state that was read and has been unchanged for `still`. A
  /// missing file does not count as edited.
  bool is_due(Clock::time_point now);
  /// Records the current state as read.
  void taken();

 private:
  std::string path_;
  std::chrono::milliseconds still_;
  std::string taken_, seen_;  // states
  Clock::time_point seen_at_{};
};

}  // namespace roster
