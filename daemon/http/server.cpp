#include "daemon/http/server.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>

#include "daemon/http/listener.hpp"

namespace roster::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using Protocol = asio::generic::stream_protocol;
using Stream = beast::basic_stream<Protocol, asio::any_io_executor, beast::unlimited_rate_policy>;

namespace {

constexpr std::uint32_t kMaxHeader = 8 * 1024;  // bytes

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

using Incoming = beast::http::request<beast::http::string_body>;
using Outgoing = beast::http::response<beast::http::string_body>;

std::string header(const Incoming& message, std::string_view name) {
  const auto field = message.find(beast::string_view(name.data(), name.size()));
  return field == message.end() ? std::string() : std::string(field->value());
}

/// The host of an origin such as `https://roster.example.edu`; "null" and the like stay as they
/// are.
std::string_view host_of_origin(std::string_view origin) {
  const auto scheme = origin.find("://");
  return scheme == std::string_view::npos ? origin : origin.substr(scheme + 3);
}

/// Why a request is not handed over, if so.
std::optional<Response> refusal(const Incoming& message, const Request& request,
                                const ServerOptions& options) {
  if (message.count(beast::http::field::host) != 1 || !is_known_host(request.host, options.hosts))
    return plain_response(421, "this host name is not served here (roster.yaml: http.hosts)\n");
  if (!request.origin.empty() && !is_known_host(host_of_origin(request.origin), options.hosts))
    return plain_response(403, "requests from pages of another site are not served\n");
  return std::nullopt;
}

}  // namespace

bool is_known_host(std::string_view host, const std::vector<std::string>& hosts) {
  const auto colon = host.rfind(':');
  if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos)
    host = host.substr(0, colon);
  if (host == "localhost" || host == "127.0.0.1" || host == "[::1]") return true;
  return std::find(hosts.begin(), hosts.end(), host) != hosts.end();
}

class Server::Impl : public std::enable_shared_from_this<Server::Impl> {
 public:
  Impl(ServerOptions options, Handler handler)
      : options_(std::move(options)), handler_(std::move(handler)), acceptor_(io_), pause_(io_) {}

  void listen(int fd);
  void stop();

 private:
  class Connection;
  friend class Connection;

  ServerOptions options_;
  Handler handler_;
  asio::io_context io_;
  asio::basic_socket_acceptor<Protocol> acceptor_;
  asio::steady_timer pause_;
  std::mutex mutex_;
  std::set<Connection*> open_;  // guarded by mutex_, as is stopped_
  bool stopped_ = false;
  std::vector<std::thread> threads_;

  std::size_t open_connections();
  bool is_stopped();
  void accept();
  void accept_again();
};

