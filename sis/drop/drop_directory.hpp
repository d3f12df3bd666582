// Drop directory: where strangers put files. They are read where they lie, then renamed.
//
// The directory is hostile: names, links, pipes, files that grow or are swapped at any moment. A
// file is opened once, without following anything (openat2); its stamp is compared before the first
// byte and after the last. Nothing is renamed that is not, by inode, size and time, what was read.
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

/// Something in a drop directory that is never opened: no plain file, one that may not be read, or
/// one whose name no report or log could spell or no ending could follow.
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
  /// Is it, by every part of its stamp, what was listed? Throws std::system_error.
  bool is_unchanged() const;

 private:
  int fd_;
  DroppedFile file_;
};

/// A drop directory, held open; its files are reached through it only.
class DropDirectory {
 public:
  /// Throws std::system_error when it is not there or not a directory.
  explicit DropDirectory(const std::filesystem::path& path);
  ~DropDirectory();
  DropDirectory(DropDirectory&& other) noexcept;

  /// The device it is on; one that changed since the last run is a disk that was not mounted.
  std::uint64_t device() const;

  /// What waits there. Names of uploads in progress and of files already dealt with are left out.
  DropListing list() const;

  /// Opens a listed file for reading. Nothing when it changed since it was listed, or is gone: it
  /// is a later scan's matter.
  std::optional<OpenDrop> open(const DroppedFile& file) const;

  /// Is the file of this stamp there under this name, with the content it had?
  bool has(const std::string& name, const Stamp& stamp) const;

  /// Renames `name`, if it still is the file of this stamp, to `base` + `ending`; where that is
  /// taken a number comes before the ending, at last the job's. Returns the new name, or nothing
  /// when it is another file now, or gone. Throws std::system_error when the directory refuses, or
  /// all names are taken. Costs the same whatever else lies there.
  std::optional<std::string> finish(const std::string& name, const Stamp& stamp,
                                    const std::string& base, std::string_view ending,
                                    std::int64_t job) const;

  /// Puts a file beside the dropped ones, whole or not at all, replacing an earlier one of that
  /// name: `head`, then the bytes of the file `rows` when there is one. Throws std::system_error.
  void write(const std::string& name, std::string_view head,
             const std::filesystem::path& rows = {}) const;

  /// Removes files ending in .handled, .failed or .held, and reports, that were last changed before
  /// `time`, but for those of these inodes: somebody has yet to decide. Returns how many.
  int remove_finished_before(Time time, const std::set<std::uint64_t>& held) const;

 private:
  int fd_;

  std::optional<Stamp> stamp_at(const std::string& name) const;
  bool rename(const std::string& name, const std::string& to, const Stamp& stamp) const;
};

/// Is this the name of an upload in progress or of a file dealt with?
bool is_ignored_name(std::string_view name);

/// Does a name end as those of feeds do: .xml, .zip, .gz or .tgz, in any case?
bool is_feed_name(std::string_view name);

/// What a file is called once it was dealt with: with one of these endings.
inline constexpr std::string_view kHandled = ".handled", kFailed = ".failed", kHeld = ".held";
inline constexpr std::string_view kSenderReport = ".report.csv";

}  // namespace roster::sis
