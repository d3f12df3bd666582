// File stamp: identifies one state of a file.
#pragma once

#include <cstdint>

namespace roster {

struct FileStamp {
  std::uint64_t device = 0, inode = 0, size = 0;
  std::int64_t modified = 0, changed = 0;  // nanoseconds since 1970

  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

/// True when the stamps show the same file with the same content, under any name. Ignores
/// `changed`, which a rename updates, and `device`, which can differ after a boot on a network file
/// system.
inline bool is_same_content(const FileStamp& a, const FileStamp& b) {
  return a.inode == b.inode && a.size == b.size && a.modified == b.modified;
}

}  // namespace roster
