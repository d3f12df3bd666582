#include "daemon/config/listen_address.hpp"

#include <arpa/inet.h>

#include <charconv>

namespace roster {

bool is_numeric_address(const std::string& text) {
  in6_addr ignored{};
  return ::inet_pton(AF_INET, text.c_str(), &ignored) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), &ignored) == 1;
}

bool ListenAddress::is_local() const {
  return kind != Kind::tcp || address == "::1" || address.starts_with("127.");
}

std::optional<ListenAddress> parse_listen_address(std::string_view text) {
  constexpr std::string_view kUnix = "unix:";
  ListenAddress out;
  if (text == "systemd") {
    out.kind = ListenAddress::Kind::systemd;
    return out;
  }
  if (text.starts_with(kUnix)) {
    out.path = text.substr(kUnix.size());
    return out.path.starts_with('/') ? std::optional(out) : std::nullopt;
  }
  out.kind = ListenAddress::Kind::tcp;
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto end = std::from_chars(port.data(), port.data() + port.size(), out.port);
  if (end.ec != std::errc{} || end.ptr != port.data() + port.size() || out.port == 0)
    return std::nullopt;
  out.address = host;
  return is_numeric_address(out.address) ? std::optional(out) : std::nullopt;
}

}  // namespace roster
