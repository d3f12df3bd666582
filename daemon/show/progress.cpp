#include "daemon/show/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <ostream>

#include "daemon/show/terminal_text.hpp"

namespace roster {

namespace {

namespace json = boost::json;

constexpr std::size_t kBar = 20;
constexpr std::string_view kErase = "\r\x1b[K";

std::uint64_t percent(const Progress& progress) {
  const double share = static_cast<double>(progress.bytes) / static_cast<double>(progress.of);
  return static_cast<std::uint64_t>(100 * std::min(share, 1.0));
}

std::string bar(std::uint64_t percent) {
  const auto done = static_cast<std::size_t>(percent * kBar / 100);
  std::string inside(done, '=');
  if (done < kBar) inside += '>';
  inside.resize(kBar, ' ');
  return "[" + inside + "]";
}

template <class T>
T number(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  boost::system::error_code error;
  const T found = value == nullptr ? T{} : value->to_number<T>(error);
  return error ? T{} : found;
}

}  // namespace

std::string render_progress(const Progress& progress, std::size_t columns) {
  const std::string file = on_one_line(progress.file);
  const bool has_size = progress.of > 0;
  const bool has_records = progress.records > 0 || !has_size;
  const std::string share = has_size ? fmt::format("{}%", percent(progress)) : "";
  const std::string records = has_records ? fmt::format("{} records", progress.records) : "";
  const std::string counts = share + (has_size && has_records ? " " : "") + records;
  const std::string whole = has_size ? fmt::format("{} {} {}", file, bar(percent(progress)), counts)
                                     : fmt::format("{} {}", file, counts);
  if (columns_of(whole) <= columns) return whole;
  const std::string brief = fmt::format("{} {}", file, counts);
  if (columns_of(brief) <= columns) return brief;
  return columns == 0 ? std::string() : fitted(counts, columns);
}

json::object to_json(const Progress& progress) {
  return {{"file", progress.file},
          {"records", progress.records},
          {"bytes", progress.bytes},
          {"of", progress.of}};
}

Progress parse_progress(const json::value& document) {
  const json::object* object = document.if_object();
  if (object == nullptr) return {};
  Progress progress;
  if (const auto* file = object->if_contains("file"); file != nullptr && file->is_string())
    progress.file = file->as_string();
  progress.records = number<std::uint64_t>(*object, "records");
  progress.bytes = number<std::uint64_t>(*object, "bytes");
  progress.of = number<std::uint64_t>(*object, "of");
  return progress;
}

std::size_t terminal_columns(int fd) {
  winsize size{};
  return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

ProgressLine::ProgressLine(std::ostream& out, std::size_t columns, Clock::time_point started)
    : out_(out), columns_(columns), started_(started), shown_(started) {}

ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::show(const Progress& progress, Clock::time_point now) {
  constexpr std::chrono::milliseconds kPause{100};
  if (now - started_ < std::chrono::seconds(1) || now - shown_ < kPause) return;
  shown_ = now;
  visible_ = true;
  out_ << kErase << render_progress(progress, columns_) << std::flush;
}

void ProgressLine::clear() {
  if (visible_) out_ << kErase << std::flush;
  visible_ = false;
}

}  // namespace roster
