// Name keeper: gives a new file its name with the rights that the process had when it made it.
#pragma once

#include <sys/types.h>

#include <string>

namespace roster {

/// The file `from`, which may become `to`. A process of its own keeps the rights, and can do
/// nothing else with them: this one may become another account. Made before there are threads.
class NameKeeper {
 public:
  /// Throws std::system_error.
  NameKeeper(std::string from, std::string to);
  /// Removes the file, unless it was renamed or left; so does the end of this process.
  ~NameKeeper();
  NameKeeper(const NameKeeper&) = delete;
  NameKeeper& operator=(const NameKeeper&) = delete;

  /// Returns 0, or the error as errno has it.
  int rename();
  /// The file stays under its name.
  void leave();

 private:
  int to_keeper_ = -1;
  pid_t keeper_ = -1;

  int ask(char what);
};

}  // namespace roster
