#include "daemon/http/console/base/inbox.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

#include "daemon/show/outcome.hpp"
#include "sis/drop/drop_directory.hpp"

namespace roster::http {
namespace {

namespace fs = std::filesystem;

/// Nothing for a report, or an upload in progress.
std::string_view state_of(std::string_view name) {
  if (name.ends_with(sis::kHandled)) return "handled";
  if (name.ends_with(sis::kFailed)) return "failed";
  if (name.ends_with(sis::kHeld)) return "held";
  return sis::is_ignored_name(name) || name.ends_with(sis::kSenderReport) ? "" : "waiting";
}

Time time_of(const fs::directory_entry& entry, std::error_code& error) {
  const auto written = entry.last_write_time(error);
  if (error) return {};
  return std::chrono::floor<Seconds>(std::chrono::file_clock::to_sys(written));
}

bool is_newer(const InboxFile& a, const InboxFile& b) { return a.modified > b.modified; }

}  // namespace

InboxView look_at(const fs::path& directory) {
  InboxView view;
  std::error_code error;
  for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename();
    const std::string_view state = state_of(name);
    std::error_code gone;
    if (state.empty() || !fs::is_regular_file(at->symlink_status(gone))) continue;
    ++view.counts[std::string(state)];
    view.newest.push_back({name, state, time_of(*at, gone), at->file_size(gone)});
    std::push_heap(view.newest.begin(), view.newest.end(), is_newer);
    if (view.newest.size() <= InboxView::kMost) continue;
    std::pop_heap(view.newest.begin(), view.newest.end(), is_newer);  // the oldest
    view.newest.pop_back();
  }
  std::sort_heap(view.newest.begin(), view.newest.end(), is_newer);
  if (error) view.trouble = error.message();
  return view;
}

void open_waiting(const fs::path& directory, const std::string& name, GivenFiles& files) {
  const sis::DropDirectory drop(directory);
  for (const sis::DroppedFile& file : drop.list().files) {
    if (file.name != name) continue;
    const auto opened = drop.open(file);
    if (!opened) break;
    const int fd = ::fcntl(opened->fd(), F_DUPFD_CLOEXEC, 0);
    files.add(name, {fd, fd < 0 ? errno : 0});
    return;
  }
  throw CommandError(Exit::not_found, fmt::format("{} is not there any more", name));
}

}  // namespace roster::http
