// Cleared: counts, for each field, how many users of a feed lose their value. An exporter that
// misspells one element removes its value from all users.
#pragma once

#include <vector>

#include "sis/load/guard.hpp"
#include "users/store/store.hpp"

namespace roster::sis {

class ClearedFields {
 public:
  /// Counts a user whose record was parsed.
  void add(const User& before, const User& after);

  /// The fields that more of the parsed users lose than `guard` allows. `skipped` users, whose
  /// records were not parsed, are assumed to have a field as often as all users of the profile;
  /// `counts` are the profile's counts after the load.
  std::vector<Cleared> all(std::int64_t skipped, const FieldCounts& counts,
                           const Guard& guard) const;

 private:
  FieldCounts had_{}, lost_{};

  bool is_suspicious(std::size_t field, const Guard& guard) const;
};

}  // namespace roster::sis
