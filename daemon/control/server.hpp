// Control server: accepts connections on a Unix socket from root, the daemon's own user and members
// of its group, reads one request from each within bounds, and hands it over. It waits for none of
// them: a client that is slow, or sends nothing, keeps nobody waiting.
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

/// Who is at the other end, as the kernel says.
struct Peer {
  uid_t user = 0;
  std::vector<gid_t> groups;  // all of them
  pid_t process = 0;
};

/// May this peer control a daemon of this user and group? Everybody is in group 0 of some system:
/// for a daemon that runs under it, the group counts for nothing.
bool may_connect(const Peer& peer, uid_t own_user, gid_t own_group);

/// A request that was read and may be answered.
struct ControlRequest {
  using Clock = std::chrono::steady_clock;

  const Command* command = nullptr;
  Arguments arguments{{}};
  Presentation wanted;  // without zone and writers
  GivenFiles files;
  std::string account;           // by what name the client is known
  std::string peer;              // `anna (uid 1000, pid 77)`, for the log
  std::shared_ptr<Reply> reply;  // where the answer goes
  Clock::time_point deadline;    // after that nobody works for it any more

  /// Is the work no longer wanted? Any thread.
  bool is_over(Clock::time_point now) const {
    return reply->gone() || reply->withdrawn() || now >= deadline;
  }
};

class ControlServer {
 public:
  struct Settings {
    std::string path;               // of the socket; mode 0660
    std::filesystem::path spill;    // where answers wait that a client does not take
    std::chrono::seconds deadline;  // of a request, from its arrival to the end of its work
  };

  /// Listens, replacing a socket file that nobody listens on any more. `on_request` is called on
  /// the io_context's thread, and so is `on_refused`, with a text for the log, for somebody who may
  /// not connect. Throws std::system_error, and std::runtime_error when another daemon listens
  /// there.
  ControlServer(boost::asio::io_context& io, Settings settings,
                std::function<void(ControlRequest)> on_request,
                std::function<void(const std::string&)> on_refused);
  ~ControlServer();

  /// Accepts nobody from now on.
  void close();
  /// Sends what clients have yet to get, for so long at most. The io_context must not be running.
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
  std::shared_ptr<std::atomic<int>> open_;  // connections, until their answer is sent

  void accept();
  void serve(Socket socket);
  void read(const std::shared_ptr<Connection>& connection);
  void hand_over(Connection& connection, const boost::json::value& line);
  std::shared_ptr<Reply> reply_on(int socket);
};

/// The request in a line from a client; the descriptors are taken over. Throws CommandError when it
/// makes no sense, or asks for what rosterctl does itself.
ControlRequest read_request(const boost::json::value& line, const std::vector<int>& fds);

}  // namespace roster
