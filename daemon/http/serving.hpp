// Serving: the state shared by all connections of a server. Loop: a thread of the server with its
// connections.
//
// A connection stays with one loop for its life, so that its work neither changes threads nor takes
// locks. Its time limit is a moment that the loop looks at a few times a second: a timer for each
// step of each request would cost more than the request.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

#include "daemon/http/server.hpp"

namespace roster::http {

class Connection;

class Loop {
 public:
  /// `beat`: how often it looks for connections whose time is over.
  explicit Loop(std::chrono::milliseconds beat) : beat_(beat), timer_(io) {}

  boost::asio::io_context io{1};  // one thread runs it

  /// Any thread.
  void add(Connection* connection);
  void remove(Connection* connection);
  /// Looks at the connections' time until there are none. Only on the loop's thread.
  void watch_time();
  /// Only while no thread runs it.
  void close_all();

 private:
  const std::chrono::milliseconds beat_;
  boost::asio::steady_timer timer_;
  bool watching_ = false;  // on the loop's thread
  std::mutex mutex_;
  std::set<Connection*> open_;  // guarded by mutex_

  void beat();
};

struct Serving;

/// The bytes of an answer that is not sent yet, counted in Serving::unsent while this lives.
class Unsent {
 public:
  Unsent() = default;
  Unsent(std::shared_ptr<Serving> serving, std::size_t bytes);
  Unsent(Unsent&& other) noexcept : serving_(std::move(other.serving_)), bytes_(other.bytes_) {}
  Unsent& operator=(Unsent&& other) noexcept {
    std::swap(serving_, other.serving_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~Unsent();

 private:
  std::shared_ptr<Serving> serving_;
  std::size_t bytes_ = 0;
};

/// Lives as long as its connections: one with a pending answer may outlive the server.
struct Serving {
  Serving(ServerOptions with, Handler by);

  const ServerOptions options;
  const Handler handler;
  std::vector<std::unique_ptr<Loop>> loops;
  std::atomic<std::size_t> open_connections = 0;
  std::atomic<std::size_t> unsent = 0;  // bytes of answers
  std::atomic<bool> is_stopped = false;

  /// The loop of the next connection.
  Loop& next_loop() { return *loops[next_++ % loops.size()]; }

 private:
  std::size_t next_ = 0;  // used by who accepts
};

}  // namespace roster::http
