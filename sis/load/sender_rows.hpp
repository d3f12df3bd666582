// Sender rows: the feedback for the sender of a file, written during the load: a CSV row for each
// rejection and warning. The daemon adds a header and puts the file next to the dropped one.
#pragma once

#include <cstdint>
#include <string>

#include "users/jobs/report.hpp"

namespace roster::sis {

class SenderRows {
 public:
  /// Watches the report, which must outlive this object.
  explicit SenderRows(ReportWriter& report);
  ~SenderRows();
  SenderRows(const SenderRows&) = delete;
  SenderRows& operator=(const SenderRows&) = delete;

  /// Writes the rest and fsyncs. Throws std::system_error.
  void close();

 private:
  ReportWriter& report_;
  std::string path_;
  std::string buffer_;
  int fd_ = -1;
  bool closed_ = false;
  std::uint64_t size_ = 0;  // bytes so far
  std::int64_t left_out_ = 0;

  void tell(const ReportLine& line);
  void row(std::string_view severity, const ReportLine& line, std::uint64_t number,
           std::string_view code, std::string_view message);
  void flush();
};

}  // namespace roster::sis
