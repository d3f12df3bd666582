#include "daemon/http/connection.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "daemon/http/answer_head.hpp"
#include "daemon/http/listener.hpp"
#include "daemon/http/request_header.hpp"

namespace roster::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

namespace {

constexpr std::uint32_t kMaxHeader = 8 * 1024;  // bytes
constexpr std::size_t kFirstRead = 4096;
constexpr std::size_t kPiece = std::size_t{64} << 10;  // of an upload
constexpr std::size_t kShort = std::size_t{64} << 10;  // bytes of an answer that is always sent
constexpr std::chrono::seconds kLinger{2};

using Header = beast::http::request_header<>;

Response failed() { return plain_response(500, "the service failed to answer\n"); }
/// No slow client, nor a few hundred, can fill the memory with answers.
Response too_much() {
  Response response =
      plain_response(503, "too much is being sent to others; please try again later\n");
  response.headers.emplace_back("Retry-After", "30");
  return response;
}
Response too_large() { return plain_response(413, "the request is too large\n"); }

}  // namespace

Connection::Connection(std::shared_ptr<Serving> serving, Loop& loop, Socket socket)
    : serving_(std::move(serving)),
      loop_(loop),
      peer_(peer_of(socket.native_handle())),
      socket_(std::move(socket)) {
  error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);  // a Unix socket has none
  ++serving_->open_connections;
  loop_.add(this);
}

Connection::~Connection() {
  loop_.remove(this);
  --serving_->open_connections;
}

void Connection::start() {
  asio::dispatch(loop_.io, [self = shared_from_this()] {
    self->loop_.watch_time();
    self->read();
  });
}

void Connection::close() {
  error_code ignored;
  socket_.close(ignored);
}

void Connection::allow(std::chrono::milliseconds time) {
  late_ = std::chrono::steady_clock::now() + time;
}

void Connection::close_when_late(Moment now) {
  if (now >= late_) close();
}

void Connection::read() {
  upload_parser_.reset();
  piece_ = {};
  parser_.emplace();
  parser_->header_limit(kMaxHeader);
  parser_->body_limit(boost::none);  // set after the header
  if (buffer_.size() > 0)            // requests that came at once take turns with other clients
    return asio::post(loop_.io, [self = shared_from_this()] { self->read_header(); });
  // The request's time limit starts with its first byte.
  allow(serving_->options.idle);
  socket_.async_read_some(buffer_.prepare(kFirstRead),
                          [self = shared_from_this()](error_code error, std::size_t bytes) {
                            if (error) return;
                            self->buffer_.commit(bytes);
                            self->read_header();
                          });
}

/// Most headers come whole.
void Connection::read_header() {
  allow(serving_->options.request);
  error_code error;
  buffer_.consume(parser_->put(buffer_.data(), error));
  if (error == beast::http::error::need_more) return read_rest_of_header();
  if (error) return refuse_unreadable(error);
  judge();
}

void Connection::read_rest_of_header() {
  beast::http::async_read_header(socket_, buffer_, *parser_,
                                 [self = shared_from_this()](error_code error, std::size_t) {
                                   if (error) return self->refuse_unreadable(error);
                                   self->judge();
                                 });
}

/// Answers a request that could not be read, when the client can still understand the answer.
void Connection::refuse_unreadable(error_code error) {
  if (error == beast::http::error::body_limit) return write(too_large(), {});
  if (error == beast::http::error::header_limit)
    return write(plain_response(431, "the request's header is too large\n"), {});
  const auto& mistakes = beast::http::make_error_code(beast::http::error::bad_method).category();
  if (error.category() == mistakes && error != beast::http::error::end_of_stream &&
      error != beast::http::error::partial_message)
    write(plain_response(400, "this is not an HTTP/1.1 request\n"), {});
}

/// Refuses or accepts a request by its header alone.
void Connection::judge() {
  const Header& header = parser_->get().base();
  const std::uint64_t most = serving_->options.max_body;
  request_ = request_of(header, peer_);
  // Without its length, the body would be read as a request.
  if (header.count(beast::http::field::transfer_encoding) > 0 && !parser_->chunked())
    return write(plain_response(400, "this Transfer-Encoding is not understood\n"), {});
  manner_ = {parser_->get().keep_alive(), request_.method == Method::head};
  if (auto refused = refusal(header, request_, serving_->options)) {
    // The rest of an unread body would be read as a request.
    return write(std::move(*refused),
                 {parser_->is_done() && manner_.keep_alive, manner_.without_body});
  }
  if (parser_->is_done()) return serve();
  try {
    if (!begin_upload()) {
      parser_->body_limit(most);
      if (parser_->content_length().value_or(0) > most) return write(too_large(), {});
    }
  } catch (const UploadRefused& refused) {
    upload_.reset();
    return write(plain_response(refused.status, refused.what()), {});
  } catch (const std::exception&) {
    return write(failed(), {});
  }
  if (beast::iequals(header[beast::http::field::expect], "100-continue")) return ask_for_body();
  read_body();
}

