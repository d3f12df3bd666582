// Backup: copies a SQLite store while other processes use it. Used by users/ only.
#pragma once

#include <functional>
#include <string>

namespace roster {

/// Copies all that is committed in the store at `from` to `to`, an empty file or none (made with
/// mode 0600), checks the copy, and brings it to the disk. `on_share` is told which share of it is
/// copied; what it throws ends the copy. Throws StoreError, StoreMissing.
void backup_sqlite(const std::string& from, const std::string& to,
                   const std::function<void(double)>& on_share);

/// Replaces the store at `path` with the store at `from`; moves the old one to `kept`. Throws
/// StoreBusy when a process holds the old one, StoreError.
void replace_sqlite(const std::string& path, const std::string& from, const std::string& kept);

}  // namespace roster
