#include "daemon/http/upload.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "sis/drop/copy_file.hpp"
#include "users/base/file.hpp"
#include "users/base/size.hpp"

namespace roster::http {
namespace {

constexpr std::size_t kMostFields = std::size_t{64} << 10;  // bytes of names, values and headers
constexpr std::size_t kPart = 64;  // bytes that a part counts at least: some 1000 parts in a form
constexpr std::string_view kLineBreak = "\r\n";
constexpr std::string_view kHeadEnd = "\r\n\r\n";

[[noreturn]] void refuse_form() { throw UploadRefused(400, "this is not a form\n"); }

/// `name="value"` in a header; empty when it is not there.
std::string parameter_of(std::string_view header, std::string_view name) {
  const std::string begin = " " + std::string(name) + "=\"";
  const auto at = header.find(begin);
  if (at == std::string_view::npos) return {};
  header.remove_prefix(at + begin.size());
  return std::string(header.substr(0, header.find('"')));
}

std::string boundary_of(std::string_view content_type) {
  constexpr std::string_view kName = "boundary=";
  const auto at = content_type.find(kName);
  if (at == std::string_view::npos) return {};
  std::string_view value = content_type.substr(at + kName.size());
  value = value.substr(0, value.find(';'));
  if (value.size() > 2 && value.front() == '"') value = value.substr(1, value.size() - 2);
  return std::string(value);
}

bool is_full(const std::error_code& error) {
  return error == std::errc::no_space_on_device || error == std::errc::file_too_large ||
         error.value() == EDQUOT;
}

}  // namespace

UploadedFile::UploadedFile(const std::filesystem::path& directory, std::string name)
    : name_(std::move(name)), fd_(-1) {
  std::filesystem::create_directories(directory);
  fd_ = open_unnamed(directory);
}

UploadedFile::~UploadedFile() { ::close(fd_); }

void UploadedFile::append(std::string_view bytes) {
  sis::write_all(fd_, bytes.data(), bytes.size(), "an upload");
  size_ += bytes.size();
}

int UploadedFile::open() const {
  return ::open(fmt::format("/proc/self/fd/{}", fd_).c_str(), O_RDONLY | O_CLOEXEC);
}

bool Upload::is_upload(std::string_view content_type) {
  return content_type.starts_with("multipart/form-data");
}

Upload::Upload(std::string_view content_type, Limits limits)
    : boundary_("\r\n--" + boundary_of(content_type)), limits_(std::move(limits)) {
  if (boundary_.size() == 4) refuse_form();
  rest_ = kLineBreak;  // before the first boundary there need be none
}

void Upload::expect(std::uint64_t length) const {
  constexpr std::uint64_t kAround = 2 * kMostFields;  // the fields, and the boundaries of all
  if (length > kAround && length - kAround > limits_.file) refuse_length();
}

void Upload::take(std::string_view piece) {
  rest_.append(piece);
  try {
    while (step()) continue;
  } catch (const std::system_error& error) {
    if (is_full(error.code()))
      throw UploadRefused(507, "there is no room for the file in the spool\n");
    throw UploadRefused(500, "the file cannot be written into the spool\n");
  }
}

void Upload::finish() const {
  if (at_ != At::end) refuse_form();
}

/// Uses as much of what came as can be judged; false when that is nothing.
bool Upload::step() {
  switch (at_) {
    case At::start:
      return skip(boundary_, At::after_boundary);
    case At::after_boundary:
      if (!rest_.starts_with("--")) return skip(kLineBreak, At::head);
      at_ = At::end;
      return true;
    case At::head:
      return take_head();
    case At::value:
    case At::file:
      return take_content();
    case At::end:
      break;
  }
  rest_.clear();
  return false;
}

bool Upload::skip(std::string_view mark, At next) {
  if (rest_.size() < mark.size()) return false;
  if (!rest_.starts_with(mark)) refuse_form();
  rest_.erase(0, mark.size());
  at_ = next;
  return true;
}

bool Upload::take_head() {
  const auto end = rest_.find(kHeadEnd);
  if (end == std::string::npos) {
    if (rest_.size() > kMostFields) refuse_form();
    return false;
  }
  count_fields(end + kPart);
  begin_part(std::string_view(rest_).substr(0, end));
  rest_.erase(0, end + kHeadEnd.size());
  return true;
}

void Upload::begin_part(std::string_view head) {
  const bool is_file = head.find(" filename=\"") != std::string_view::npos;
  at_ = is_file ? At::file : At::value;
  if (!is_file) {
    values_.emplace_back(parameter_of(head, "name"), "");
    return;
  }
  std::string name = parameter_of(head, "filename");
  name = name.substr(name.find_last_of("/\\") + 1);
  if (name.empty()) return;
  if (file_) refuse_form();  // one form brings one file
  file_ = std::make_shared<UploadedFile>(limits_.spool, std::move(name));
}

/// The content of a part, up to the next boundary.
bool Upload::take_content() {
  const auto end = rest_.find(boundary_);
  if (end != std::string::npos) {
    store(std::string_view(rest_).substr(0, end));
    rest_.erase(0, end + boundary_.size());
    at_ = At::after_boundary;
    return true;
  }
  if (rest_.size() < boundary_.size()) return false;
  const std::size_t sure = rest_.size() - (boundary_.size() - 1);  // the rest may begin a boundary
  store(std::string_view(rest_).substr(0, sure));
  rest_.erase(0, sure);
  return false;
}

void Upload::store(std::string_view bytes) {
  if (at_ == At::value) {
    count_fields(bytes.size());
    values_.back().second.append(bytes);
    return;
  }
  if (!file_) {
    if (!bytes.empty()) refuse_form();  // content of a file without a name
    return;
  }
  if (bytes.size() > limits_.file - file_->size()) refuse_length();
  file_->append(bytes);
}

void Upload::refuse_length() const {
  throw UploadRefused(413, fmt::format("the file is longer than {} (roster.yaml: limits.file)\n",
                                       format_size(limits_.file)));
}

void Upload::count_fields(std::size_t bytes) {
  fields_ += bytes;
  if (fields_ > kMostFields) throw UploadRefused(413, "the form is too long\n");
}

}  // namespace roster::http
