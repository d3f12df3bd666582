#include "sis/record/digest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <xxhash.h>

#include <bit>
#include <fstream>
#include <iterator>

namespace roster::sis {

namespace {

/// Increase whenever the same bytes would give a different user than before.
constexpr int kReaderVersion = 3;

/// The text of a custom schema file, without the files it includes.
std::string schema_text(const XsdChoice& xsd) {
  std::ifstream file(xsd.path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

std::uint64_t digest_seed(const Profile& profile, const Action& action, JobKind kind) {
  const std::string settings = fmt::format(
      "{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}",
      kReaderVersion, profile.code, to_string(kind), action.record_type, action.match,
      static_cast<int>(action.unmatched), static_cast<int>(action.xsd.kind), action.xsd.path,
      static_cast<int>(profile.reading), fmt::join(profile.mandatory, ","),
      profile.generate_primary_id, profile.purge_date.default_days.value_or(-1),
      fmt::join(profile.purge_date.days_by_group, ","), profile.purge_date.overrule_feed);
  const std::string all =
      action.xsd.kind == XsdChoice::Kind::file ? settings + schema_text(action.xsd) : settings;
  return XXH3_64bits(all.data(), all.size());
}

Digest record_digest(std::string_view bytes, std::uint64_t seed) {
  const XXH128_hash_t hash = XXH3_128bits_withSeed(bytes.data(), bytes.size(), seed);
  return {hash.low64 == 0 && hash.high64 == 0 ? 1 : hash.low64, hash.high64};
}

DigestIndex DigestIndex::of(Transaction& transaction) {
  DigestIndex index;
  transaction.digests([&](UserId id, const Digest& digest) {
    index.known_.push_back({digest, id});
  });
  index.slots_.resize(std::bit_ceil(index.known_.size() * 2 + 1));
  for (std::size_t i = 0; i < index.known_.size(); ++i) {
    std::size_t slot = index.slot_of(index.known_[i].digest);
    while (index.slots_[slot] != 0) slot = (slot + 1) & (index.slots_.size() - 1);
    index.slots_[slot] = static_cast<std::uint32_t>(i + 1);
  }
  return index;
}

UserId DigestIndex::find(const Digest& digest, Place& place) const {
  if (place < known_.size() && known_[place].digest == digest) return known_[place++].id;
  for (std::size_t slot = slot_of(digest);; slot = (slot + 1) & (slots_.size() - 1)) {
    if (slots_[slot] == 0) break;
    const std::size_t at = slots_[slot] - 1;
    if (known_[at].digest != digest) continue;
    place = at + 1;
    return known_[at].id;
  }
  ++place;  // skips the user whose record has changed
  return 0;
}

}  // namespace roster::sis
