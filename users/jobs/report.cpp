#include "users/jobs/report.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <system_error>
#include <utility>

#include "users/base/file.hpp"
#include "users/base/json.hpp"
#include "users/jobs/hidden_reports.hpp"

namespace roster {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBuffer = 64 * 1024;
constexpr mode_t kFileMode = 0640;
constexpr mode_t kDirectoryMode = 0750;

[[noreturn]] void fail(const std::string& what, const fs::path& path) {
  throw std::system_error(errno, std::generic_category(), what + ' ' + path.string());
}

int open_file(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kFileMode);
  if (fd < 0) fail("cannot create", path);
  return fd;
}

void write_all(int fd, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("cannot write", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

fs::path replaced_directory(const fs::path& published) {
  return published.parent_path() / ('.' + published.filename().string() + ".replaced");
}

void write_fence(const fs::path& path, std::int64_t fence) {
  const int fd = open_file(path);
  try {
    write_all(fd, std::to_string(fence) + '\n', path);
  } catch (...) {
    ::close(fd);
    throw;
  }
  sync_and_close(fd, path);
}

/// Moves a finished report into place. The report of a job that was held is renamed first and
/// removed after the new one is in place.
void move_into_place(const fs::path& partial, const fs::path& published) {
  const fs::path replaced = replaced_directory(published);
  fs::remove_all(replaced);
  if (fs::exists(published)) fs::rename(published, replaced);
  fs::rename(partial, published);
  fs::remove_all(replaced);
  sync_directory(published.parent_path());
}

void append_array(std::string& out, const auto& texts) {
  std::string_view between = "[";
  for (const auto& text : texts) {
    out += between;
    append_json_text(out, text);
    between = ",";
  }
  out += ']';
}

void append_warnings(std::string& out, const std::vector<Warning>& warnings) {
  std::string_view between = "[";
  for (const Warning& warning : warnings) {
    out += between;
    between = ",";
    JsonObject object(out, JsonStyle::compact);
    object.text("code", warning.code);
    if (warning.line != 0) object.number("line", static_cast<std::int64_t>(warning.line));
    object.text("message", warning.message).close();
  }
  out += ']';
}

void append_line(std::string& out, const ReportLine& line) {
  JsonObject object(out, JsonStyle::compact);
  const auto text = [&](std::string_view key, std::string_view value) {
    if (!value.empty()) object.text(key, value);
  };
  text("outcome", line.outcome);
  text("primary_id", line.primary_id);
  text("entry", line.entry);
  if (line.line != 0) object.number("line", static_cast<std::int64_t>(line.line));
  if (line.fields.any()) append_array((object.key("fields"), out), field_names(line.fields));
  text("code", line.code);
  text("message", line.message);
  for (const auto& [key, value] : line.more) text(key, value);
  if (!line.blockers.empty()) append_array((object.key("blockers"), out), line.blockers);
  if (!line.warnings.empty()) append_warnings((object.key("warnings"), out), line.warnings);
  object.close();
}

constexpr std::uint64_t kMostOdd = 100'000;
constexpr std::uint64_t kMostOddBytes = 64U << 20;

bool is_odd(const ReportLine& line) {
  return line.outcome == "rejected" || line.outcome == "warned" || !line.warnings.empty();
}

/// `3,600,000`.
std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, ',');
  return text;
}

}  // namespace

std::string to_json(const ReportLine& line) {
  std::string out;
  append_line(out, line);
  return out;
}

ReportWriter::ReportWriter(const fs::path& reports, JobNumber number, std::int64_t fence)
    : partial_(partial_directory(reports, number, fence)),
      final_(report_directory(reports, number)) {
  fs::create_directories(reports);
  for (const std::int64_t earlier : fences_of(reports, number, fence))
    fs::remove_all(partial_directory(reports, number, earlier));
  if (::mkdir(partial_.c_str(), kDirectoryMode) != 0) fail("cannot create", partial_);
  if (fence > 0) write_fence(partial_ / kFenceFile, fence);
  fd_ = open_file(partial_ / "users.ndjson");
}

