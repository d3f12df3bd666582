// Instance lock: lets one process at a time use a store, with a lock on a file next to the store.
// The system releases the lock when the process ends for any reason. Used by users/ only.
#pragma once

#include <string>

namespace roster {

class InstanceLock {
 public:
  /// Locks the file at `path`, which is created on first use and never removed. Throws StoreBusy
  /// with the number of the process that holds the lock; StoreError when the file cannot be
  /// created. `store` is the name in messages.
  InstanceLock(const std::string& path, const std::string& store);
  ~InstanceLock();
  InstanceLock(const InstanceLock&) = delete;
  InstanceLock& operator=(const InstanceLock&) = delete;

 private:
  int fd_ = -1;
};

}  // namespace roster
