// Backup: a whole copy of a SQLite store, made while others work on it. Used by users/ only.
#pragma once

#include <functional>
#include <string>

namespace roster {

/// Copies all that is committed in the store at `from` to `to`, an empty file or none (made with
/// mode 0600), checks the copy, and brings it to the disk. `on_share` is told which share of it is
/// copied; what it throws ends the copy. Throws StoreError, StoreMissing.
void backup_sqlite(const std::string& from, const std::string& to,
                   const std::function<void(double)>& on_share);

/// Puts the store at `from` into the place of the one at `path`, which is kept at `kept`. Throws
/// StoreBusy when a process has that one, StoreError.
void replace_sqlite(const std::string& path, const std::string& from, const std::string& kept);

}  // namespace roster
