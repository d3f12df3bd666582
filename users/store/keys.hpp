// Keys: the keys of the HTTP API. The store holds only the SHA-256 of a key.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "users/base/day.hpp"

namespace roster {

struct ApiKey {
  enum class Right : std::uint8_t { read, write };
  std::string name;    // identifies the key's changes in the history
  std::string digest;  // SHA-256 of the key's characters, 32 bytes
  Right right = Right::read;
  std::optional<Day> expires;  // the last day; nothing: never
  std::string by;              // the account that created it
  Time created{};

  friend bool operator==(const ApiKey&, const ApiKey&) = default;
};

class KeyStore {
 public:
  virtual ~KeyStore() = default;

  /// All keys, by name.
  virtual std::vector<ApiKey> keys() = 0;
  virtual std::optional<ApiKey> key_of_digest(std::string_view digest) = 0;
  /// Adds a key. Throws StoreError when the name exists.
  virtual void add_key(const ApiKey& key) = 0;
  /// Returns whether a key of this name existed.
  virtual bool remove_key(std::string_view name) = 0;
};

}  // namespace roster
