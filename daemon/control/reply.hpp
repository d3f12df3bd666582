// Reply: the way back to one client of the control socket. Whoever works adds lines and goes on;
// the io_context's thread sends them as fast as the client takes them. A client that hangs up, or
// takes nothing for a minute, is gone: what is added then is forgotten.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json.hpp>

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "daemon/control/answer_buffer.hpp"
#include "daemon/show/outcome.hpp"

namespace roster {

class Reply {
 public:
  struct Settings {
    std::filesystem::path directory;    // for what a slow client has yet to take
    std::chrono::seconds patience{60};  // with a client that takes nothing
  };

  /// Takes a connected socket over. What was added is sent, and the socket closed, after the last
  /// owner has let go. `open` counts the replies that are not closed yet.
  static std::shared_ptr<Reply> make(boost::asio::io_context& io, int fd, Settings settings,
                                     std::shared_ptr<std::atomic<int>> open);
  ~Reply();
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;

  /// Adds a line. Any thread; never waits for the client, and never fails.
  void send(const boost::json::value& document);
  /// The last line: an error and the exit code.
  void send_error(Exit code, const std::string& message);
  /// Any thread.
  bool gone() const { return gone_; }
  /// Has the client said, by any further line, that the work is to end early? It still wants to
  /// know what became of it. Any thread.
  bool withdrawn() const { return withdrawn_; }

 private:
  boost::asio::posix::stream_descriptor socket_;
  boost::asio::steady_timer late_;
  Settings settings_;
  std::shared_ptr<std::atomic<int>> open_;
  std::atomic<bool> gone_ = false, withdrawn_ = false;
  std::mutex mutex_;  // guards the rest
  AnswerBuffer unsent_;
  bool sending_ = false;

  Reply(boost::asio::io_context& io, int fd, Settings settings,
        std::shared_ptr<std::atomic<int>> open);
  static void watch(const std::shared_ptr<Reply>& reply);
  static void listen(const std::shared_ptr<Reply>& reply);
  static void flush(const std::shared_ptr<Reply>& reply);
  static void wait_to_send(const std::shared_ptr<Reply>& reply);
  bool send_some();
  void start_sending();

  std::weak_ptr<Reply> self_;
};

}  // namespace roster
