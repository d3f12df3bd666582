// Given files: what somebody who asks the daemon has opened with rights of their own, by the names
// they used. The daemon's rights open nothing for them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace roster {

class GivenFiles {
 public:
  /// A descriptor, or the system's error number for what could not be opened.
  struct File {
    int fd = -1;
    int error = 0;
  };

  GivenFiles() = default;
  ~GivenFiles();
  GivenFiles(GivenFiles&& other) noexcept : files_(std::exchange(other.files_, {})) {}
  GivenFiles& operator=(GivenFiles&& other) noexcept {
    std::swap(files_, other.files_);
    return *this;
  }

  /// Takes the descriptor over when the name is new; else false.
  bool add(const std::string& name, File file) { return files_.emplace(name, file).second; }
  std::optional<File> find(const std::string& name) const;
  bool empty() const { return files_.empty(); }
  const std::map<std::string, File>& all() const { return files_; }

 private:
  std::map<std::string, File> files_;
};

}  // namespace roster
