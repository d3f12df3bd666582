#include "daemon/control_server.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "daemon/log.hpp"

namespace roster {

namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using Protocol = asio::local::stream_protocol;

constexpr std::chrono::seconds kReadPatience{5};

/// Is a user in the group the daemon runs under?
bool in_own_group(uid_t uid) {
  std::array<char, 16 * 1024> buffer;
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
    return false;
  std::vector<gid_t> groups(256);
  int count = static_cast<int>(groups.size());
  if (::getgrouplist(entry.pw_name, entry.pw_gid, groups.data(), &count) < 0) return false;
  groups.resize(static_cast<std::size_t>(count));
  return std::find(groups.begin(), groups.end(), ::getegid()) != groups.end();
}

bool may_connect(const ucred& peer) {
  return peer.uid == 0 || peer.uid == ::geteuid() || (::getegid() != 0 && in_own_group(peer.uid));
}

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
    request.files[std::string(file.as_string())] = fds[i];
  }
  return request;
}

ControlServer::ControlServer(asio::io_context& io, const std::string& path,
                             std::function<void(ControlRequest)> on_request)
    : acceptor_(io), path_(path), on_request_(std::move(on_request)) {
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
    if (!error) serve(std::move(socket));
    accept();
  });
}

/// The request is small and its sender is trusted to be one of ours; a slow one is cut off after
/// seconds.
void ControlServer::serve(Socket socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  const int fd = socket.release();
  const int flags = ::fcntl(fd, F_GETFL);
  ::fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
  auto wire = std::make_shared<Wire>(fd, kReadPatience);
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || !may_connect(peer)) {
    log(Level::warning, fmt::format("control: uid {} may not connect", peer.uid));
    return answer_error(*wire, Exit::refused, "you may not control this daemon: join its group");
  }
  try {
    const std::optional<json::value> line = wire->receive(kMaxRequest);
    if (!line) return;
    ControlRequest request = read_request(*line, wire->take_files());
    request.peer = fmt::format("uid {} pid {}", peer.uid, peer.pid);
    request.wire = std::move(wire);
    on_request_(std::move(request));
  } catch (const CommandError& mistake) {
    answer_error(*wire, mistake.code, mistake.what());
  } catch (const WireError& broken) {
    answer_error(*wire, Exit::usage, broken.what());
  }
}

}  // namespace roster
