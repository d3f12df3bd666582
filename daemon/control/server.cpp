#include "daemon/control/server.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/accounts/account.hpp"

namespace roster {

namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using Protocol = asio::local::stream_protocol;

constexpr std::chrono::seconds kReadPatience{5};
constexpr std::chrono::seconds kPause{1};  // when no connection can be accepted
constexpr int kMaxConnections = 64;

/// The client's user, and its groups when it connected. Nothing when the kernel does not say.
std::optional<Peer> peer_of(int fd) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return {};
  socklen_t bytes = 0;
  ::getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, nullptr, &bytes);  // returns the size
  std::vector<gid_t> groups(bytes / sizeof(gid_t));
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &bytes) != 0) groups.clear();
  groups.push_back(credentials.gid);
  return Peer{credentials.uid, std::move(groups), credentials.pid};
}

bool somebody_listens(const std::string& path) {
  try {
    return connect_to(path, std::chrono::seconds(1)).has_value();
  } catch (const WireError&) {
    return true;
  }
}

}  // namespace

/// A client whose request is incomplete.
struct ControlServer::Connection {
  Connection(asio::io_context& io, int fd, Peer who, std::shared_ptr<std::atomic<int>> counted)
      : wire(fd, kReadPatience),
        peer(std::move(who)),
        open(std::move(counted)),
        waiter(io, fd),
        deadline(io) {
    ++*open;
  }
  ~Connection() {
    let_go();
    --*open;
  }
  /// The wire owns the descriptor.
  void let_go() {
    if (waiter.is_open()) waiter.release();
  }

  Wire wire;
  Peer peer;
  std::shared_ptr<std::atomic<int>> open;
  asio::posix::stream_descriptor waiter;
  asio::steady_timer deadline;
};

ControlServer::ControlServer(asio::io_context& io, Settings settings,
                             std::function<void(ControlRequest)> on_request,
                             std::function<void(const std::string&)> on_refused)
    : io_(io),
      acceptor_(io),
      pause_(io),
      settings_(std::move(settings)),
      on_request_(std::move(on_request)),
      on_refused_(std::move(on_refused)),
      open_(std::make_shared<std::atomic<int>>(0)) {
  const std::string& path = settings_.path;
  if (somebody_listens(path)) throw std::runtime_error("another daemon listens on " + path);
  ::unlink(path.c_str());
  acceptor_.open();
  const mode_t before = ::umask(0117);  // mode 0660 from the start
  boost::system::error_code error;
  acceptor_.bind(Protocol::endpoint(path), error);
  ::umask(before);
  if (error)
    throw std::system_error(error.value(), std::generic_category(), "cannot listen on " + path);
  acceptor_.listen();
  accept();
}

ControlServer::~ControlServer() { close(); }

void ControlServer::close() {
  if (!acceptor_.is_open()) return;
  acceptor_.close();
  pause_.cancel();
  ::unlink(settings_.path.c_str());
}

void ControlServer::drain(std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  io_.restart();
  while (*open_ > 0 && std::chrono::steady_clock::now() < end)
    if (io_.run_one_until(end) == 0) return;
}

void ControlServer::accept() {
  acceptor_.async_accept([this](boost::system::error_code error, Socket socket) {
    if (error == asio::error::operation_aborted) return;
    if (!error) {
      serve(std::move(socket));
      return accept();
    }
    pause_.expires_after(kPause);  // for example, no descriptor is free
    pause_.async_wait([this](boost::system::error_code ended) {
      if (!ended) accept();
    });
  });
}

void ControlServer::serve(Socket socket) {
  const int fd = socket.release();
  std::optional<Peer> peer = peer_of(fd);
  if (!peer || !may_connect(*peer, ::geteuid(), ::getegid())) {
    on_refused_(fmt::format("control: uid {} may not connect", peer ? peer->user : -1));
    return reply_on(fd)->send_error(Exit::refused,
                                    "you may not control this daemon: join its group");
  }
  if (*open_ >= kMaxConnections)
    return reply_on(fd)->send_error(Exit::unreachable, "the daemon is busy with too many requests");
  const auto connection = std::make_shared<Connection>(io_, fd, std::move(*peer), open_);
  connection->deadline.expires_after(kReadPatience);
  connection->deadline.async_wait([connection](boost::system::error_code ended) {
    boost::system::error_code handed_over;
    if (!ended) connection->waiter.cancel(handed_over);
  });
  read(connection);
}

std::shared_ptr<Reply> ControlServer::reply_on(int socket) {
  return Reply::make(io_, socket, {settings_.spill}, open_);
}

/// Reads the available part of a request, until the request is complete, invalid or late.
void ControlServer::read(const std::shared_ptr<Connection>& connection) {
  connection->waiter.async_wait(asio::posix::stream_descriptor::wait_read,
                                [this, connection](boost::system::error_code error) {
                                  const auto refuse = [&](Exit code, const char* message) {
                                    connection->let_go();
                                    reply_on(connection->wire.release())->send_error(code, message);
                                  };
                                  try {
                                    if (error) throw WireError("no request came in time");
                                    const std::optional<json::value> line =
                                        connection->wire.receive_available(kMaxRequest);
                                    if (!line) return read(connection);
                                    hand_over(*connection, *line);
                                  } catch (const CommandError& mistake) {
                                    refuse(mistake.code, mistake.what());
                                  } catch (const WireError& broken) {
                                    refuse(Exit::usage, broken.what());
                                  }
                                  connection->deadline.cancel();
                                });
}

void ControlServer::hand_over(Connection& connection, const json::value& line) {
  ControlRequest request = read_request(line, connection.wire.take_files());
  request.account = account_name(connection.peer.user);
  request.peer = fmt::format("{} (uid {}, pid {})", request.account, connection.peer.user,
                             connection.peer.process);
  request.deadline = ControlRequest::Clock::now() + settings_.deadline;
  connection.let_go();
  request.reply = reply_on(connection.wire.release());
  on_request_(std::move(request));
}

}  // namespace roster
