// Watcher: hints that something may have happened in a directory, from inotify. A hint says only
// "look there"; what is there, the directory's listing tells. Directories where inotify hears
// nothing (network file systems, too many watches) or that are missing are left to rescans.
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

  /// `on_hint` and `on_state` are called on the io_context's thread.
  Watcher(boost::asio::io_context& io, std::function<void(const std::filesystem::path&)> on_hint,
          std::function<void(const std::filesystem::path&, State)> on_state);
  ~Watcher();

  /// Watches exactly these directories from now on. A hint follows for each that is there, since
  /// something may have happened before.
  void watch(const std::vector<std::filesystem::path>& directories);

  /// Tries those again that are lost: removed, moved or unmounted.
  void retry_lost();
  /// Makes sure that what is watched is what is at its path: another directory may have been
  /// mounted there, or put into the place of one above it.
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