ReportWriter::~ReportWriter() {
  if (fd_ >= 0) ::close(fd_);
  std::error_code ignored;  // the job's next run removes what remains
  if (!finished_) fs::remove_all(partial_, ignored);
}

void ReportWriter::line(const ReportLine& line) {
  assert(!finished_);
  if (watch_) watch_(line);
  if (!is_odd(line) || (odd_ < kMostOdd && odd_bytes_ < kMostOddBytes)) return add(line);
  ++not_listed_;
  if (line.outcome == "rejected" || line.outcome == "warned" || line.outcome == "unchanged") return;
  ReportLine without = line;
  without.warnings.clear();
  add(without);
}

void ReportWriter::add(const ReportLine& line) {
  const std::size_t before = buffer_.size();
  append_line(buffer_, line);
  if (is_odd(line)) {
    ++odd_;
    odd_bytes_ += buffer_.size() - before;
  }
  buffer_ += '\n';
  if (buffer_.size() >= kBuffer) flush();
}

void ReportWriter::tell_not_listed() {
  if (not_listed_ == 0) return;
  ReportLine line;
  line.outcome = "warned";
  line.warnings = {
      {"not_listed", 0,
       "… and " + grouped(not_listed_) + " more records that were rejected or warned about"}};
  append_line(buffer_, line);
  buffer_ += '\n';
}

void ReportWriter::raw_line(std::string_view json) {
  assert(!finished_);
  buffer_ += json;
  buffer_ += '\n';
  if (buffer_.size() >= kBuffer) flush();
}

void ReportWriter::clear() {
  assert(!finished_);
  buffer_.clear();
  odd_ = odd_bytes_ = not_listed_ = 0;
  if (::ftruncate(fd_, 0) != 0 || ::lseek(fd_, 0, SEEK_SET) != 0)
    fail("cannot write", partial_ / "users.ndjson");
}

void ReportWriter::flush() {
  write_all(fd_, buffer_, partial_ / "users.ndjson");
  buffer_.clear();
}

void ReportWriter::finish(const Job& job) {
  assert(!finished_);
  tell_not_listed();
  flush();
  sync_and_close(std::exchange(fd_, -1), partial_ / "users.ndjson");
  // report.json is renamed into place, so that its existence means that the report is finished.
  const fs::path unfinished = partial_ / "report.json.partial";
  const int fd = open_file(unfinished);
  try {
    write_all(fd, to_json(job) + '\n', unfinished);
  } catch (...) {
    ::close(fd);
    throw;
  }
  sync_and_close(fd, unfinished);
  fs::rename(unfinished, partial_ / "report.json");
  sync_directory(partial_);
  sync_directory(partial_.parent_path());
  finished_ = true;
}

void ReportWriter::discard() noexcept {
  std::error_code ignored;  // the job's next run removes what remains
  fs::remove_all(partial_, ignored);
}

void ReportWriter::publish() {
  assert(finished_);
  move_into_place(partial_, final_);
}

void publish_leftover(const fs::path& reports, JobNumber number, std::int64_t fence) {
  const fs::path published = report_directory(reports, number);
  std::vector<std::int64_t> left = fences_of(reports, number, fence);
  while (!left.empty()) {
    const fs::path partial = partial_directory(reports, number, left.back());
    const bool is_finished = fs::exists(partial / "report.json");
    const bool is_ours = left.back() == fence;  // although a store that was replaced counts anew
    if (is_finished && (is_ours || left.back() >= fence_of(published))) {
      move_into_place(partial, published);
    } else if (fence > 0) {
      fs::remove_all(partial);
    }
    left.pop_back();
  }
  if (fs::exists(published)) fs::remove_all(replaced_directory(published));
}

fs::path report_directory(const fs::path& reports, JobNumber number) {
  return reports / std::to_string(number);
}

}  // namespace roster
