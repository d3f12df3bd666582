// Spool: from a directory that strangers write to a private copy, and back only to rename.
//
// The drop directory is hostile: names, links, pipes, files that grow or are swapped at any moment.
// A file is opened once, without following anything (openat2), looked at through its descriptor,
// copied while its digest is taken, and looked at again; all later work reads the copy. Nothing is
// ever renamed or removed that is not, by device and inode, the file that was read.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "users/model/user.hpp"

namespace roster::sis {

/// What tells one state of a file from another.
struct Stamp {
  std::uint64_t device = 0, inode = 0, size = 0;
  std::int64_t modified = 0, changed = 0;  // nanoseconds since 1970

  friend bool operator==(const Stamp&, const Stamp&) = default;
};

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

  /// Copies a file to `copy` (mode 0600, fsynced). Nothing when it changed since it was listed or
  /// while it was read, or is gone: it is a later scan's matter. Throws std::system_error when the
  /// disk refuses.
  std::optional<Stamp> claim(const DroppedFile& file, const std::filesystem::path& copy) const;

  /// Renames `name` to `name` + `suffix` (with a number before it when that exists) if it still is
  /// the file of this stamp. Returns the new name, or nothing when it is another file now, or gone.
  std::optional<std::string> finish(const std::string& name, const Stamp& stamp,
                                    std::string_view suffix) const;

  /// The name under which a dropped file lies: its own when nothing touched it since (no ending),
  /// or the one that finish() gave it with that ending. Nothing when it is not there.
  std::optional<std::string> find(const std::string& name, const Stamp& stamp,
                                  std::string_view ending) const;

  /// As finish(), for a file that finish() renamed earlier: it has the ending `from` and gets `to`.
  std::optional<std::string> change_ending(const std::string& name, const Stamp& stamp,
                                           std::string_view from, std::string_view to) const;

  /// Puts a text beside the dropped files, whole or not at all, replacing an earlier one of that
  /// name.
  void write(const std::string& name, std::string_view text) const;

  /// Removes files ending in .handled, and reports, that were last changed before `time`.
  /// Returns how many.
  int remove_handled_before(Time time) const;

 private:
  int fd_;

  std::optional<Stamp> stamp_at(const std::string& name) const;
  std::optional<std::string> give_ending(const std::string& name, const std::string& base,
                                         const Stamp& stamp, std::string_view suffix) const;
};

/// Is this the name of an upload in progress or of a file dealt with?
bool is_ignored_name(std::string_view name);

}  // namespace roster::sis
