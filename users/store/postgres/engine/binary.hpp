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
  texts = 1009,
  integers = 1016
};

void append_16(std::int16_t value, std::string& out);
void append_32(std::int32_t value, std::string& out);
void append_64(std::int64_t value, std::string& out);

/// A boolean or an integer of 2, 4 or 8 bytes.
std::int64_t read_integer(std::string_view bytes);

/// One-dimensional arrays.
std::string array_of(std::span<const std::int64_t> values);
std::string array_of(std::span<const std::string> values);

}  // namespace roster::postgres
