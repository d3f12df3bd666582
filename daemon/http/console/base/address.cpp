#include "daemon/http/console/base/address.hpp"

#include <fmt/format.h>

namespace roster::http {
namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_plain(c))
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

std::string address(std::string_view path,
                    const std::vector<std::pair<std::string_view, std::string>>& parameters) {
  std::string out(path);
  char before = '?';
  for (const auto& [name, value] : parameters) {
    if (value.empty()) continue;
    out += fmt::format("{}{}={}", before, name, escaped(value));
    before = '&';
  }
  return out;
}

std::string job_address(std::int64_t number) { return fmt::format("/jobs/{}", number); }

std::string user_address(std::string_view primary_id) {
  return address("/user", {{"id", std::string(primary_id)}});
}

}  // namespace roster::http
