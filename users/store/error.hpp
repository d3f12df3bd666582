// Store errors. Nothing of the transaction is applied, unless the error says otherwise.
#pragma once

#include <stdexcept>

namespace roster {

/// The engine fails: disk full, I/O error, connection lost, a violated constraint.
struct StoreError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Another process holds the store. For readers: nothing can be read at the moment.
struct StoreBusy : StoreError {
  using StoreError::StoreError;
};

/// No server of the store answers, or lets this process in.
struct StoreUnreachable : StoreError {
  using StoreError::StoreError;
};

/// The store does not exist; only for readers, because writers create it.
struct StoreMissing : StoreError {
  using StoreError::StoreError;
};

/// A write was not confirmed by the disk, so its state is unknown. The process must end and start
/// again from what is on disk; a retry would report success for lost data.
struct StoreBroken : StoreError {
  using StoreError::StoreError;
};

/// Another process has become the writer. Nothing of the transaction is applied.
struct StoreTaken : StoreBroken {
  using StoreBroken::StoreBroken;
};

/// The server lacks commits that it had confirmed: it is another one, or a backup.
struct StoreWentBack : StoreBroken {
  using StoreBroken::StoreBroken;
};

}  // namespace roster
