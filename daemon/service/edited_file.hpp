// Edited file: notices that a file was edited or replaced, and that whoever did it is done: half of
// an edit must not be read.
#pragma once

#include <chrono>
#include <string>

namespace roster {

class EditedFile {
 public:
  using Clock = std::chrono::steady_clock;

  /// `still`: how long a file must stand still.
  EditedFile(std::string path, std::chrono::milliseconds still);

  /// Has the file another state than it was read in, and stood still in it? One that is missing has
  /// not been edited.
  bool is_due(Clock::time_point now);
  /// The file is read now, in the state it has.
  void taken();

 private:
  std::string path_;
  std::chrono::milliseconds still_;
  std::string taken_, seen_;  // states
  Clock::time_point seen_at_{};
};

}  // namespace roster
