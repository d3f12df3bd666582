// Cleared: how many users of a feed lose what they had, field by field. An exporter that misspells
// one element takes it away from everybody.
#pragma once

#include <vector>

#include "sis/load/guard.hpp"
#include "users/store/store.hpp"

namespace roster::sis {

class ClearedFields {
 public:
  /// Counts a user whose record was read.
  void add(const User& before, const User& after);

  /// The fields that more than `guard` allows of the users that were read lose. Of `skipped` users,
  /// whose records were not read, as many have a field as of all the profile's; `counts` are those
  /// of the profile after the load.
  std::vector<Cleared> all(std::int64_t skipped, const FieldCounts& counts,
                           const Guard& guard) const;

 private:
  FieldCounts had_{}, lost_{};

  bool is_suspicious(std::size_t field, const Guard& guard) const;
};

}  // namespace roster::sis
