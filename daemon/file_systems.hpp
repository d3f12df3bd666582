// File systems: on which one each drop directory lay when it was last seen. Another one than before
// is most often a disk that is not mounted: an empty inbox that is no news at all.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>

namespace roster {

/// What a directory lies on, as `type-id`; empty when it cannot be asked. (Not the device's number:
/// that of a network file system changes with every boot.)
std::string file_system_of(const std::filesystem::path& directory);

class FileSystems {
 public:
  enum class Change : std::uint8_t { none, other, back };

  /// `file` keeps what is known between two runs; it need not exist.
  explicit FileSystems(std::filesystem::path file);

  /// Takes note of what a directory lies on now (empty: nothing is noted). `other`: it is not what
  /// it lay on before, for the first time; `back`: it is again.
  Change look(const std::filesystem::path& directory, const std::string& file_system);

  /// Is the directory on another file system than it was?
  bool is_other(const std::filesystem::path& directory) const {
    return others_.contains(directory);
  }

  /// An administrator says that all is as it should be: what comes next is what is known.
  void accept();

 private:
  std::filesystem::path file_;
  std::map<std::string, std::string> known_;  // directory → file system
  std::set<std::string> others_;

  void save() const;
};

}  // namespace roster
