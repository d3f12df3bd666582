// Given files: files that a client of the daemon has opened with its own rights, by the names it
// used. The daemon opens nothing with its rights for a client.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace roster {

class GivenFiles {
 public:
  /// A descriptor, or the errno of a file that could not be opened.
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

  /// Takes ownership of the descriptor when the name is new; else returns false.
  bool add(const std::string& name, File file) { return files_.emplace(name, file).second; }
  std::optional<File> find(const std::string& name) const;
  bool empty() const { return files_.empty(); }
  const std::map<std::string, File>& all() const { return files_; }

 private:
  std::map<std::string, File> files_;
};

}  // namespace roster
