// Server: accepts HTTP/1.1 connections, reads requests within limits and hands them over.
//
// Transport only: no routes, no keys, no pages. It has its own threads, so that neither a slow
// client nor the daemon's work delays another client. A request's header may have 8 KiB, its body
// `max_body`, or any length when it is an upload (upload.hpp); a connection that is idle, or slower
// than the time limits, is closed; above `max_connections`, new clients wait in the kernel's queue;
// above `max_unsent`, a long answer becomes a 503. Requests whose Host (or Origin) is not one of
// `hosts` are refused with 421 (403), so that a web page of another site cannot reach a service
// that listens on loopback.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/http/message.hpp"
#include "daemon/http/upload.hpp"

namespace roster::http {

struct ServerOptions {
  std::vector<std::string> hosts;  ///< accepted besides localhost, 127.0.0.1 and [::1]; any port
  std::size_t max_body = 1 << 20;  ///< bytes
  std::size_t max_connections = 256;
  std::size_t max_unsent = 128 << 20;      ///< bytes of answers that clients have not taken yet
  std::chrono::milliseconds idle{60'000};  ///< until the next request starts
  std::chrono::milliseconds request{
      30'000};  ///< from a request's first byte to its last, and for each answer
  std::chrono::milliseconds upload{3'600'000};  ///< for all of an upload; each 64 KiB: `request`
  unsigned threads = 2;
  /// Called for a request with a body, as its header came: takes the body when it is an upload;
  /// nullptr: it is none. Throws UploadRefused. May be empty.
  std::function<std::shared_ptr<Upload>(const Request&)> take_upload;
};

/// Sends the answer to one request, at once or later, from any thread; must be called exactly once.
using Answer = std::function<void(Response)>;

/// Handles a request on one of the server's threads. An exception becomes a 500 without details.
using Handler = std::function<void(Request, Answer)>;

class Server {
 public:
  /// Listens on `fd`, a bound and listening stream socket (listener.hpp); the server closes it.
  /// Serves until it is destroyed. Throws std::system_error.
  Server(int fd, ServerOptions options, Handler handler);
  /// Closes all connections and returns when no handler is running. Later answers are discarded.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// True when `host` (as in a Host header, with or without a port) is one of these names, or the
/// local machine.
bool is_known_host(std::string_view host, const std::vector<std::string>& hosts);

}  // namespace roster::http
