// Drop directory: the directory where external systems put files. Files are read in place and then
// renamed.
//
// The directory is not trusted: names, links, pipes, files that grow or are replaced at any time. A
// file is opened once, without following links (openat2); its stamp is compared before the first
// byte and after the last. Only the file that was read (same inode, size and time) is renamed.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "users/base/file_stamp.hpp"
#include "users/model/user.hpp"

namespace roster::sis {

using Stamp = FileStamp;

struct DroppedFile {
  std::string name;
  Stamp stamp;
};

/// An entry of a drop directory that is never opened: not a regular file, not readable, or with a
/// name that reports and logs cannot print or that is too long for an ending.
struct Oddity {
  std::string name;
  std::string what;  // "a symbolic link", "a pipe", "a file with 2 links", …
  std::uint64_t inode = 0;
};

struct DropListing {
  std::vector<DroppedFile> files;  // by modification time, then name
  std::vector<Oddity> oddities;
};

/// A dropped file, open for reading.
class OpenDrop {
 public:
  OpenDrop(int fd, DroppedFile file) : fd_(fd), file_(std::move(file)) {}
  ~OpenDrop();
  OpenDrop(OpenDrop&& other) noexcept;

  int fd() const { return fd_; }
  /// Is every part of its stamp as listed? Throws std::system_error.
  bool is_unchanged() const;

 private:
  int fd_;
  DroppedFile file_;
};

/// An open drop directory; its files are only accessed through it.
class DropDirectory {
 public:
  /// Throws std::system_error when it does not exist or is not a directory.
  explicit DropDirectory(const std::filesystem::path& path);
  ~DropDirectory();
  DropDirectory(DropDirectory&& other) noexcept;

  /// The device of the directory. A change since the last run means that a disk was not mounted.
  std::uint64_t device() const;

  /// The files that wait. Excludes names of uploads in progress and of processed files.
  DropListing list() const;

  /// Opens a listed file for reading. Returns nothing when it changed since the listing or is gone;
  /// a later scan handles it.
  std::optional<OpenDrop> open(const DroppedFile& file) const;

  /// Opens a file by its present name, whatever its stamp is by now: its digest tells what it is.
  /// Returns nothing when there is no such regular file.
  std::optional<OpenDrop> open_named(const std::string& name) const;

  /// Is the file with this stamp still there under this name, with unchanged content? Throws
  /// std::system_error when nobody can tell at the moment.
  bool has(const std::string& name, const Stamp& stamp) const;

  /// Renames `name`, if it is still the file with this stamp, to `base` + `ending`. When that name
  /// exists, a number comes before the ending; the last attempt uses the job number. Returns the
  /// new name, or nothing when the file was replaced or is gone. Throws std::system_error when the
  /// directory refuses or all names exist. The cost does not depend on the number of other files.
  std::optional<std::string> finish(const std::string& name, const Stamp& stamp,
                                    const std::string& base, std::string_view ending,
                                    std::int64_t job) const;

  /// Writes a file next to the dropped ones atomically, replacing an earlier one with that name:
  /// `head`, then the bytes of the file `rows` if it is given. Throws std::system_error.
  void write(const std::string& name, std::string_view head,
             const std::filesystem::path& rows = {}) const;

  /// Removes files ending in .handled, .failed or .held, and reports, last changed before `time`.
  /// Keeps files with the inodes in `held`, which wait for a decision. Returns the number removed.
  int remove_finished_before(Time time, const std::set<std::uint64_t>& held) const;

 private:
  int fd_;

  std::optional<Stamp> stamp_at(const std::string& name) const;
  bool rename(const std::string& name, const std::string& to, const Stamp& stamp) const;
};

/// Is this the name of an upload in progress or of a processed file?
bool is_ignored_name(std::string_view name);

/// Does a name have the ending of a feed: .xml, .zip, .gz or .tgz, in any case?
bool is_feed_name(std::string_view name);

/// The endings of processed files.
inline constexpr std::string_view kHandled = ".handled", kFailed = ".failed", kHeld = ".held";
inline constexpr std::string_view kSenderReport = ".report.csv";

}  // namespace roster::sis
