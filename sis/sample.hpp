// Sample: example feeds. Up to three users show every element of the format once, with comments,
// for whoever writes an export; larger feeds are synthetic and lifelike, for tests and benchmarks.
// All people are invented; the same seed gives the same bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "sis/feed.hpp"

namespace roster::sis {

struct SampleOptions {
  FormatVersion version = FormatVersion::v2;
  std::uint64_t users = 1;
  std::uint64_t seed = 1;
};

/// Writes the feed piece by piece; never holds it whole.
void write_sample(const SampleOptions& options, const std::function<void(std::string_view)>& out);

/// Writes a stream as the only entry `name` of a zip file at `path`, created anew.
/// Throws std::system_error or FeedError.
void write_zip(const std::string& path, const std::string& name,
               const std::function<void(const std::function<void(std::string_view)>&)>& produce);

}  // namespace roster::sis
