#include "daemon/http/server.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/steady_timer.hpp>
#include <system_error>
#include <thread>

#include "daemon/http/connection.hpp"

namespace roster::http {

namespace asio = boost::asio;
using boost::system::error_code;
using Protocol = Connection::Protocol;

bool is_known_host(std::string_view host, const std::vector<std::string>& hosts) {
  const auto colon = host.rfind(':');
  if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos)
    host = host.substr(0, colon);
  if (host == "localhost" || host == "127.0.0.1" || host == "[::1]") return true;
  return std::find(hosts.begin(), hosts.end(), host) != hosts.end();
}

class Server::Impl {
 public:
  Impl(ServerOptions options, Handler handler)
      : serving_(std::make_shared<Serving>(std::move(options), std::move(handler))),
        acceptor_(serving_->loops.front()->io),
        pause_(serving_->loops.front()->io) {}

  void listen(int fd);
  void stop();

 private:
  std::shared_ptr<Serving> serving_;
  asio::basic_socket_acceptor<Protocol> acceptor_;
  asio::steady_timer pause_;
  std::vector<std::thread> threads_;

  void accept();
  void accept_again(error_code last);
};

void Server::Impl::listen(int fd) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0)
    throw std::system_error(errno, std::generic_category(), "the HTTP socket");
  acceptor_.assign(Protocol(address.ss_family, 0), fd);
  accept();
  for (const auto& loop : serving_->loops)
    threads_.emplace_back([io = &loop->io] {
      const auto busy = asio::make_work_guard(*io);  // while it has no connections
      io->run();
    });
}

void Server::Impl::stop() {
  for (const auto& loop : serving_->loops) loop->io.stop();
  for (std::thread& thread : threads_) thread.join();
  error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
  serving_->is_stopped = true;
  // Closed connections get an error and are released. One with a pending answer lives until the
  // answer is given.
  for (const auto& loop : serving_->loops) {
    loop->close_all();
    loop->io.restart();
    loop->io.poll();
  }
}

void Server::Impl::accept() {
  Loop& loop = serving_->next_loop();
  acceptor_.async_accept(loop.io, [this, &loop](error_code error, Connection::Socket socket) {
    if (error == asio::error::operation_aborted || serving_->is_stopped) return;
    if (!error) std::make_shared<Connection>(serving_, loop, std::move(socket))->start();
    accept_again(error);
  });
}

/// When all connections are in use, or no descriptor is free, clients wait in the kernel's queue.
void Server::Impl::accept_again(error_code last) {
  if (!last && serving_->open_connections < serving_->options.max_connections) return accept();
  constexpr std::chrono::milliseconds kPause{20};
  pause_.expires_after(kPause);
  pause_.async_wait([this](error_code error) {
    if (!error) accept_again({});
  });
}

Server::Server(int fd, ServerOptions options, Handler handler)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handler))) {
  impl_->listen(fd);
}

Server::~Server() { impl_->stop(); }

}  // namespace roster::http
