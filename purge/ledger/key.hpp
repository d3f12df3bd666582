// Ledger key: the secret of the erasure ledger, in its own file beside the store (mode 0600, 64
// hexadecimal digits). Keep its backups apart from those of the store.
#pragma once

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

namespace roster::purge {

/// The key is missing, unusable or the wrong one; what() says which and what to do.
struct LedgerError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct LedgerKey {
  std::string bytes;  // 32
};

/// Reads the key; nothing when the file does not exist. Throws LedgerError when it cannot be read,
/// is damaged, or is readable by others than its owner.
std::optional<LedgerKey> read_key_file(const std::filesystem::path& path);

/// Creates the key and its file, which is durable on return. Throws LedgerError; never modifies a
/// file that exists.
LedgerKey create_ledger_key(const std::filesystem::path& path);

/// Creates a file with this key; otherwise like create_ledger_key().
void write_key_file(const std::filesystem::path& path, const LedgerKey& key);

}  // namespace roster::purge
