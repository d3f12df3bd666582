// Listen address: where the HTTP server listens: `unix:PATH`, `ADDRESS:PORT` (IPv4 or [IPv6]), or
// `systemd`, whose socket unit hands the socket over.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace roster {

struct ListenAddress {
  enum class Kind : std::uint8_t { unix_socket, tcp, systemd } kind = Kind::unix_socket;
  std::string path;     ///< of unix_socket, absolute
  std::string address;  ///< of tcp, numeric, without brackets
  std::uint16_t port = 0;

  /// Other machines cannot reach it; of a socket from systemd its unit says so.
  bool is_local() const;

  friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

/// Nothing when the text is none of the three forms.
std::optional<ListenAddress> parse_listen_address(std::string_view text);

/// Is the text an IPv4 or IPv6 address in numbers, without brackets?
bool is_numeric_address(const std::string& text);

}  // namespace roster
