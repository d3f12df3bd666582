#include "daemon/http/connection.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include "daemon/http/listener.hpp"

namespace roster::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

namespace {

constexpr std::uint32_t kMaxHeader = 8 * 1024;  // bytes
constexpr std::size_t kFirstRead = 4096;
constexpr std::chrono::seconds kLinger{2};

Method method_of(beast::http::verb verb) {
  switch (verb) {
    case beast::http::verb::get:
      return Method::get;
    case beast::http::verb::head:
      return Method::head;
    case beast::http::verb::post:
      return Method::post;
    case beast::http::verb::put:
      return Method::put;
    case beast::http::verb::delete_:
      return Method::remove;
    default:
      return Method::other;
  }
}

using Header = beast::http::request_header<>;

std::string field(const Header& header, std::string_view name) {
  const auto found = header.find(beast::string_view(name.data(), name.size()));
  return found == header.end() ? std::string() : std::string(found->value());
}

/// The request without its target and body.
Request request_of(const Header& header, const Peer& peer) {
  Request request;
  request.method = method_of(header.method());
  request.accept = field(header, "Accept");
  request.content_type = field(header, "Content-Type");
  request.authorization = field(header, "Authorization");
  request.host = field(header, "Host");
  request.origin = field(header, "Origin");
  request.forwarded_proto = field(header, "X-Forwarded-Proto");
  for (const auto& one : header)
    request.headers.emplace_back(std::string(one.name_string()), std::string(one.value()));
  request.peer = peer;
  return request;
}

/// The host of an origin such as `https://roster.example.edu`; other origins such as "null" are
/// returned unchanged.
std::string_view host_of_origin(std::string_view origin) {
  const auto scheme = origin.find("://");
  return scheme == std::string_view::npos ? origin : origin.substr(scheme + 3);
}

/// Pages that tell other sites nothing (Referrer-Policy: no-referrer) send their own forms with
/// `Origin: null`; the browser says then where they come from.
bool is_own_page(const Header& header, const Request& request) {
  return request.origin == "null" && field(header, "Sec-Fetch-Site") == "same-origin";
}

/// Why a request is not handed over, if so.
std::optional<Response> refusal(const Header& header, Request& request,
                                const ServerOptions& options) {
  if (header.count(beast::http::field::host) != 1 || !is_known_host(request.host, options.hosts))
    return plain_response(421, "this host name is not served here (roster.yaml: http.hosts)\n");
  if (!request.origin.empty() && !is_own_page(header, request) &&
      !is_known_host(host_of_origin(request.origin), options.hosts))
    return plain_response(403, "requests from pages of another site are not served\n");
  const auto target = header.target();
  if (!read_target({target.data(), target.size()}, request))
    return plain_response(400, "the request target is invalid\n");
  return std::nullopt;
}

Response too_large() { return plain_response(413, "the request is too large\n"); }

}  // namespace

std::size_t Serving::open_connections() {
  const std::lock_guard lock(mutex_);
  return open_.size();
}

bool Serving::is_stopped() {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

void Serving::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  for (Connection* connection : open_) connection->close();
}

void Serving::add(Connection* connection) {
  const std::lock_guard lock(mutex_);
  open_.insert(connection);
}

void Serving::remove(Connection* connection) {
  const std::lock_guard lock(mutex_);
  open_.erase(connection);
}

Connection::Connection(std::shared_ptr<Serving> serving, Protocol::socket socket)
    : serving_(std::move(serving)),
      peer_(peer_of(socket.native_handle())),
      stream_(std::move(socket)) {
  serving_->add(this);
}

Connection::~Connection() { serving_->remove(this); }

void Connection::close() {
  error_code ignored;
  stream_.socket().close(ignored);
}

void Connection::read() {
  parser_.emplace();
  parser_->header_limit(kMaxHeader);
  parser_->body_limit(boost::none);  // set after the header
  if (buffer_.size() > 0) return read_header();
  // The request's time limit starts with its first byte.
  stream_.expires_after(serving_->options.idle);
  stream_.async_read_some(buffer_.prepare(kFirstRead),
                          [self = shared_from_this()](error_code error, std::size_t bytes) {
                            if (error) return;
                            self->buffer_.commit(bytes);
                            self->read_header();
                          });
}

void Connection::read_header() {
  stream_.expires_after(serving_->options.request);
  beast::http::async_read_header(stream_, buffer_, *parser_,
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
  parser_->body_limit(most);
  request_ = request_of(header, peer_);
  if (parser_->content_length().value_or(0) > most) return write(too_large(), {});
  if (auto refused = refusal(header, request_, serving_->options)) {
    // The rest of an unread body would be read as a request.
    const bool keep = parser_->is_done() && parser_->get().keep_alive();
    return write(std::move(*refused), {keep, request_.method == Method::head});
  }
  if (parser_->is_done()) return serve();
  beast::iequals(header[beast::http::field::expect], "100-continue") ? ask_for_body() : read_body();
}

void Connection::ask_for_body() {
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  asio::async_write(stream_, asio::buffer(kContinue),
                    [self = shared_from_this()](error_code error, std::size_t) {
                      if (!error) self->read_body();
                    });
}

void Connection::read_body() {
  beast::http::async_read(stream_, buffer_, *parser_,
                          [self = shared_from_this()](error_code error, std::size_t) {
                            if (error) return self->refuse_unreadable(error);
                            self->serve();
                          });
}

void Connection::serve() {
  const Manner manner{parser_->get().keep_alive(), request_.method == Method::head};
  request_.body = std::move(parser_->get().body());
  stream_.expires_never();  // the handler has its own time limit
  const Answer answer = [self = shared_from_this(), manner](Response response) {
    if (self->serving_->is_stopped()) return;
    asio::post(self->stream_.get_executor(),
               [self, manner, response = std::move(response)]() mutable {
                 self->write(std::move(response), manner);
               });
  };
  try {
    serving_->handler(std::move(request_), answer);
  } catch (const std::exception&) {
    answer(plain_response(500, "the service failed to answer\n"));
  }
}

void Connection::write(Response response, Manner manner) {
  outgoing_ = {};
  outgoing_.version(11);
  outgoing_.result(response.status);
  outgoing_.keep_alive(manner.keep_alive);
  if (!response.content_type.empty())
    outgoing_.set(beast::http::field::content_type, response.content_type);
  for (const auto& [name, value] : response.headers) outgoing_.set(name, value);
  const std::size_t size = response.body.size();
  if (!manner.without_body) outgoing_.body() = std::move(response.body);
  if (response.status != 204) outgoing_.content_length(size);
  stream_.expires_after(serving_->options.request);
  beast::http::async_write(
      stream_, outgoing_, [self = shared_from_this(), manner](error_code error, std::size_t) {
        if (error) return;
        if (manner.keep_alive) return self->read();
        self->stream_.socket().shutdown(Protocol::socket::shutdown_send, error);
        self->stream_.expires_after(kLinger);
        self->linger();
      });
}

/// Reads and discards what the client still sends: when closed at once, TCP would discard the
/// answer.
void Connection::linger() {
  buffer_.clear();
  stream_.async_read_some(buffer_.prepare(kFirstRead),
                          [self = shared_from_this()](error_code error, std::size_t) {
                            if (!error) self->linger();
                          });
}

}  // namespace roster::http
