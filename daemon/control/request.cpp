#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "daemon/control/server.hpp"
#include "users/store/url.hpp"

namespace roster {

namespace {

namespace json = boost::json;

const Command& command_of(const json::object* object) {
  const json::value* name = object == nullptr ? nullptr : object->if_contains("command");
  if (name == nullptr || !name->is_string())
    throw CommandError(Exit::usage, "the request names no command");
  const std::string_view word = name->as_string();
  const Command* command = find_command(word);
  if (command == nullptr)
    throw CommandError(Exit::usage, fmt::format("there is no command {}", word));
  if (command->needs == Command::Needs::nothing)
    throw CommandError(Exit::usage, fmt::format("{} runs in rosterctl, not in the daemon", word));
  if (command->needs == Command::Needs::no_daemon)
    throw CommandError(Exit::refused, fmt::format("{} needs the daemon to be stopped", word));
  return *command;
}

/// The files by the names that the client used: descriptors in their order, and those it could not
/// open.
GivenFiles files_of(const json::object& object, const std::vector<int>& fds) {
  GivenFiles files;
  const auto* names = object.if_contains("files");
  const std::size_t named = names != nullptr && names->is_array() ? names->as_array().size() : 0;
  const bool fits = named == fds.size();
  bool sound = true, twice = false;
  for (std::size_t i = 0; i < fds.size(); ++i) {
    const json::value* name = fits ? &names->as_array()[i] : nullptr;
    const bool is_name = name != nullptr && name->is_string();
    const bool taken = is_name && files.add(std::string(name->as_string()), {fds[i], 0});
    if (!taken) ::close(fds[i]);
    sound &= is_name;
    twice |= is_name && !taken;
  }
  if (!fits)
    throw CommandError(Exit::usage,
                       "the file names and the passed files of the request do not match");
  if (!sound) throw CommandError(Exit::usage, "a file of the request has no name");
  if (twice) throw CommandError(Exit::usage, "the request names a file twice");
  if (const auto* missing = object.if_contains("missing"); missing && missing->is_object())
    for (const auto& [name, error] : missing->as_object())
      if (error.is_int64()) files.add(name, {-1, static_cast<int>(error.as_int64())});
  return files;
}

void read_columns(const json::object& object, const char* name, std::size_t& columns) {
  const auto* value = object.if_contains(name);
  if (value != nullptr && value->is_int64() && value->as_int64() >= 0)
    columns = static_cast<std::size_t>(value->as_int64());
}

/// A connection would be the daemon's, with its password. (A file of that name comes with the
/// request or not at all.)
void refuse_database(const Arguments& arguments) {
  const auto lost = arguments.optional_text("again");
  if (lost && store_kind(*lost) == StoreKind::server)
    throw CommandError(Exit::refused,
                       "the daemon connects to no database for clients; stop rosterd, and say it "
                       "once more");
}

}  // namespace

ControlRequest read_request(const json::value& line, const std::vector<int>& fds) {
  static const json::object kNothing;
  const json::object* object = line.if_object();
  ControlRequest request;
  request.files = files_of(object == nullptr ? kNothing : *object, fds);
  request.command = &command_of(object);
  if (const auto* arguments = object->if_contains("arguments");
      arguments != nullptr && arguments->is_object())
    request.arguments = Arguments(arguments->as_object());
  refuse_database(request.arguments);
  if (const auto* format = object->if_contains("format"); format != nullptr && *format == "json")
    request.wanted.format = Format::json;
  read_columns(*object, "columns", request.wanted.columns);
  read_columns(*object, "line_columns", request.wanted.line_columns);
  if (const auto* colour = object->if_contains("colour"); colour != nullptr && *colour == true)
    request.wanted.colour = Colour::yes;
  return request;
}

bool may_connect(const Peer& peer, uid_t own_user, gid_t own_group) {
  if (peer.user == 0 || peer.user == own_user) return true;
  return own_group != 0 &&
         std::find(peer.groups.begin(), peer.groups.end(), own_group) != peer.groups.end();
}

}  // namespace roster
