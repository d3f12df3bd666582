// Report: what a job did, on disk. Each job has a directory with report.json (the Job) and
// users.ndjson (a line for each user that was changed or rejected).
//
// The job writes the lines to a hidden directory, which is fsynced before the store commits and
// renamed after the commit. A report under its number is therefore always valid:
//
//   ReportWriter report(directory, number);
//   report.line(…);            any number of times
//   report.finish(job);        writes report.json, fsyncs everything
//   transaction.commit();
//   report.publish();          the rename
//
// The destructor removes an unfinished report.
//
// Where several processes can write one after the other (Store::fence), the hidden directory
// carries the fence in its name and in a file, `.fence`, which stays in the published report. So a
// writer that was stopped and goes on, although another one has taken over, neither touches nor
// replaces a report of its successor.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "users/model/fields.hpp"
#include "users/model/job.hpp"

namespace roster {

/// A problem that a reader found in a record without rejecting it. docs/messages.md lists the
/// codes.
struct Warning {
  std::string_view code;  // a literal
  std::uint64_t line = 0;
  std::string message;
};

/// One line of users.ndjson. Empty members are left out.
struct ReportLine {
  std::string_view
      outcome;  // created | updated | unchanged | rejected | absent | purged | kept | …
  std::string_view primary_id;
  std::string_view entry;  // name inside the archive, or empty
  std::uint64_t line = 0;
  FieldSet fields;                                             // of an update
  std::string_view code;                                       // of a rejection
  std::string_view message;                                    // of a rejection
  std::vector<Warning> warnings;                               //
  std::vector<std::pair<std::string_view, std::string>> more;  // further text members
  std::vector<std::string> blockers;                           // of a kept user
};

std::string to_json(const ReportLine& line);

class ReportWriter {
 public:
  /// Starts the report of a job below `reports`; removes what interrupted runs of this fence and
  /// lower ones left. Throws std::system_error when the disk fails.
  ReportWriter(const std::filesystem::path& reports, JobNumber number, std::int64_t fence = 0);
  ~ReportWriter();
  ReportWriter(const ReportWriter&) = delete;
  ReportWriter& operator=(const ReportWriter&) = delete;

  /// Adds a line; buffered. Throws std::system_error, as do the next two functions. Keeps the first
  /// 100,000 lines with rejections or warnings, at most 64 MiB, so that a feed cannot fill the
  /// disk; finish() adds the number of lines left out (`not_listed`).
  void line(const ReportLine& line);
  /// Calls `watch` for every line() from now on.
  void set_watch(std::function<void(const ReportLine&)> watch) { watch_ = std::move(watch); }
  /// The report's directory before it is published.
  const std::filesystem::path& directory() const { return partial_; }
  /// Adds a line that is already JSON, without a line break: copied from the report that this one
  /// replaces.
  void raw_line(std::string_view json);
  /// Removes all lines: the job did nothing. Throws std::system_error.
  void clear();
  /// Writes report.json and fsyncs everything; no line may follow.
  void finish(const Job& job);
  /// Removes the report, finished or not: its job was not committed. No other call may follow.
  void discard() noexcept;
  /// Publishes the finished report; replaces an earlier report of the job (from when it was held).
  void publish();

 private:
  std::filesystem::path partial_;
  std::filesystem::path final_;
  std::string buffer_;
  std::function<void(const ReportLine&)> watch_;
  int fd_ = -1;
  bool finished_ = false;
  std::uint64_t odd_ = 0, odd_bytes_ = 0, not_listed_ = 0;  // lines of rejections and warnings

  void add(const ReportLine& line);
  void tell_not_listed();
  void flush();
};

/// Publishes a report that was finished but not renamed when its process died; otherwise does
/// nothing. Of several the one with the highest fence counts, and removes what has a lower one;
/// what has a higher fence than the caller's is another's.
void publish_leftover(const std::filesystem::path& reports, JobNumber number,
                      std::int64_t fence = 0);

/// In a report's directory: the fence of who wrote it.
inline constexpr const char* kFenceFile = ".fence";

/// The directory of a job's published report.
std::filesystem::path report_directory(const std::filesystem::path& reports, JobNumber number);

}  // namespace roster
