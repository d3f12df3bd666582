#include "daemon/http/listener.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <fcntl.h>

#include <cerrno>
#include <charconv>
#include <cstring>

namespace roster::http {
namespace {

constexpr int kBacklog = 512;

[[noreturn]] void fail(const std::string& what) {
  throw ListenError(fmt::format("http.listen: {}: {}", what, std::strerror(errno)));
}

/// Closes a descriptor unless it is released.
class Socket {
 public:
  Socket(int family, const std::string& what)
      : fd_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (fd_ < 0) fail(what);
  }
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  Socket(const Socket&) = delete;

  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

bool somebody_listens(const sockaddr_un& address) {
  const Socket probe(AF_UNIX, address.sun_path);
  return ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

int listen_unix(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    throw ListenError(fmt::format("http.listen: {}: the path is too long for a socket", path));
  std::memcpy(address.sun_path, path.c_str(), path.size());
  if (somebody_listens(address))
    throw ListenError(fmt::format("http.listen: {}: another program listens there", path));
  ::unlink(path.c_str());
  Socket socket(AF_UNIX, path);
  const mode_t before = ::umask(0117);
  const int bound =
      ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::umask(before);
  if (bound != 0 || ::listen(socket.get(), kBacklog) != 0) fail(path);
  return socket.release();
}

int listen_tcp(const ListenAddress& where) {
  const std::string what = fmt::format("{}:{}", where.address, where.port);
  const bool six = where.address.find(':') != std::string::npos;
  Socket socket(six ? AF_INET6 : AF_INET, what);
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in6 address6{};
  sockaddr_in address4{};
  address6.sin6_family = AF_INET6;
  address4.sin_family = AF_INET;
  address6.sin6_port = address4.sin_port = htons(where.port);
  void* target = six ? static_cast<void*>(&address6.sin6_addr) : &address4.sin_addr;
  if (::inet_pton(six ? AF_INET6 : AF_INET, where.address.c_str(), target) != 1) fail(what);
  const auto* address = six ? reinterpret_cast<const sockaddr*>(&address6)
                            : reinterpret_cast<const sockaddr*>(&address4);
  const socklen_t length = six ? sizeof address6 : sizeof address4;
  if (::bind(socket.get(), address, length) != 0 || ::listen(socket.get(), kBacklog) != 0)
    fail(what);
  return socket.release();
}

int listen_systemd() {
  char** names = nullptr;
  const int count = ::sd_listen_fds_with_names(0, &names);
  int found = -1;
  for (int i = 0; i < count; ++i) {
    const int fd = SD_LISTEN_FDS_START + i;
    if (::sd_is_socket(fd, AF_UNSPEC, SOCK_STREAM, 1) > 0 &&
        (count == 1 || std::strcmp(names[i], "http") == 0))
      found = fd;
  }
  for (int i = 0; i < count; ++i) ::free(names[i]);
  ::free(names);
  if (found < 0)
    throw ListenError("http.listen: systemd passed no socket; enable roster-http.socket");
  // systemd's descriptor stays open for a reload: the server gets a duplicate.
  const int own = ::fcntl(found, F_DUPFD_CLOEXEC, 0);
  if (own < 0) fail("systemd");
  return own;
}

}  // namespace

Peer peer_of(int fd) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getpeername(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) return {};
  Peer peer;
  if (address.ss_family == AF_UNIX) {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0)
      peer.uid = credentials.uid;
    return peer;
  }
  char text[INET6_ADDRSTRLEN] = "";
  const bool six = address.ss_family == AF_INET6;
  const void* source =
      six ? static_cast<const void*>(&reinterpret_cast<sockaddr_in6&>(address).sin6_addr)
          : &reinterpret_cast<sockaddr_in&>(address).sin_addr;
  peer.address = ::inet_ntop(address.ss_family, source, text, sizeof text) ? text : "";
  return peer;
}

int open_listener(const ListenAddress& address) {
  switch (address.kind) {
    case ListenAddress::Kind::unix_socket:
      return listen_unix(address.path);
    case ListenAddress::Kind::tcp:
      return listen_tcp(address);
    case ListenAddress::Kind::systemd:
      break;
  }
  return listen_systemd();
}

}  // namespace roster::http
