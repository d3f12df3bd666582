// Listener: opens the server's sockets and identifies their clients.
#pragma once

#include <stdexcept>
#include <string>

#include "daemon/config/listen_address.hpp"
#include "daemon/http/message.hpp"

namespace roster::http {

/// The peer of a connected socket: the uid of a client on a Unix socket, the address of a TCP
/// client.
Peer peer_of(int fd);

/// `http.listen` is invalid, or the socket could not be opened. what() is complete.
struct ListenError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Opens a listening socket; the caller owns it. A Unix socket gets mode 0660 and replaces a stale
/// file; `systemd` takes the passed stream socket named `http`, or the only one. Throws
/// ListenError.
int open_listener(const ListenAddress& address);

}  // namespace roster::http
