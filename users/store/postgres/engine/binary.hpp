// Binary: values as PostgreSQL's binary format has them: integers in network order, texts and bytes
// as they are.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace roster::postgres {

/// Types of parameters, by their numbers in the server's catalogue.
enum class ParameterType : unsigned {
  bytes = 17,
  integer = 20,
  text = 25,
  byte_strings = 1001,
  texts = 1009,
  integers = 1016
};

/// The type of arrays of this type.
ParameterType array_type(ParameterType of);

void append_16(std::int16_t value, std::string& out);
void append_32(std::int32_t value, std::string& out);
void append_64(std::int64_t value, std::string& out);

/// A boolean or an integer of 2, 4 or 8 bytes.
std::int64_t read_integer(std::string_view bytes);

/// The head of a one-dimensional array of `size` elements, which follow: each its size in 32 bits,
/// or -1 for NULL, and its bytes.
std::string array_head(ParameterType of, std::int32_t size);
/// One-dimensional arrays.
std::string array_of(std::span<const std::int64_t> values);
std::string array_of(std::span<const std::string> values);

}  // namespace roster::postgres
