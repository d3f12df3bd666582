// File systems: on which one each drop directory lay when it was last seen. Another one than before
// is most often a disk that is not mounted: an empty inbox that is no news at all.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>

namespace roster {

/// Where the daemon keeps what it knows of them, in its spool.
inline constexpr const char* kKnownFileSystems = "file_systems";

/// What a directory lies on, as `type-id`; empty when it cannot be asked. (Not the device's number:
/// that of a network file system changes with every boot.)
std::string file_system_of(const std::filesystem::path& directory);

class FileSystems {
 public:
  /// `file` keeps what is known between two runs; it need not exist.
  explicit FileSystems(std::filesystem::path file);

  /// Takes note of what a directory lies on now (empty: nothing is noted). What it lay on when it
  /// was first looked at stays what is known of it.
  void look(const std::filesystem::path& directory, const std::string& file_system);

  /// Is the directory on another file system than it was, when last looked at?
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

/// Is the directory on another file system than the daemon knows? `file` is where it keeps that.
bool is_on_other_file_system(const std::filesystem::path& file,
                             const std::filesystem::path& directory);

}  // namespace roster
