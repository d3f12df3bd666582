#include "users/store/postgres/engine/binary.hpp"

namespace roster::postgres {

namespace {

template <class Unsigned>
void append_big_endian(Unsigned value, std::string& out) {
  for (int shift = (static_cast<int>(sizeof(Unsigned)) - 1) * 8; shift >= 0; shift -= 8)
    out += static_cast<char>(value >> shift & 0xFFU);
}

}  // namespace

ParameterType array_type(ParameterType of) {
  switch (of) {
    case ParameterType::integer:
      return ParameterType::integers;
    case ParameterType::text:
      return ParameterType::texts;
    default:
      return ParameterType::byte_strings;
  }
}

std::string array_head(ParameterType of, std::int32_t size) {
  std::string head;
  append_32(1, head);  // dimensions
  append_32(1, head);  // there may be NULLs
  append_32(static_cast<std::int32_t>(of), head);
  append_32(size, head);
  append_32(1, head);  // the first index
  return head;
}

void append_16(std::int16_t value, std::string& out) {
  append_big_endian(static_cast<std::uint16_t>(value), out);
}

void append_32(std::int32_t value, std::string& out) {
  append_big_endian(static_cast<std::uint32_t>(value), out);
}

void append_64(std::int64_t value, std::string& out) {
  append_big_endian(static_cast<std::uint64_t>(value), out);
}

std::int64_t read_integer(std::string_view bytes) {
  if (bytes.empty()) return 0;
  auto value = static_cast<std::int64_t>(static_cast<signed char>(bytes.front()));
  for (const char byte : bytes.substr(1))
    value = static_cast<std::int64_t>(static_cast<std::uint64_t>(value) << 8U |
                                      static_cast<unsigned char>(byte));
  return value;
}

std::string array_of(std::span<const std::int64_t> values) {
  std::string out = array_head(ParameterType::integer, static_cast<std::int32_t>(values.size()));
  out.reserve(out.size() + values.size() * 12);
  for (const std::int64_t value : values) {
    append_32(8, out);
    append_64(value, out);
  }
  return out;
}

std::string array_of(std::span<const std::string> values) {
  std::string out = array_head(ParameterType::text, static_cast<std::int32_t>(values.size()));
  for (const std::string& value : values) {
    append_32(static_cast<std::int32_t>(value.size()), out);
    out += value;
  }
  return out;
}

}  // namespace roster::postgres
