// Connection: one client of the server: reads a request, waits for its answer, writes it, and
// repeats. All of it on its loop's thread.
//
// A request is checked when its header is complete: one for another host, or with too large a body,
// is refused before its body is read. `Expect: 100-continue` is answered after the check.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/http/serving.hpp"

namespace roster::http {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Protocol = boost::asio::generic::stream_protocol;
  using Socket = boost::asio::basic_stream_socket<Protocol, boost::asio::io_context::executor_type>;
  using Moment = std::chrono::steady_clock::time_point;

  /// `socket` works on the `io` of `loop`. Any thread.
  Connection(std::shared_ptr<Serving> serving, Loop& loop, Socket socket);
  ~Connection();
  Connection(const Connection&) = delete;

  /// Reads requests; the connection lives until it has no more work. Any thread.
  void start();
  /// On the loop's thread, or while no thread serves.
  void close();
  /// Closes it when the client's time is over. On the loop's thread.
  void close_when_late(Moment now);

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using UploadParser = boost::beast::http::request_parser<boost::beast::http::buffer_body>;

  /// How the answer is written.
  struct Manner {
    bool keep_alive = false;
    bool without_body = false;  // the answer to HEAD
  };

  std::shared_ptr<Serving> serving_;
  Loop& loop_;
  Peer peer_;
  Socket socket_;
  Moment late_ = Moment::max();  // then the client's time is over
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  Request request_;
  Manner manner_;  // of the answer to request_
  std::shared_ptr<Upload> upload_;
  std::optional<UploadParser> upload_parser_;
  std::vector<char> piece_;  // of the upload
  Moment upload_ends_;
  std::string head_, body_;  // of the answer that is written
  Unsent unsent_;            // its bytes

  void allow(std::chrono::milliseconds time);
  void read();
  void read_header();
  void read_rest_of_header();
  void refuse_unreadable(boost::system::error_code error);
  void judge();
  bool begin_upload();
  void ask_for_body();
  void read_body();
  void read_piece();
  void take_piece();
  void serve();
  void write(Response response, Manner manner);
  void written(Manner manner);
  void linger();
};

}  // namespace roster::http
