#include "users/store/copy/row_digest.hpp"

#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

#include <variant>

namespace roster::copying {

struct RowDigest::State {
  XXH3_state_t hash;
};

namespace {

enum class Mark : unsigned char { nothing, integer, text, end };

void add_number(XXH3_state_t& hash, std::uint64_t number) {
  unsigned char bytes[8];
  for (unsigned char& byte : bytes) {
    byte = static_cast<unsigned char>(number);
    number >>= 8;
  }
  XXH3_128bits_update(&hash, bytes, sizeof bytes);
}

void add_mark(XXH3_state_t& hash, Mark mark) { XXH3_128bits_update(&hash, &mark, 1); }

}  // namespace

RowDigest::RowDigest() : state_(std::make_unique<State>()) { XXH3_128bits_reset(&state_->hash); }

RowDigest::~RowDigest() = default;

void RowDigest::add(std::string_view text) {
  add_mark(state_->hash, Mark::text);
  add_number(state_->hash, text.size());
  XXH3_128bits_update(&state_->hash, text.data(), text.size());
}

void RowDigest::add(const Row& row) {
  for (const Cell& cell : row) {
    if (const auto* number = std::get_if<std::int64_t>(&cell)) {
      add_mark(state_->hash, Mark::integer);
      add_number(state_->hash, static_cast<std::uint64_t>(*number));
    } else if (const auto* text = std::get_if<std::string>(&cell)) {
      add(*text);
    } else {
      add_mark(state_->hash, Mark::nothing);
    }
  }
  add_mark(state_->hash, Mark::end);
}

std::string RowDigest::text() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(&state_->hash);
  return fmt::format("xxh3-128:{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace roster::copying
