// Feed file: a file a person named, opened for reading.
#pragma once

#include <string>

#include "sis/profile.hpp"
#include "users/model/user.hpp"

namespace roster {

class FeedFile {
 public:
  /// Opens a regular file. Throws CommandError: not_found when there is none, refused when it is
  /// something else.
  explicit FeedFile(const std::string& path);
  /// The file behind a descriptor, which stays the caller's.
  FeedFile(int fd, const std::string& path);
  ~FeedFile();
  FeedFile(const FeedFile&) = delete;
  FeedFile& operator=(const FeedFile&) = delete;

  int fd() const { return fd_; }
  /// The last part of the path, for reports.
  const std::string& name() const { return name_; }

  Time modified() const;
  std::uint64_t size() const;

  /// Does its last line end? A text that was cut off rarely does. An empty file does not.
  bool ends_with_line_break() const;

  /// Copies the file into a directory (created with mode 0700) under `name`, fsynced. Returns the
  /// copy's path.
  std::string copy_to(const std::string& directory, const std::string& name) const;

 private:
  int fd_;
  std::string name_;

  void check(const std::string& path) const;
};

/// What opening `path` failed with. Throws CommandError, as FeedFile does.
[[noreturn]] void refuse_file(const std::string& path, int error);

/// `v1`, `v2`, `auto` or a schema file's path.
sis::XsdChoice parse_xsd(const std::string& text);

}  // namespace roster
