// What a client sends on the control socket: lines of JSON, and what is asked by them.
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/commands/command.hpp"
#include "daemon/control/server.hpp"
#include "daemon/control/wire.hpp"
#include "tests/fuzz/fuzz.hpp"

void roster::fuzz::fuzz(std::string_view bytes) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return;
  Wire wire(ends[0], std::chrono::seconds(5));
  bytes = bytes.substr(0, kMaxRequest);  // what a socket holds
  promise(::write(ends[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  ::close(ends[1]);
  try {
    while (const auto line = wire.receive(kMaxRequest)) {
      try {
        read_request(*line, {});
      } catch (const CommandError&) {
      }
    }
  } catch (const WireError&) {
  }
}