bool Connection::begin_upload() {
  if (!serving_->options.take_upload) return false;
  upload_ = serving_->options.take_upload(request_);
  if (!upload_) return false;
  if (const auto length = parser_->content_length()) upload_->expect(*length);
  piece_.resize(kPiece);
  upload_ends_ = std::chrono::steady_clock::now() + serving_->options.upload;
  return true;
}

void Connection::ask_for_body() {
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  asio::async_write(socket_, asio::buffer(kContinue),
                    [self = shared_from_this()](error_code error, std::size_t) {
                      if (!error) self->read_body();
                    });
}

void Connection::read_body() {
  if (upload_) {
    upload_parser_.emplace(std::move(*parser_));
    return read_piece();
  }
  beast::http::async_read(socket_, buffer_, *parser_,
                          [self = shared_from_this()](error_code error, std::size_t) {
                            if (error) return self->refuse_unreadable(error);
                            self->serve();
                          });
}

void Connection::read_piece() {
  auto& body = upload_parser_->get().body();
  body.data = piece_.data();
  body.size = piece_.size();
  allow(serving_->options.request);
  beast::http::async_read(socket_, buffer_, *upload_parser_,
                          [self = shared_from_this()](error_code error, std::size_t) {
                            if (error && error != beast::http::error::need_buffer)
                              return self->refuse_unreadable(error);
                            self->take_piece();
                          });
}

void Connection::take_piece() {
  const bool is_done = upload_parser_->is_done();
  try {
    upload_->take({piece_.data(), piece_.size() - upload_parser_->get().body().size});
    if (is_done) upload_->finish();
  } catch (const UploadRefused& refused) {
    upload_.reset();  // while its client is waited for, it keeps no room in the spool
    return write(plain_response(refused.status, refused.what()), {});
  }
  if (is_done) return serve();
  if (std::chrono::steady_clock::now() > upload_ends_)
    return write(plain_response(408, "the upload took too long\n"), {});
  read_piece();
}

void Connection::serve() {
  if (upload_)
    request_.upload = std::exchange(upload_, nullptr);
  else
    request_.body = std::move(parser_->get().body());
  late_ = Moment::max();  // the handler has its own time limit
  const Answer answer = [self = shared_from_this(), manner = manner_](Response response) {
    Serving& serving = *self->serving_;
    if (serving.is_stopped) return;
    const bool is_long = response.body.size() > kShort;
    if (is_long && serving.unsent + response.body.size() > serving.options.max_unsent)
      response = too_much();
    Unsent unsent(self->serving_, response.body.size());
    asio::dispatch(self->loop_.io, [self, manner, response = std::move(response),
                                    unsent = std::move(unsent)]() mutable {
      self->unsent_ = std::move(unsent);
      self->write(std::move(response), manner);
    });
  };
  try {
    serving_->handler(std::move(request_), answer);
  } catch (const std::exception&) {
    answer(failed());
  }
}

/// Sends at once what the socket takes, which is nearly always all.
void Connection::write(Response response, Manner manner) {
  head_.clear();
  append_head(response, manner.keep_alive ? AfterAnswer::keep_alive : AfterAnswer::close, head_);
  body_ = manner.without_body ? std::string() : std::move(response.body);
  allow(serving_->options.request);
  std::array<asio::const_buffer, 2> bytes{asio::buffer(head_), asio::buffer(body_)};
  error_code error;
  std::size_t sent = socket_.write_some(bytes, error);
  if (error == asio::error::would_block) sent = 0;
  if (error && error != asio::error::would_block) return;
  if (sent == head_.size() + body_.size()) return written(manner);
  for (asio::const_buffer& part : bytes) {
    const std::size_t of_part = std::min(sent, part.size());
    part += of_part;
    sent -= of_part;
  }
  asio::async_write(socket_, bytes,
                    [self = shared_from_this(), manner](error_code failed, std::size_t) {
                      if (!failed) self->written(manner);
                    });
}

void Connection::written(Manner manner) {
  std::string().swap(body_);  // assigning an empty one would keep the memory
  unsent_ = {};
  if (manner.keep_alive) return read();
  error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  allow(kLinger);
  linger();
}

/// Reads and discards what the client still sends: when closed at once, TCP would discard the
/// answer.
void Connection::linger() {
  buffer_.clear();
  socket_.async_read_some(buffer_.prepare(kFirstRead),
                          [self = shared_from_this()](error_code error, std::size_t) {
                            if (!error) self->linger();
                          });
}

}  // namespace roster::http
