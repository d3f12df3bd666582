// Progress: how far the reading of a file is, as a line on a terminal and as JSON on the control
// socket.
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

/// The line, at most `columns` wide: what is too much is left out, the bar first.
std::string render_progress(const Progress& progress, std::size_t columns);

boost::json::object to_json(const Progress& progress);
/// What is missing or of another type is 0 or empty.
Progress parse_progress(const boost::json::value& document);

/// How wide the terminal behind a descriptor is; 80 when it does not say.
std::size_t terminal_columns(int fd);

/// A line that is written over, from a second after its making on and at most ten times a second.
/// It goes when this does.
class ProgressLine {
 public:
  using Clock = std::chrono::steady_clock;

  /// `out` is a terminal and outlives this.
  ProgressLine(std::ostream& out, std::size_t columns, Clock::time_point started = Clock::now());
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(const Progress& progress, Clock::time_point now);
  /// Makes room for other text; the next show() brings the line back.
  void clear();

 private:
  std::ostream& out_;
  std::size_t columns_;
  Clock::time_point started_, shown_;
  bool visible_ = false;
};

}  // namespace roster
