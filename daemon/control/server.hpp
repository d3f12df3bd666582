// Control server: the daemon's ear. Accepts connections on a Unix socket from root, the daemon's
// own user and members of its group, reads one request each within bounds, and hands it over. It
// waits for none of them: a client that is slow, or sends nothing, keeps nobody waiting.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "daemon/commands/command.hpp"
#include "daemon/control/wire.hpp"

namespace roster {

/// A request that was read and may be answered.
struct ControlRequest {
  const Command* command = nullptr;
  Arguments arguments{{}};
  Format format = Format::text;
  std::map<std::string, int> files;  // descriptors of files the client opened, by the name it used;
                                     // the receiver closes them
  std::string peer;                  // `uid 1000 pid 77`, for the log
  std::shared_ptr<Wire> wire;        // where the answer goes
};

class ControlServer {
 public:
  /// Listens on `path`, replacing a socket file that nobody listens on any more. Mode 0660.
  /// `on_request` is called on the io_context's thread, and so is `on_refused`, with a text for the
  /// log, for somebody who may not connect. Throws std::system_error, and
  /// std::runtime_error when another daemon listens there.
  ControlServer(boost::asio::io_context& io, const std::string& path,
                std::function<void(ControlRequest)> on_request,
                std::function<void(const std::string&)> on_refused);
  ~ControlServer();

 private:
  using Socket = boost::asio::local::stream_protocol::socket;
  struct Connection;

  boost::asio::io_context& io_;
  boost::asio::local::stream_protocol::acceptor acceptor_;
  boost::asio::steady_timer pause_;
  std::string path_;
  std::function<void(ControlRequest)> on_request_;
  std::function<void(const std::string&)> on_refused_;
  std::shared_ptr<std::atomic<int>> open_;  // connections, until their answer is given

  void accept();
  void serve(Socket socket);
  void read(const std::shared_ptr<Connection>& connection);
  void hand_over(Connection& connection, const boost::json::value& line);
};

/// The request in a line from a client. Throws CommandError when it makes no sense.
ControlRequest read_request(const boost::json::value& line, std::vector<int> fds);

}  // namespace roster
