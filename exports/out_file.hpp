// Out file: a file that another system will fetch, under construction under a hidden name.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace roster::exports {

/// Created anew, in place of what may lie there, readable by its owner and its group. Unless it is
/// completed it is removed. Throws std::system_error when the disk refuses, or a directory has its
/// name.
class OutFile {
 public:
  explicit OutFile(const std::filesystem::path& path);
  ~OutFile();
  OutFile(const OutFile&) = delete;
  OutFile& operator=(const OutFile&) = delete;

  /// Appends; buffered.
  void write(std::string_view bytes);
  /// Brings everything to the disk.
  void complete();

 private:
  std::filesystem::path path_;
  std::string buffer_;
  int fd_ = -1;
  bool completed_ = false;

  void flush();
};

/// Removes what an earlier run left under a hidden name, or somebody put there: a file, a link, a
/// pipe. Throws std::system_error, also for a directory.
void remove_leftover(const std::filesystem::path& path);

/// Brings a finished file, or a directory's names, to the disk. Throws std::system_error.
void sync_to_disk(const std::filesystem::path& path);

}  // namespace roster::exports
