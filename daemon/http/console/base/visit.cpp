#include "daemon/http/console/base/visit.hpp"

#include <charconv>

namespace roster::http {

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (text.empty() || read.ec != std::errc{} || read.ptr != end || number < 0) return std::nullopt;
  return number;
}

}  // namespace roster::http
