// Listen address: where the HTTP server listens: `unix:PATH`, `ADDRESS:PORT` (IPv4 or [IPv6]), or
// `systemd` for the socket of a socket unit.
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

  /// True when other machines cannot reach it. A socket from systemd counts as its unit defines it.
  bool is_local() const;

  friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

/// Nothing when the text is none of the three forms.
std::optional<ListenAddress> parse_listen_address(std::string_view text);

/// True for a numeric IPv4 or IPv6 address without brackets.
bool is_numeric_address(const std::string& text);

}  // namespace roster
