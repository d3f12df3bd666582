// Report: what a job did, on disk. A directory per job holds report.json (the Job) and users.ndjson
// (a line for each user it touched or refused).
//
// The lines are written to a hidden directory while the job runs, fsynced before the store commits,
// and the directory is renamed into place afterwards, so that a report seen under its number is the
// truth:
//
//   ReportWriter report(directory, number);
//   report.line(…);            any number of times
//   report.finish(job);        writes report.json, fsyncs everything
//   transaction.commit();
//   report.publish();          the rename
//
// A writer destroyed before finish() removes what it wrote.
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

/// What a reader found odd about a record without refusing it. The codes are the interface's.
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
  /// Starts the report of a job below `reports`, emptying what an earlier, dead run left.
  /// Throws std::system_error when the disk refuses.
  ReportWriter(const std::filesystem::path& reports, JobNumber number);
  ~ReportWriter();
  ReportWriter(const ReportWriter&) = delete;
  ReportWriter& operator=(const ReportWriter&) = delete;

  /// Adds a line; buffered. Throws std::system_error, as do the next two. Of lines that tell of a
  /// rejection or of warnings the first 100,000 are kept, at most 64 MiB of them, so that no feed
  /// fills the disk with words; finish() adds how many there are besides (`not_listed`).
  void line(const ReportLine& line);
  /// `watch` is told of every line() from now on.
  void set_watch(std::function<void(const ReportLine&)> watch) { watch_ = std::move(watch); }
  /// Where the report lies until it is published.
  const std::filesystem::path& directory() const { return partial_; }
  /// A line that already is JSON, without its line break: one of the report that this one replaces.
  void raw_line(std::string_view json);
  /// Takes all lines back: the job did nothing after all. Throws std::system_error.
  void clear();
  /// Writes report.json and brings everything to the disk; no line may follow.
  void finish(const Job& job);
  /// Makes the finished report visible, in place of one that a held job may have left there.
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

/// Publishes a report that was finished but not yet renamed when its process died; no effect
/// otherwise.
void publish_leftover(const std::filesystem::path& reports, JobNumber number);

/// Where a job's published report is.
std::filesystem::path report_directory(const std::filesystem::path& reports, JobNumber number);

}  // namespace roster
