#include "sis/unpack/inflate.hpp"

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include <cassert>
#include <limits>

namespace roster::sis {

struct Inflater::Engine {
  inflate_state state;
};

Inflater::Inflater() : engine_(std::make_unique<Engine>()) { isal_inflate_init(&engine_->state); }

Inflater::~Inflater() = default;

Inflater::Step Inflater::run(std::span<const char> in, std::span<char> out) {
  assert(in.size() <= std::numeric_limits<std::uint32_t>::max());
  assert(out.size() <= std::numeric_limits<std::uint32_t>::max());
  inflate_state& state = engine_->state;
  // ISA-L's declaration lacks const; it only reads.
  state.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(in.data()));
  state.avail_in = static_cast<std::uint32_t>(in.size());
  state.next_out = reinterpret_cast<std::uint8_t*>(out.data());
  state.avail_out = static_cast<std::uint32_t>(out.size());
  const int result = isal_inflate(&state);
  // After an error the position is not valid.
  if (result != ISAL_DECOMP_OK || state.avail_in > in.size() || state.avail_out > out.size())
    return {0, 0, State::damaged};
  Step step;
  step.consumed = in.size() - state.avail_in;
  step.produced = out.size() - state.avail_out;
  taken_ += step.consumed;
  if (state.block_state == ISAL_BLOCK_FINISH) step.state = State::ended;
  return step;
}

void Inflater::reset() {
  isal_inflate_reset(&engine_->state);
  taken_ = 0;
}

std::uint64_t Inflater::used() const {
  // ISA-L reads whole words ahead; unused whole bytes of them do not belong to the data.
  return taken_ - static_cast<std::uint64_t>(engine_->state.read_in_length / 8);
}

std::uint32_t crc32(std::uint32_t crc, std::span<const char> bytes) {
  return crc32_gzip_refl(crc, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

}  // namespace roster::sis
