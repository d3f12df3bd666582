#include "sis/load/sender_rows.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "sis/load/load.hpp"
#include "users/base/csv.hpp"

namespace roster::sis {

namespace {

constexpr std::size_t kBuffer = 64 * 1024;
constexpr std::uint64_t kMost = std::uint64_t{16} << 20;  // bytes; spreadsheets open no more rows

[[noreturn]] void fail(const std::string& path) {
  throw std::system_error(errno, std::generic_category(), "cannot write " + path);
}

}  // namespace

SenderRows::SenderRows(ReportWriter& report)
    : report_(report), path_(report.directory() / kSenderRows) {
  fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
  if (fd_ < 0) fail(path_);
  report.set_watch([this](const ReportLine& line) { tell(line); });
}

SenderRows::~SenderRows() {
  report_.set_watch({});
  if (!closed_) ::unlink(path_.c_str());  // the load did not complete
  ::close(fd_);
}

void SenderRows::tell(const ReportLine& line) {
  if (line.outcome == "rejected") row("error", line, line.line, line.code, line.message);
  for (const Warning& warning : line.warnings)
    row("warning", line, warning.line, warning.code, warning.message);
}

void SenderRows::row(std::string_view severity, const ReportLine& line, std::uint64_t number,
                     std::string_view code, std::string_view message) {
  if (size_ >= kMost) {
    ++left_out_;
    return;
  }
  const std::size_t before = buffer_.size();
  const std::string where = number == 0 ? "" : std::to_string(number);
  fmt::format_to(std::back_inserter(buffer_), "{},{},{},{},{},{}\r\n", severity,
                 csv_cell(line.entry), csv_cell(where), csv_cell(line.primary_id), csv_cell(code),
                 csv_cell(message));
  size_ += buffer_.size() - before;
  if (buffer_.size() >= kBuffer) flush();
}

void SenderRows::flush() {
  for (std::string_view rest = buffer_; !rest.empty();) {
    const ssize_t written = ::write(fd_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(path_);
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  buffer_.clear();
}

void SenderRows::close() {
  if (left_out_ > 0) buffer_ += fmt::format("# … and {} more\r\n", left_out_);
  flush();
  closed_ = true;
  if (size_ > 0 && ::fsync(fd_) != 0) fail(path_);
}

}  // namespace roster::sis
