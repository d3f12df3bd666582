// Sender rows: what whoever dropped a file reads of its load, written while the load runs: a CSV
// row for each rejection and warning. The daemon puts a header before them and the file beside the
// dropped one.
#pragma once

#include <cstdint>
#include <string>

#include "users/jobs/report.hpp"

namespace roster::sis {

class SenderRows {
 public:
  /// Watches the report from now on; it must outlive this.
  explicit SenderRows(ReportWriter& report);
  ~SenderRows();
  SenderRows(const SenderRows&) = delete;
  SenderRows& operator=(const SenderRows&) = delete;

  /// Writes what is left and brings it to the disk. Throws std::system_error.
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
