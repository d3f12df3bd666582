#include "tests/support/flaky_link.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace roster::test {

namespace {

constexpr std::string_view kSocket = "/.s.PGSQL.5432";

sockaddr_un address_of(const std::string& directory) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = directory + std::string(kSocket);
  if (path.size() >= sizeof address.sun_path) throw std::runtime_error("too long a path: " + path);
  std::memcpy(static_cast<char*>(address.sun_path), path.c_str(), path.size() + 1);
  return address;
}

template <class Call>
int on_socket(const std::string& directory, const Call& call) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = address_of(directory);
  if (fd < 0 || call(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("socket in " + directory + ": " + std::strerror(errno));
  return fd;
}

/// A message of the protocol: a letter, the size of the rest, the rest.
std::string message(char letter, const std::string& body) {
  const auto size = static_cast<std::uint32_t>(body.size() + 4);
  std::string text(1, letter);
  for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(size >> shift & 0xFFU);
  return text + body;
}

std::string query(const std::string& sql) { return message('Q', sql + '\0'); }

std::string error(const std::string& code) {
  using namespace std::string_literals;
  return message('E', "SERROR\0C"s + code + "\0Mit failed\0\0"s) + message('Z', "I");
}

void send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string receive(int fd) {
  std::array<char, 65536> buffer{};
  const ssize_t size = ::recv(fd, buffer.data(), buffer.size(), 0);
  return {buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

}  // namespace

FlakyLink::FlakyLink(std::string server)
    : server_(std::move(server)),
      listener_(on_socket(directory_.path(), ::bind)),
      stop_(::eventfd(0, EFD_CLOEXEC)) {
  ::listen(listener_, 8);
  thread_ = std::thread([this] { serve(); });
}

FlakyLink::~FlakyLink() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(stop_, &one, sizeof one);
  thread_.join();
  for (const Pair& pair : pairs_)
    for (const int fd : {pair.client, pair.server}) ::close(fd);
  ::close(listener_);
  ::close(stop_);
}

void FlakyLink::arm(Fault fault, std::string code, std::function<void()> then) {
  words_ = "COMMIT";
  passing_ = 0;
  code_ = std::move(code);
  then_ = std::move(then);
  fault_ = fault;
}

void FlakyLink::arm_later(int passing, Fault fault, std::string code) {
  arm(Fault::none, std::move(code));
  passing_ = passing;
  fault_ = fault;
}

void FlakyLink::arm_at(std::string words, Fault fault, std::string code) {
  arm(Fault::none, std::move(code));
  words_ = std::move(words);
  fault_ = fault;
}

void FlakyLink::serve() {
  for (;;) {
    std::vector<pollfd> fds{{stop_, POLLIN, 0}, {listener_, POLLIN, 0}};
    for (const Pair& pair : pairs_) {
      fds.push_back({pair.client, POLLIN, 0});
      fds.push_back({pair.server, POLLIN, 0});
    }
    ::poll(fds.data(), fds.size(), -1);
    if (fds[0].revents != 0) return;
    for (std::size_t i = pairs_.size(); i-- > 0;) {
      const Pair pair = pairs_[i];
      const bool lives = (fds[2 + 2 * i].revents == 0 || client_speaks(pair)) &&
                         (fds[3 + 2 * i].revents == 0 || pass(pair.server, pair.client));
      if (lives) continue;
      for (const int fd : {pair.client, pair.server}) ::close(fd);
      pairs_.erase(pairs_.begin() + static_cast<std::ptrdiff_t>(i));
    }
    if (fds[1].revents != 0) accept_one();
  }
}

void FlakyLink::accept_one() {
  const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (client >= 0) pairs_.push_back({client, on_socket(server_, ::connect)});
}

/// False when one side has ended.
bool FlakyLink::pass(int from, int to) const {
  const std::string bytes = receive(from);
  send_all(to, bytes);
  return !bytes.empty();
}

/// Of the statements that count, the last of those that pass.
bool FlakyLink::is_meant(const std::string& bytes) {
  constexpr std::size_t kHead = 5;  // a letter and the size
  const bool counts = bytes.starts_with('Q') && bytes.compare(kHead, words_.size(), words_) == 0;
  return counts && passing_-- == 0;
}

bool FlakyLink::client_speaks(const Pair& pair) {
  const std::string bytes = receive(pair.client);
  const Fault fault = fault_;
  if (fault != Fault::none && is_meant(bytes)) {
    fault_ = Fault::none;
    return fail(pair, fault, bytes);
  }
  send_all(pair.server, bytes);
  return !bytes.empty();
}

bool FlakyLink::fail(const Pair& pair, Fault fault, const std::string& commit) {
  const bool takes_effect = fault == Fault::lost_after || fault == Fault::refused_after;
  if (fault != Fault::lost_before) {
    send_all(pair.server, takes_effect ? commit : query("ROLLBACK"));
    receive(pair.server);
  }
  then_();
  if (fault == Fault::lost_before || fault == Fault::lost_after) return false;
  send_all(pair.client, error(code_));
  return true;
}

}  // namespace roster::test
