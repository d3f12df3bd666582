// Connection: one client of the server: reads a request, waits for its answer, writes it, and
// repeats. Serving: the state shared by all connections of a server.
//
// A request is checked when its header is complete: one for another host, or with too large a body,
// is refused before its body is read. `Expect: 100-continue` is answered after the check.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <vector>

#include "daemon/http/server.hpp"

namespace roster::http {

class Connection;

/// Lives as long as its connections: one with a pending answer may outlive the server.
struct Serving {
  Serving(ServerOptions with, Handler by) : options(std::move(with)), handler(std::move(by)) {}

  const ServerOptions options;
  const Handler handler;
  boost::asio::io_context io;

  std::size_t open_connections();
  bool is_stopped();
  /// Closes all connections; new ones are not read. Only while no thread serves.
  void stop();

  void add(Connection* connection);
  void remove(Connection* connection);

 private:
  std::mutex mutex_;
  std::set<Connection*> open_;  // guarded by mutex_, as is stopped_
  bool stopped_ = false;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Protocol = boost::asio::generic::stream_protocol;

  Connection(std::shared_ptr<Serving> serving, Protocol::socket socket);
  ~Connection();
  Connection(const Connection&) = delete;

  /// Reads the next request; the connection lives until it has no more work.
  void read();
  /// Only while no thread serves.
  void close();
  boost::asio::any_io_executor executor() { return stream_.get_executor(); }

 private:
  using Stream = boost::beast::basic_stream<Protocol, boost::asio::any_io_executor,
                                            boost::beast::unlimited_rate_policy>;
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using UploadParser = boost::beast::http::request_parser<boost::beast::http::buffer_body>;

  /// How the answer is written.
  struct Manner {
    bool keep_alive = false;
    bool without_body = false;  // the answer to HEAD
  };

  std::shared_ptr<Serving> serving_;
  Peer peer_;
  Stream stream_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  Request request_;
  Manner manner_;  // of the answer to request_
  std::shared_ptr<Upload> upload_;
  std::optional<UploadParser> upload_parser_;
  std::vector<char> piece_;  // of the upload
  std::chrono::steady_clock::time_point upload_ends_;
  boost::beast::http::response<boost::beast::http::string_body> outgoing_;

  void read_header();
  void refuse_unreadable(boost::system::error_code error);
  void judge();
  bool begin_upload();
  void ask_for_body();
  void read_body();
  void read_piece();
  void take_piece();
  void serve();
  void write(Response response, Manner manner);
  void linger();
};

}  // namespace roster::http
