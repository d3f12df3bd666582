// Sample: generates example feeds. Feeds of up to three users show every element of the format
// once, with comments, for authors of an export; larger feeds are synthetic and realistic, for
// tests, benchmarks and the demo. All people are invented.
//
// The same options give the same bytes on every machine. A synthetic person depends only on the
// seed and the person's number: a feed starts with the records of every smaller feed. V.1 and V.2
// with the same options contain the same people and data, as far as V.1 can express it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sis/feed.hpp"
#include "sis/pack/zip.hpp"

namespace roster::sis {

/// Feeds of up to this many users are the commented examples.
inline constexpr std::uint64_t kCommentedUsers = 3;

struct SampleOptions {
  FormatVersion version = FormatVersion::v2;
  std::uint64_t users = 1;
  std::uint64_t seed = 1;  // for synthetic feeds
  /// The same university this many nights later. Each night 1 % of the people change (a phone, an
  /// address, a group or an expiry date), 0.1 % leave, and 0.2 % of `users` (at least one) are
  /// added at the end of the feed. The cost per user grows with it: intended for tens of nights.
  std::uint64_t night = 0;
};

/// Writes the feed piece by piece; never holds it whole. What `out` throws comes through.
void write_sample(const SampleOptions& options, const Output& out);

/// The person who is user `index` (from 0) of a synthetic feed, as a load reads the V.2 record,
/// with descriptions; nothing when the person has left by that night.
std::optional<User> synthetic_user(std::uint64_t seed, std::uint64_t index, std::uint64_t night);

}  // namespace roster::sis
