// A client that says what it likes, byte by byte.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <string>
#include <string_view>

namespace roster::test {

/// A client's end of a connection to the Unix socket.
class Client {
 public:
  explicit Client(const std::string& path) : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    const timeval patience{10, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  ~Client() { ::close(fd_); }

  bool connected() const { return connected_; }
  void send(std::string_view text) const {
    while (!text.empty()) {
      const auto sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void half_close() const { ::shutdown(fd_, SHUT_WR); }
  /// Reads until the text has come, or the server has closed.
  std::string receive_until(std::string_view end) {
    char piece[4096];
    while (received_.find(end) == std::string::npos) {
      const auto got = ::recv(fd_, piece, sizeof piece, 0);
      if (got <= 0) break;
      received_.append(piece, static_cast<std::size_t>(got));
    }
    return received_;
  }
  std::string receive_all() { return receive_until("\x01 never"); }
  void forget() { received_.clear(); }

 private:
  int fd_;
  bool connected_ = false;
  std::string received_;
};

}  // namespace roster::test
