// Instance lock: one process has a store at a time. A lock on a file beside the store, which the
// system gives back when its process ends, however it ends. Used by users/ only.
#pragma once

#include <string>

namespace roster {

class InstanceLock {
 public:
  /// Takes the lock at `path`, a file made on first use and left in place. Throws StoreBusy with
  /// the number of the process that has it; StoreError when the file cannot be made. `store` stands
  /// in messages.
  InstanceLock(const std::string& path, const std::string& store);
  ~InstanceLock();
  InstanceLock(const InstanceLock&) = delete;
  InstanceLock& operator=(const InstanceLock&) = delete;

 private:
  int fd_ = -1;
};

}  // namespace roster
