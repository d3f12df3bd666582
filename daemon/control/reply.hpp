// Reply: sends an answer to one client of the control socket. send() queues lines and returns; the
// io_context's thread sends them as fast as the client reads. A client that hangs up, or reads
// nothing for a minute, is gone: further lines are discarded.
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

#include "daemon/show/outcome.hpp"
#include "users/base/answer_buffer.hpp"

namespace roster {

class Reply {
 public:
  struct Settings {
    std::filesystem::path directory;    // of the buffer file for a slow client
    std::chrono::seconds patience{60};  // with a client that reads nothing
  };

  /// Takes ownership of a connected socket. When the last owner releases the reply, the remaining
  /// lines are sent and the socket is closed. `open` counts the replies that are not closed yet.
  static std::shared_ptr<Reply> make(boost::asio::io_context& io, int fd, Settings settings,
                                     std::shared_ptr<std::atomic<int>> open);
  ~Reply();
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;

  /// Adds a line. Any thread; never waits for the client and never fails.
  void send(const boost::json::value& document);
  /// Adds the last line: an error and the exit code.
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
