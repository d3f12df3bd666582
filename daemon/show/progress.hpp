// Progress: how much of a file was read, as a line on a terminal and as JSON on the control socket.
//
//   night2.xml [=========>          ] 45% 312000 records
//   backup.db [=========>          ] 45%
#pragma once

#include <boost/json.hpp>

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <string>

namespace roster {

struct Progress {
  std::string file;
  std::uint64_t records = 0;        // none: it is not about records, or nothing was read yet
  std::uint64_t bytes = 0, of = 0;  // read of the file, and its size; 0 of 0: not known

  friend bool operator==(const Progress&, const Progress&) = default;
};

/// The line, at most `columns` wide; parts that do not fit are left out, the bar first.
std::string render_progress(const Progress& progress, std::size_t columns);

boost::json::object to_json(const Progress& progress);
/// Members that are missing or have another type are 0 or empty.
Progress parse_progress(const boost::json::value& document);

/// The width of the terminal behind a descriptor; 80 when unknown.
std::size_t terminal_columns(int fd);

/// A line that is overwritten: shown from a second after construction, at most ten times a second,
/// and removed on destruction.
class ProgressLine {
 public:
  using Clock = std::chrono::steady_clock;

  /// `out` is a terminal and must outlive this.
  ProgressLine(std::ostream& out, std::size_t columns, Clock::time_point started = Clock::now());
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(const Progress& progress, Clock::time_point now);
  /// Removes the line so that other text can be written; the next show() restores it.
  void clear();

 private:
  std::ostream& out_;
  std::size_t columns_;
  Clock::time_point started_, shown_;
  bool visible_ = false;
};

}  // namespace roster
