// Keys: the keys of the HTTP API. Of a key only its SHA-256 is kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "users/base/day.hpp"

namespace roster {

struct ApiKey {
  enum class Right : std::uint8_t { read, write };
  std::string name;    // stands in history for what the key changed
  std::string digest;  // SHA-256 of the key's characters, 32 bytes
  Right right = Right::read;
  std::optional<Day> expires;  // the last day; nothing: never
  std::string by;              // who made it
  Time created{};

  friend bool operator==(const ApiKey&, const ApiKey&) = default;
};

class KeyStore {
 public:
  virtual ~KeyStore() = default;

  /// All keys, by name.
  virtual std::vector<ApiKey> keys() = 0;
  virtual std::optional<ApiKey> key_of_digest(std::string_view digest) = 0;
  /// Adds a key; its name must be new. StoreError otherwise.
  virtual void add_key(const ApiKey& key) = 0;
  /// Answers whether there was one of this name.
  virtual bool remove_key(std::string_view name) = 0;
};

}  // namespace roster
