#include "users/base/answer_buffer.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "users/base/file.hpp"

namespace roster {

namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

AnswerBuffer::AnswerBuffer(std::filesystem::path directory) : directory_(std::move(directory)) {}

AnswerBuffer::~AnswerBuffer() {
  if (file_ >= 0) ::close(file_);
}

void AnswerBuffer::add(std::string_view bytes) {
  if (has_file() || memory_.size() - dropped_ + bytes.size() > kInMemory) return add_to_file(bytes);
  memory_.append(bytes);
}

std::string_view AnswerBuffer::front() {
  if (dropped_ == memory_.size() && has_file()) read_file();
  return std::string_view(memory_).substr(dropped_);
}

void AnswerBuffer::drop(std::size_t size) {
  dropped_ += size;
  if (dropped_ < memory_.size()) return;
  memory_.clear();
  dropped_ = 0;
}

void AnswerBuffer::add_to_file(std::string_view bytes) {
  if (file_ < 0) file_ = open_unnamed(directory_);
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(written_));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) fail("cannot store an answer in the spool");
    written_ += static_cast<std::uint64_t>(n);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

void AnswerBuffer::read_file() {
  memory_.resize(std::min<std::uint64_t>(kInMemory, written_ - read_));
  dropped_ = 0;
  ssize_t n = 0;
  do n = ::pread(file_, memory_.data(), memory_.size(), static_cast<off_t>(read_));
  while (n < 0 && errno == EINTR);
  memory_.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  if (n <= 0) fail("cannot read back an answer");
  read_ += static_cast<std::uint64_t>(n);
  if (has_file() || ::ftruncate(file_, 0) != 0) return;
  written_ = read_ = 0;
}

}  // namespace roster
