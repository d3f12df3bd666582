#include "daemon/control/server.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace roster {

namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using Protocol = asio::local::stream_protocol;

constexpr std::chrono::seconds kReadPatience{5}, kSendPatience{5};
constexpr std::chrono::seconds kPause{1};  // when no connection can be accepted
constexpr int kMaxConnections = 64;

/// Was the other side in the group this process runs under when it connected?
bool in_own_group(int fd, const ucred& peer) {
  if (peer.gid == ::getegid()) return true;
  socklen_t size = 0;
  ::getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, nullptr, &size);  // says how many there are
  std::vector<gid_t> groups(size / sizeof(gid_t));
  return ::getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size) == 0 &&
         std::find(groups.begin(), groups.end(), ::getegid()) != groups.end();
}

bool may_connect(int fd, const ucred& peer) {
  return peer.uid == 0 || peer.uid == ::geteuid() || (::getegid() != 0 && in_own_group(fd, peer));
}

/// Answers are sent by whoever works; they may wait, as long as the wire allows.
void make_blocking(int fd) { ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) & ~O_NONBLOCK); }

bool somebody_listens(const std::string& path) {
  try {
    return connect_to(path, std::chrono::seconds(1)).has_value();
  } catch (const WireError&) {
    return true;
  }
}

void answer_error(Wire& wire, Exit code, const std::string& message) {
  try {
    wire.send(json::object{{"error", {{"code", to_string(code)}, {"message", message}}},
                           {"exit", static_cast<int>(code)}});
  } catch (const WireError&) {
    // the client has gone; there is nobody to tell
  }
}

}  // namespace

ControlRequest read_request(const json::value& line, std::vector<int> fds) {
  ControlRequest request;
  const json::object* object = line.if_object();
  const json::value* name = object == nullptr ? nullptr : object->if_contains("command");
  if (name == nullptr || !name->is_string())
    throw CommandError(Exit::usage, "the request names no command");
  request.command = find_command(std::string_view(name->as_string()));
  if (request.command == nullptr)
    throw CommandError(Exit::usage,
                       fmt::format("there is no command {}", std::string_view(name->as_string())));
  if (const auto* arguments = object->if_contains("arguments");
      arguments != nullptr && arguments->is_object())
    request.arguments = Arguments(arguments->as_object());
  if (const auto* format = object->if_contains("format"); format != nullptr && *format == "json")
    request.format = Format::json;
  const auto* files = object->if_contains("files");
  const std::size_t named = files != nullptr && files->is_array() ? files->as_array().size() : 0;
  if (named != fds.size())
    throw CommandError(Exit::usage, "the request names other files than it brings");
  for (std::size_t i = 0; i < named; ++i) {
    const json::value& file = files->as_array()[i];
    if (!file.is_string()) throw CommandError(Exit::usage, "a file of the request has no name");
    if (!request.files.emplace(file.as_string(), fds[i]).second)
      throw CommandError(Exit::usage, "the request names a file twice");
  }
  return request;
}

/// A client whose request is not whole yet.
struct ControlServer::Connection {
  Connection(asio::io_context& io, std::shared_ptr<Wire> opened, const ucred& credentials)
      : wire(std::move(opened)), peer(credentials), waiter(io, wire->fd()), deadline(io) {}
  ~Connection() { waiter.release(); }  // the descriptor is the wire's

  std::shared_ptr<Wire> wire;
  ucred peer;
  asio::posix::stream_descriptor waiter;
  asio::steady_timer deadline;
};

ControlServer::ControlServer(asio::io_context& io, const std::string& path,
                             std::function<void(ControlRequest)> on_request,
                             std::function<void(const std::string&)> on_refused)
    : io_(io),
      acceptor_(io),
      pause_(io),
      path_(path),
      on_request_(std::move(on_request)),
      on_refused_(std::move(on_refused)),
      open_(std::make_shared<std::atomic<int>>(0)) {
  if (somebody_listens(path)) throw std::runtime_error("another daemon listens on " + path);
  ::unlink(path.c_str());
  acceptor_.open();
  const mode_t before = ::umask(0117);  // 0660 from the first moment
  boost::system::error_code error;
  acceptor_.bind(Protocol::endpoint(path), error);
  ::umask(before);
  if (error)
    throw std::system_error(error.value(), std::generic_category(), "cannot listen on " + path);
  acceptor_.listen();
  accept();
}

ControlServer::~ControlServer() { ::unlink(path_.c_str()); }

void ControlServer::accept() {
  acceptor_.async_accept([this](boost::system::error_code error, Socket socket) {
    if (error == asio::error::operation_aborted) return;
    if (!error) {
      serve(std::move(socket));
      return accept();
    }
    pause_.expires_after(kPause);  // no descriptor is free, for instance
    pause_.async_wait([this](boost::system::error_code ended) {
      if (!ended) accept();
    });
  });
}

void ControlServer::serve(Socket socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  const int fd = socket.release();
  ++*open_;
  const std::shared_ptr<Wire> wire(new Wire(fd, kSendPatience), [open = open_](const Wire* closed) {
    delete closed;
    --*open;
  });
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || !may_connect(fd, peer)) {
    if (on_refused_) on_refused_(fmt::format("control: uid {} may not connect", peer.uid));
    return answer_error(*wire, Exit::refused, "you may not control this daemon: join its group");
  }
  if (*open_ > kMaxConnections)
    return answer_error(*wire, Exit::unreachable, "the daemon is busy with too many requests");
  const auto connection = std::make_shared<Connection>(io_, wire, peer);
  connection->deadline.expires_after(kReadPatience);
  connection->deadline.async_wait([connection](boost::system::error_code ended) {
    if (!ended) connection->waiter.cancel();
  });
  read(connection);
}

/// Takes what has arrived of a request, until it is whole, wrong or late.
void ControlServer::read(const std::shared_ptr<Connection>& connection) {
  connection->waiter.async_wait(asio::posix::stream_descriptor::wait_read,
                                [this, connection](boost::system::error_code error) {
                                  try {
                                    if (error) throw WireError("no request came in time");
                                    const std::optional<json::value> line =
                                        connection->wire->receive_available(kMaxRequest);
                                    if (!line) return read(connection);
                                    hand_over(*connection, *line);
                                  } catch (const CommandError& mistake) {
                                    answer_error(*connection->wire, mistake.code, mistake.what());
                                  } catch (const WireError& broken) {
                                    answer_error(*connection->wire, Exit::usage, broken.what());
                                  }
                                  connection->deadline.cancel();
                                });
}

void ControlServer::hand_over(Connection& connection, const json::value& line) {
  std::vector<int> files = connection.wire->take_files();
  try {
    ControlRequest request = read_request(line, files);
    request.peer = fmt::format("uid {} pid {}", connection.peer.uid, connection.peer.pid);
    request.wire = connection.wire;
    make_blocking(connection.wire->fd());
    on_request_(std::move(request));
  } catch (const CommandError&) {
    for (const int file : files) ::close(file);
    throw;
  }
}

}  // namespace roster
