#include "sis/xml/position.hpp"

#include <cstring>

#include "sis/xml/bytes16.hpp"

namespace roster::sis {
namespace {

/// Counts the bytes for which `matches` is true: it takes sixteen bytes and returns 0xFF or 0 in
/// each lane, or one byte and returns a bool.
template <class Matches>
std::size_t count_bytes(std::string_view text, Matches matches) {
  std::size_t count = 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (end - at >= 16) {
    Bytes16 lanes{};
    for (int round = 0; round < 255 && end - at >= 16; ++round, at += 16) {
      lanes -= matches(load16(at));  // a matching lane holds -1
    }
    count += sum16(lanes);
  }
  for (; at != end; ++at) count += matches(static_cast<unsigned char>(*at)) ? 1 : 0;
  return count;
}

}  // namespace

std::size_t count_lines(std::string_view text) {
  return count_bytes(text, [](auto bytes) { return lanes_equal(bytes, '\n'); });
}

std::size_t count_chars(std::string_view text) {
  return text.size() - count_bytes(text, [](auto bytes) { return lanes_continuation(bytes); });
}

void Position::pass(std::string_view text) {
  const std::size_t lines = count_lines(text);
  if (lines > 0) {
    line += lines;
    column = 1;
    text.remove_prefix(text.rfind('\n') + 1);
  }
  column += count_chars(text);
}

}  // namespace roster::sis
