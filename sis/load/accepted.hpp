// Accepted: the records of a load's file that were not rejected, as their sender wrote them, for
// whoever hands the file on.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "sis/profile.hpp"
#include "sis/unpack/unpack.hpp"

namespace roster::sis {

/// What stands around the records of one document, so that they mean what they meant there: a root
/// of the same name and namespaces, without its other attributes (a count would no longer be true).
struct Surroundings {
  std::string head, tail;

  friend bool operator==(const Surroundings&, const Surroundings&) = default;
};

/// Calls `sink` for batches of the accepted records of the open file `fd`, in the file's order, as
/// UTF-8 and otherwise byte for byte. `rejected` holds the ascending numbers of the others
/// (rejected.hpp). Limits and reading must be those of the load, so that the records count the
/// same. Returns the number of all records. Throws FeedError when the file cannot be read that way,
/// and whatever `sink` throws. The views are valid until `sink` returns.
std::uint64_t read_accepted(
    int fd, const std::string& label, const Limits& limits, Reading reading,
    std::span<const std::uint64_t> rejected,
    const std::function<void(const Surroundings&, std::span<const std::string_view>)>& sink);

}  // namespace roster::sis
