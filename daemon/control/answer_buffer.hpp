// Answer buffer: what a client has yet to take. A little is kept in memory, the rest in a file
// without a name, so that a client who does not read costs neither memory nor anybody's time.
// Threads: one at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace roster {

class AnswerBuffer {
 public:
  static constexpr std::size_t kInMemory = 256 * 1024;

  /// `directory`: where the file is made when it is needed; personal data is written to it.
  explicit AnswerBuffer(std::filesystem::path directory);
  ~AnswerBuffer();
  AnswerBuffer(const AnswerBuffer&) = delete;
  AnswerBuffer& operator=(const AnswerBuffer&) = delete;

  /// Appends. Throws std::system_error when the disk refuses.
  void add(std::string_view bytes);
  /// The next bytes, at most kInMemory; empty when there are no more. Valid until the next call.
  /// Throws std::system_error.
  std::string_view front();
  /// Forgets the first `size` bytes of front().
  void drop(std::size_t size);

 private:
  std::filesystem::path directory_;
  std::string memory_;       // before all that is in the file
  std::size_t dropped_ = 0;  // of memory_
  int file_ = -1;
  std::uint64_t written_ = 0, read_ = 0;  // of the file

  bool has_file() const { return written_ > read_; }
  void add_to_file(std::string_view bytes);
  void read_file();
};

}  // namespace roster
