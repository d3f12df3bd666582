// Wire: the protocol of the control socket. The client sends one line, a JSON document, and with
// its first byte the descriptors of the files it names; the daemon answers with lines: any number
// of {"out": text}, {"file": text} (for the file of -o) and {"progress": {…}}, then {"exit": code}.
// All calls block for a bounded time; a slower peer is disconnected.
#pragma once

#include <boost/json.hpp>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

inline constexpr std::size_t kMaxRequest = 64 * 1024;  // bytes of the request line
inline constexpr std::size_t kMaxFiles = 100;          // descriptors in one request

/// The peer disconnected, was too slow, or sent invalid data.
struct WireError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Owns a connected socket.
class Wire {
 public:
  /// Takes ownership of the descriptor. `patience` limits each wait for the peer.
  Wire(int fd, std::chrono::seconds patience);
  ~Wire();
  Wire(Wire&& other) noexcept;
  Wire(const Wire&) = delete;

  void send(const boost::json::value& document);
  void send_with_files(const boost::json::value& document, const std::vector<int>& fds);

  /// Returns the next line as JSON; nothing when the peer has closed. At most `limit` bytes and
  /// kMaxFiles files.
  std::optional<boost::json::value> receive(std::size_t limit);
  /// The same without waiting: nothing when the line is incomplete. Throws WireError also when the
  /// peer has closed.
  std::optional<boost::json::value> receive_available(std::size_t limit);
  /// The descriptors received so far; the caller closes them.
  std::vector<int> take_files();

  /// The socket, to wait on; still owned by this object.
  int fd() const { return fd_; }
  /// Releases the socket; the caller closes it.
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
  std::string received_;
  std::vector<int> files_;

  std::optional<boost::json::value> take_line(std::size_t limit);
  bool receive_some(int flags);
};

/// Connects to a daemon's socket; nothing when no daemon listens.
std::optional<Wire> connect_to(const std::string& path, std::chrono::seconds patience);

}  // namespace roster
