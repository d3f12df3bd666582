// Control server: accepts connections on a Unix socket from root, the daemon's own user and members
// of its group, reads one request of bounded size from each, and hands it over. It never blocks: a
// slow or silent client delays no other.
#pragma once

#include <sys/types.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/commands/command.hpp"
#include "daemon/control/reply.hpp"
#include "daemon/control/wire.hpp"
#include "daemon/work/given_files.hpp"

namespace roster {

/// The process at the other end, according to the kernel.
struct Peer {
  uid_t user = 0;
  std::vector<gid_t> groups;  // all of them
  pid_t process = 0;
};

/// Whether this peer may control a daemon of this user and group. On some systems every user is in
/// group 0: for a daemon that runs under it, the group is ignored.
bool may_connect(const Peer& peer, uid_t own_user, gid_t own_group);

/// A request that was read and is allowed.
struct ControlRequest {
  using Clock = std::chrono::steady_clock;

  const Command* command = nullptr;
  Arguments arguments{{}};
  Presentation wanted;  // without zone and writers
  GivenFiles files;
  std::string account;           // the client's account name
  std::string peer;              // `anna (uid 1000, pid 77)`, for the log
  std::shared_ptr<Reply> reply;  // where the answer goes
  Clock::time_point deadline;    // later, nobody works on it

  /// Is the work no longer wanted? Any thread.
  bool is_over(Clock::time_point now) const {
    return reply->gone() || reply->withdrawn() || now >= deadline;
  }
};

class ControlServer {
 public:
  struct Settings {
    std::string path;               // of the socket; mode 0660
    std::filesystem::path spill;    // buffer files of slow clients
    std::chrono::seconds deadline;  // of a request, from its arrival to its end
  };

  /// Listens, replacing a stale socket file. Calls `on_request` on the io_context's thread, and
  /// `on_refused`, with a text for the log, when a client may not connect. Throws
  /// std::system_error, and std::runtime_error when another daemon listens there.
  ControlServer(boost::asio::io_context& io, Settings settings,
                std::function<void(ControlRequest)> on_request,
                std::function<void(const std::string&)> on_refused);
  ~ControlServer();

  /// Accepts no more connections.
  void close();
  /// Sends the remaining answers, for at most `patience`. The io_context must not be running.
  void drain(std::chrono::milliseconds patience);

 private:
  using Socket = boost::asio::local::stream_protocol::socket;
  struct Connection;

  boost::asio::io_context& io_;
  boost::asio::local::stream_protocol::acceptor acceptor_;
  boost::asio::steady_timer pause_;
  Settings settings_;
  std::function<void(ControlRequest)> on_request_;
  std::function<void(const std::string&)> on_refused_;
  std::shared_ptr<std::atomic<int>> open_;  // connections whose answer is not sent yet

  void accept();
  void serve(Socket socket);
  void read(const std::shared_ptr<Connection>& connection);
  void hand_over(Connection& connection, const boost::json::value& line);
  std::shared_ptr<Reply> reply_on(int socket);
};

/// Parses a line from a client; takes ownership of the descriptors. Throws CommandError when the
/// request is invalid, or is one that rosterctl runs itself.
ControlRequest read_request(const boost::json::value& line, const std::vector<int>& fds);

}  // namespace roster
