// Wire: what goes over the control socket. The client sends one line, a JSON document, and with its
// first byte the descriptors of the files it names; the daemon answers with lines: any number of
// {"out": text}, {"file": text} (for the file of -o) and {"progress": {…}}, then {"exit": code}.
// All calls block, for a bounded time; a peer that takes longer is given up.
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
inline constexpr std::size_t kMaxFiles = 100;          // descriptors with it

/// The other side went away, was too slow, or sent what cannot be understood.
struct WireError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A connected socket; closes it.
class Wire {
 public:
  /// Takes the descriptor over. `patience` bounds each wait for the other side.
  Wire(int fd, std::chrono::seconds patience);
  ~Wire();
  Wire(Wire&& other) noexcept;
  Wire(const Wire&) = delete;

  void send(const boost::json::value& document);
  void send_with_files(const boost::json::value& document, const std::vector<int>& fds);

  /// The next line as JSON; nothing when the other side has closed. At most `limit` bytes and
  /// kMaxFiles files.
  std::optional<boost::json::value> receive(std::size_t limit);
  /// The same without waiting: nothing when the line is not whole yet. WireError also when the
  /// other side has closed.
  std::optional<boost::json::value> receive_available(std::size_t limit);
  /// Descriptors that came with what was received; the caller closes them.
  std::vector<int> take_files();

  /// The socket, to wait for; it stays this object's.
  int fd() const { return fd_; }
  /// Gives the socket up; the caller closes it.
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
  std::string received_;
  std::vector<int> files_;

  std::optional<boost::json::value> take_line(std::size_t limit);
  bool receive_some(int flags);
};

/// Connects to a daemon's socket; nothing when nobody answers there.
std::optional<Wire> connect_to(const std::string& path, std::chrono::seconds patience);

}  // namespace roster
