// Ledger key: the secret of the erasure ledger, in a file of its own beside the store (mode 0600,
// 64 hexadecimal digits). Who makes backups keeps it apart from those of the store.
#pragma once

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

namespace roster::purge {

/// The key is missing, unusable or another one; what() says which and what to do.
struct LedgerError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct LedgerKey {
  std::string bytes;  // 32
};

/// Reads the key; nothing when there is no such file. Throws LedgerError when it cannot be read, is
/// damaged, or can be read by others than its owner.
std::optional<LedgerKey> read_key_file(const std::filesystem::path& path);

/// Makes the key and its file, durable when this returns. Throws LedgerError; a file that exists is
/// not touched.
LedgerKey create_ledger_key(const std::filesystem::path& path);

}  // namespace roster::purge
