#include "daemon/control/wire.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace roster {

namespace {

namespace json = boost::json;

[[noreturn]] void fail(const char* what) {
  throw WireError(std::string(what) + ": " + std::strerror(errno));
}

void set_patience(int fd, std::chrono::seconds patience) {
  const timeval wait{patience.count(), 0};
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
}

}  // namespace

Wire::Wire(int fd, std::chrono::seconds patience) : fd_(fd) { set_patience(fd, patience); }

Wire::~Wire() {
  for (const int file : files_) ::close(file);
  if (fd_ >= 0) ::close(fd_);
}

Wire::Wire(Wire&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      received_(std::move(other.received_)),
      files_(std::exchange(other.files_, {})) {}

void Wire::send(const json::value& document) { send_with_files(document, {}); }

void Wire::send_with_files(const json::value& document, const std::vector<int>& fds) {
  const std::string line = json::serialize(document) + "\n";
  std::string control(fds.empty() ? 0 : CMSG_SPACE(fds.size() * sizeof(int)), '\0');
  std::size_t sent = 0;
  while (sent < line.size()) {
    iovec part{const_cast<char*>(line.data()) + sent, line.size() - sent};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (sent == 0 && !fds.empty()) {
      message.msg_control = control.data();
      message.msg_controllen = control.size();
      cmsghdr* header = CMSG_FIRSTHDR(&message);
      header->cmsg_level = SOL_SOCKET;
      header->cmsg_type = SCM_RIGHTS;
      header->cmsg_len = CMSG_LEN(fds.size() * sizeof(int));
      std::memcpy(CMSG_DATA(header), fds.data(), fds.size() * sizeof(int));
    }
    const ssize_t n = ::sendmsg(fd_, &message, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("cannot write to the control socket");
    sent += static_cast<std::size_t>(n);
  }
}

std::optional<json::value> Wire::receive(std::size_t limit) {
  for (;;) {
    if (auto document = take_line(limit)) return document;
    if (receive_some(0)) continue;
    if (received_.empty()) return {};
    throw WireError("connection closed by the peer in the middle of a line");
  }
}

std::optional<json::value> Wire::receive_available(std::size_t limit) {
  if (!receive_some(MSG_DONTWAIT)) throw WireError("connection closed by the peer");
  return take_line(limit);
}

/// Removes and parses the first line received, if it is complete.
std::optional<json::value> Wire::take_line(std::size_t limit) {
  const auto end = received_.find('\n');
  if (std::min(end, received_.size()) > limit) throw WireError("the line is too long");
  if (end == std::string::npos) return {};
  const std::string line = received_.substr(0, end);
  received_.erase(0, end + 1);
  boost::system::error_code error;
  json::value document = json::parse(line, error);
  if (error) throw WireError("the line is not JSON: " + error.message());
  return document;
}

/// Returns false at the end.
bool Wire::receive_some(int flags) {
  std::array<char, 64 * 1024> buffer;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(kMaxFiles * sizeof(int))> control;
  iovec part{buffer.data(), buffer.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t n = ::recvmsg(fd_, &message, MSG_CMSG_CLOEXEC | flags);
  if (n < 0 && (errno == EINTR || (flags != 0 && errno == EAGAIN))) return true;
  if (n < 0) fail("cannot read from the control socket");
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    const std::size_t before = files_.size();
    files_.resize(before + count);
    std::memcpy(files_.data() + before, CMSG_DATA(header), count * sizeof(int));
  }
  if (files_.size() > kMaxFiles) throw WireError("too many files");
  received_.append(buffer.data(), static_cast<std::size_t>(n));
  return n > 0;
}

std::vector<int> Wire::take_files() { return std::exchange(files_, {}); }

std::optional<Wire> connect_to(const std::string& path, std::chrono::seconds patience) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return {};
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) fail("socket");
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    return Wire(fd, patience);
  const int error = errno;
  ::close(fd);
  if (error == ENOENT || error == ECONNREFUSED || error == ENOTDIR) return {};
  errno = error;
  fail("cannot reach the daemon");
}

}  // namespace roster
