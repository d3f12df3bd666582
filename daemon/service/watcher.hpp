// Watcher: reports by inotify that something may have happened in a directory. A hint only says
// that the directory must be listed. Directories that inotify cannot watch (network file systems,
// too many watches) or that are missing depend on rescans.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <array>
#include <filesystem>
#include <functional>
#include <map>
#include <vector>

namespace roster {

class Watcher {
 public:
  enum class State : std::uint8_t { watched, polled, lost };

  /// Calls `on_hint` and `on_state` on the io_context's thread.
  Watcher(boost::asio::io_context& io, std::function<void(const std::filesystem::path&)> on_hint,
          std::function<void(const std::filesystem::path&, State)> on_state);
  ~Watcher();

  /// Watches exactly these directories from now on. Gives a hint for each that exists, since
  /// something may have happened before.
  void watch(const std::vector<std::filesystem::path>& directories);

  /// Tries again to watch the lost ones: removed, moved or unmounted.
  void retry_lost();
  /// Ensures that the watched directories are those at the paths: another directory may have been
  /// mounted there, or a parent may have been replaced.
  void refresh();

  const std::map<std::filesystem::path, State>& states() const { return states_; }

 private:
  boost::asio::posix::stream_descriptor inotify_;
  std::function<void(const std::filesystem::path&)> on_hint_;
  std::function<void(const std::filesystem::path&, State)> on_state_;
  std::map<std::filesystem::path, State> states_;
  std::map<int, std::filesystem::path> by_watch_;
  alignas(8) std::array<char, 16 * 1024> buffer_;

  void add(const std::filesystem::path& directory);
  void drop_watch(const std::filesystem::path& directory);
  void set_state(const std::filesystem::path& directory, State state);
  void read();
  void handle(std::size_t bytes);
  void handle_event(int watch, std::uint32_t mask);
};

}  // namespace roster
