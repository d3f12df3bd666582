// Feed file: a file named by a person, opened for reading.
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
  /// Uses the file of a descriptor, which the caller still owns.
  FeedFile(int fd, const std::string& path);
  ~FeedFile();
  FeedFile(const FeedFile&) = delete;
  FeedFile& operator=(const FeedFile&) = delete;

  int fd() const { return fd_; }
  /// The last part of the path, for reports.
  const std::string& name() const { return name_; }

  Time modified() const;
  std::uint64_t size() const;

  /// True when the last line has a line break. A truncated text rarely has one; an empty file has
  /// none.
  bool ends_with_line_break() const;

  /// Copies the file into a directory (created with mode 0700) under `name`, fsynced. Returns the
  /// copy's path.
  std::string copy_to(const std::string& directory, const std::string& name) const;

 private:
  int fd_;
  std::string name_;

  void check(const std::string& path) const;
};

/// Throws the CommandError for an `error` on opening `path`, as FeedFile does.
[[noreturn]] void refuse_file(const std::string& path, int error);

/// `v1`, `v2`, `auto` or a schema file's path.
sis::XsdChoice parse_xsd(const std::string& text);

}  // namespace roster
