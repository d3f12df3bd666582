// Output file: a file that appears complete under its name, or not at all.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "users/base/name_keeper.hpp"

namespace roster {

/// A new file beside `path`, with a hidden name of its own, which takes the place of `path` when it
/// is published. What is there and no regular file (a device, a pipe, a link) is never replaced: it
/// is written to itself. All but the destructor throw std::system_error.
class OutputFile {
 public:
  /// Creates the file.
  explicit OutputFile(std::string path);
  /// Removes what was written, unless it was published or left.
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// From now on its name is given, or taken, with the rights that the process has now, whatever
  /// account it becomes. Before there are threads.
  void keep_rights();
  /// Appends; nothing may follow a failure.
  void write(std::string_view text);
  /// Brings it to the disk and gives it its name. Without a write() (of no bytes, even), `path`
  /// stays as it was.
  void publish();
  /// Leaves a whole file under its hidden name, which it returns; empty when there is none.
  std::string leave();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::string path_;
  std::string hidden_;  // empty: `path` itself is written to
  std::unique_ptr<std::FILE, Close> file_;
  std::unique_ptr<NameKeeper> keeper_;  // none: this process has the rights
  bool is_written_ = false, is_whole_ = false;

  int rename() const;
  int open_itself() const;
  int create_beside();
};

}  // namespace roster
