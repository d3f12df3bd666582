#include "daemon/service/watcher.hpp"

#include <linux/magic.h>
#include <sys/inotify.h>
#include <sys/statfs.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "sis/drop/drop_directory.hpp"

namespace roster {

namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kEvents = IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ATTRIB |
                                  IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
constexpr std::uint32_t kGone = IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED;

int make_inotify() {
  const int fd = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "inotify");
  return fd;
}

/// True for network file systems: events of other hosts never arrive there.
bool is_network(const fs::path& directory) {
  constexpr long kCifs = 0xFF534D42, kSmb2 = 0xFE534D42, kFuse = 0x65735546;
  struct statfs status {};
  if (::statfs(directory.c_str(), &status) != 0) return false;
  const auto type = static_cast<long>(status.f_type);
  return type == NFS_SUPER_MAGIC || type == SMB_SUPER_MAGIC || type == kCifs || type == kSmb2 ||
         type == kFuse;
}

}  // namespace

Watcher::Watcher(boost::asio::io_context& io, std::function<void(const fs::path&)> on_hint,
                 std::function<void(const fs::path&, State)> on_state)
    : inotify_(io, make_inotify()), on_hint_(std::move(on_hint)), on_state_(std::move(on_state)) {
  read();
}

Watcher::~Watcher() = default;

void Watcher::watch(const std::vector<fs::path>& directories) {
  std::vector<fs::path> gone;
  for (const auto& [path, state] : states_)
    if (std::find(directories.begin(), directories.end(), path) == directories.end())
      gone.push_back(path);
  for (const fs::path& path : gone) {
    drop_watch(path);
    states_.erase(path);
  }
  for (const fs::path& path : directories)
    if (!states_.contains(path)) add(path);
}

void Watcher::retry_lost() {
  std::vector<fs::path> lost;
  for (const auto& [path, state] : states_)
    if (state == State::lost) lost.push_back(path);
  for (const fs::path& path : lost) add(path);
}

void Watcher::refresh() {
  std::vector<fs::path> all;
  for (const auto& [path, state] : states_) all.push_back(path);
  for (const fs::path& path : all) add(path);
}

void Watcher::add(const fs::path& directory) {
  const int watch = ::inotify_add_watch(inotify_.native_handle(), directory.c_str(), kEvents);
  const int error = watch < 0 ? errno : 0;
  if (!by_watch_.contains(watch)) drop_watch(directory);
  if (error == ENOENT || error == ENOTDIR || error == EACCES)
    return set_state(directory, State::lost);
  if (error == 0) by_watch_[watch] = directory;
  set_state(directory, error != 0 || is_network(directory) ? State::polled : State::watched);
  on_hint_(directory);
}

void Watcher::drop_watch(const fs::path& directory) {
  for (auto entry = by_watch_.begin(); entry != by_watch_.end();) {
    if (entry->second != directory) {
      ++entry;
      continue;
    }
    ::inotify_rm_watch(inotify_.native_handle(), entry->first);
    entry = by_watch_.erase(entry);
  }
}

void Watcher::set_state(const fs::path& directory, State state) {
  const auto found = states_.find(directory);
  const bool changed = found == states_.end() || found->second != state;
  states_[directory] = state;
  if (changed) on_state_(directory, state);
}

void Watcher::read() {
  inotify_.async_read_some(boost::asio::buffer(buffer_),
                           [this](boost::system::error_code error, std::size_t bytes) {
                             if (error) return;  // the io_context stops
                             handle(bytes);
                             read();
                           });
}

void Watcher::handle(std::size_t bytes) {
  for (std::size_t at = 0; at + sizeof(inotify_event) <= bytes;) {
    inotify_event event{};
    std::memcpy(&event, buffer_.data() + at, sizeof event);
    const char* name = buffer_.data() + at + sizeof event;  // padded with null bytes
    at += sizeof event + event.len;
    // The daemon's own files; a hint for each would make it look again for ever.
    if (event.len > 0 && sis::is_ignored_name(name)) continue;
    handle_event(event.wd, event.mask);
  }
}

void Watcher::handle_event(int watch, std::uint32_t mask) {
  if ((mask & IN_Q_OVERFLOW) != 0) {  // events were lost: check all directories
    for (const auto& [path, state] : states_) on_hint_(path);
    return;
  }
  const auto found = by_watch_.find(watch);
  if (found == by_watch_.end()) return;
  const fs::path directory = found->second;
  if ((mask & kGone) == 0) return on_hint_(directory);
  by_watch_.erase(found);
  if ((mask & IN_MOVE_SELF) != 0) ::inotify_rm_watch(inotify_.native_handle(), watch);
  set_state(directory, State::lost);
}

}  // namespace roster
