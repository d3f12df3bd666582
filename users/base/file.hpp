// File: what brings files to the disk. All throw std::system_error.
#pragma once

#include <filesystem>

namespace roster {

/// Brings an open file's content to the disk. Closes in any case. `path` names it in errors.
void sync_and_close(int fd, const std::filesystem::path& path);

/// Brings a directory's names to the disk: what was made or renamed there is found after a power
/// cut.
void sync_directory(const std::filesystem::path& path);

/// Renames `from`, relative to the open directory unless absolute, to a name that nothing has. Also
/// where the file system knows no such renaming (NFS): a name that comes into being at that moment
/// is lost there. Returns false and sets errno (EEXIST) on failure.
bool rename_to_new(int directory, const std::filesystem::path& from,
                   const std::filesystem::path& to);

/// Opens a new, empty file without a name in a directory, for reading and writing: it is gone when
/// it is closed. The caller closes it.
int open_unnamed(const std::filesystem::path& directory);

}  // namespace roster
