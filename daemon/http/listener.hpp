// Listener: the sockets behind the server, opened and asked who is there.
#pragma once

#include <stdexcept>
#include <string>

#include "daemon/config/listen_address.hpp"
#include "daemon/http/message.hpp"

namespace roster::http {

/// Who is at the other end of a connected socket: the uid of a Unix socket's client, the address of
/// a TCP one's.
Peer peer_of(int fd);

/// `http.listen` makes no sense, or the socket could not be had. what() is complete.
struct ListenError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Opens a listening socket; the caller owns it. A Unix socket gets mode 0660 and replaces a file
/// that nobody listens on; `systemd` takes the stream socket named `http` that was handed over, or
/// the only one. Throws ListenError.
int open_listener(const ListenAddress& address);

}  // namespace roster::http