/// One client: reads a request, waits for its answer, writes it, and again.
class Server::Impl::Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<Impl> server, Protocol::socket socket)
      : server_(std::move(server)),
        peer_(peer_of(socket.native_handle())),
        stream_(std::move(socket)) {
    const std::lock_guard lock(server_->mutex_);
    server_->open_.insert(this);
  }
  ~Connection() {
    const std::lock_guard lock(server_->mutex_);
    server_->open_.erase(this);
  }

  /// Only while no thread serves.
  void close() {
    error_code ignored;
    stream_.socket().close(ignored);
  }
  asio::any_io_executor executor() { return stream_.get_executor(); }

  void read() {
    parser_.emplace();
    parser_->header_limit(kMaxHeader);
    parser_->body_limit(server_->options_.max_body);
    if (buffer_.size() > 0) return read_message();
    // The clock of the request starts with its first byte.
    stream_.expires_after(server_->options_.idle);
    stream_.async_read_some(buffer_.prepare(kFirstRead),
                            [self = shared_from_this()](error_code error, std::size_t bytes) {
                              if (error) return;
                              self->buffer_.commit(bytes);
                              self->read_message();
                            });
  }

 private:
  static constexpr std::size_t kFirstRead = 4096;

  std::shared_ptr<Impl> server_;
  Peer peer_;
  Stream stream_;
  beast::flat_buffer buffer_;
  std::optional<beast::http::request_parser<beast::http::string_body>> parser_;
  Outgoing outgoing_;

  void read_message() {
    stream_.expires_after(server_->options_.request);
    beast::http::async_read(stream_, buffer_, *parser_,
                            [self = shared_from_this()](error_code error, std::size_t) {
                              if (error) return self->refuse(error);
                              self->serve();
                            });
  }

  /// A request that could not be read is answered where its sender can still understand it.
  void refuse(error_code error) {
    if (error == beast::http::error::body_limit)
      return write(plain_response(413, "the request is too large\n"), false, false);
    if (error == beast::http::error::header_limit)
      return write(plain_response(431, "the request's header is too large\n"), false, false);
    if (error.category() ==
            beast::http::make_error_code(beast::http::error::bad_method).category() &&
        error != beast::http::error::end_of_stream && error != beast::http::error::partial_message)
      write(plain_response(400, "this is not an HTTP/1.1 request\n"), false, false);
  }

  void serve() {
    const Incoming message = parser_->release();
    const bool keep = message.keep_alive(), head = message.method() == beast::http::verb::head;
    Request request;
    request.method = method_of(message.method());
    request.accept = header(message, "Accept");
    request.content_type = header(message, "Content-Type");
    request.authorization = header(message, "Authorization");
    request.host = header(message, "Host");
    request.origin = header(message, "Origin");
    request.forwarded_proto = header(message, "X-Forwarded-Proto");
    request.peer = peer_;
    if (auto refused = refusal(message, request, server_->options_))
      return write(std::move(*refused), keep, head);
    const auto target = message.target();
    if (!read_target({target.data(), target.size()}, request))
      return write(plain_response(400, "this address makes no sense\n"), keep, head);
    request.body = message.body();
    stream_.expires_never();  // the handler has its own time
    hand_over(std::move(request), keep, head);
  }

  void hand_over(Request request, bool keep, bool head) {
    const Answer answer = [self = shared_from_this(), keep, head](Response response) {
      if (self->server_->is_stopped()) return;
      asio::post(self->stream_.get_executor(),
                 [self, keep, head, response = std::move(response)]() mutable {
                   self->write(std::move(response), keep, head);
                 });
    };
    try {
      server_->handler_(std::move(request), answer);
    } catch (const std::exception&) {
      answer(plain_response(500, "the service failed to answer\n"));
    }
  }

  void write(Response response, bool keep, bool head) {
    outgoing_ = {};
    outgoing_.version(11);
    outgoing_.result(response.status);
    outgoing_.keep_alive(keep);
    if (!response.content_type.empty())
      outgoing_.set(beast::http::field::content_type, response.content_type);
    for (const auto& [name, value] : response.headers) outgoing_.set(name, value);
    const std::size_t size = response.body.size();
    if (!head) outgoing_.body() = std::move(response.body);
    if (response.status != 204) outgoing_.content_length(size);
    stream_.expires_after(server_->options_.request);
    beast::http::async_write(
        stream_, outgoing_, [self = shared_from_this(), keep](error_code error, std::size_t) {
          if (error) return;
          if (keep) return self->read();
          self->stream_.socket().shutdown(Protocol::socket::shutdown_send, error);
        });
  }
};

void Server::Impl::listen(int fd) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0)
    throw std::system_error(errno, std::generic_category(), "the HTTP socket");
  acceptor_.assign(Protocol(address.ss_family, 0), fd);
  accept();
  for (unsigned i = 0; i < std::max(1U, options_.threads); ++i)
    threads_.emplace_back([this] { io_.run(); });
}

void Server::Impl::stop() {
  io_.stop();
  for (std::thread& thread : threads_) thread.join();
  error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    for (Connection* connection : open_) connection->close();
  }
  // What was closed is told so, and lets go of its connection. One whose answer is owed lives until
  // that is given.
  io_.restart();
  io_.poll();
}

void Server::Impl::accept() {
  acceptor_.async_accept(asio::make_strand(io_), [this](error_code error, auto socket) {
    if (error == asio::error::operation_aborted || is_stopped()) return;
    if (!error) {
      const auto connection =
          std::make_shared<Connection>(shared_from_this(), Protocol::socket(std::move(socket)));
      asio::dispatch(connection->executor(), [connection] { connection->read(); });
    }
    accept_again();
  });
}

std::size_t Server::Impl::open_connections() {
  const std::lock_guard lock(mutex_);
  return open_.size();
}

bool Server::Impl::is_stopped() {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

/// With all connections in use, or without descriptors left, clients wait in the kernel's queue.
void Server::Impl::accept_again() {
  if (open_connections() < options_.max_connections) return accept();
  constexpr std::chrono::milliseconds kPause{20};
  pause_.expires_after(kPause);
  pause_.async_wait([this](error_code error) {
    if (!error) accept_again();
  });
}

Server::Server(int fd, ServerOptions options, Handler handler)
    : impl_(std::make_shared<Impl>(std::move(options), std::move(handler))) {
  impl_->listen(fd);
}

Server::~Server() { impl_->stop(); }

}  // namespace roster::http
