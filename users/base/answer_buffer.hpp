// Answer buffer: data that a client has not received yet, or is not to receive yet. The first part
// is kept in memory, the rest in an unnamed file, so that a client that does not read neither uses
// memory nor blocks the sender. Threads: one at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace roster {

class AnswerBuffer {
 public:
  static constexpr std::size_t kInMemory = 256 * 1024;

  /// `directory`: where the file is created when needed; it contains personal data.
  explicit AnswerBuffer(std::filesystem::path directory);
  ~AnswerBuffer();
  AnswerBuffer(const AnswerBuffer&) = delete;
  AnswerBuffer& operator=(const AnswerBuffer&) = delete;

  /// Appends. Throws std::system_error when the disk fails.
  void add(std::string_view bytes);
  /// The next bytes, at most kInMemory; empty at the end. Valid until the next call. Throws
  /// std::system_error.
  std::string_view front();
  /// Removes the first `size` bytes of front().
  void drop(std::size_t size);

 private:
  std::filesystem::path directory_;
  std::string memory_;       // comes before the file's content
  std::size_t dropped_ = 0;  // of memory_
  int file_ = -1;
  std::uint64_t written_ = 0, read_ = 0;  // of the file

  bool has_file() const { return written_ > read_; }
  void add_to_file(std::string_view bytes);
  void read_file();
};

}  // namespace roster
