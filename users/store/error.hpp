// Errors of a store. After any of them nothing of the transaction it happened in is applied.
#pragma once

#include <stdexcept>

namespace roster {

/// The engine refuses: disk full, I/O error, connection lost, a violated constraint.
struct StoreError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Another process has the store. Of those who read: there is nothing to read at this moment.
struct StoreBusy : StoreError {
  using StoreError::StoreError;
};

/// There is no store; only of those who read, since others make one.
struct StoreMissing : StoreError {
  using StoreError::StoreError;
};

/// The disk did not confirm a write, so nobody knows what is on it. The process must end and begin
/// again from what it finds; trying again would report success for data that is lost.
struct StoreBroken : StoreError {
  using StoreError::StoreError;
};

}  // namespace roster
