// File systems: records the file system of each drop directory. A change usually means that a disk
// is not mounted: the inbox is then empty for the wrong reason.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>

namespace roster {

/// File with the known file systems, in the spool.
inline constexpr const char* kKnownFileSystems = "file_systems";

/// The file system of a directory, as `type-id`; empty when unknown. (Not the device number: that
/// of a network file system changes with every boot.)
std::string file_system_of(const std::filesystem::path& directory);

class FileSystems {
 public:
  /// `file` stores the known file systems between runs; it need not exist.
  explicit FileSystems(std::filesystem::path file);

  /// Records the current file system of a directory (empty: ignored). The first one recorded stays
  /// the known one.
  void look(const std::filesystem::path& directory, const std::string& file_system);

  /// True when the directory was on another file system than the known one at the last look().
  bool is_other(const std::filesystem::path& directory) const {
    return others_.contains(directory);
  }

  /// The administrator confirms the current state: the next look() records it as known.
  void accept();

 private:
  std::filesystem::path file_;
  std::map<std::string, std::string> known_;  // directory → file system
  std::set<std::string> others_;

  void save() const;
};

/// True when the directory is on another file system than the one known in `file`.
bool is_on_other_file_system(const std::filesystem::path& file,
                             const std::filesystem::path& directory);

}  // namespace roster
