// File stamp: what tells one state of a file from another.
#pragma once

#include <cstdint>

namespace roster {

struct FileStamp {
  std::uint64_t device = 0, inode = 0, size = 0;
  std::int64_t modified = 0, changed = 0;  // nanoseconds since 1970

  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

/// The same file with the same content, as far as its stamp tells, whatever it is called by now:
/// a rename changes `changed`, and the device of a network file system is another one after a boot.
inline bool is_same_content(const FileStamp& a, const FileStamp& b) {
  return a.inode == b.inode && a.size == b.size && a.modified == b.modified;
}

}  // namespace roster
