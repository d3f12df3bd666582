// A file that exists only while a test reads it.
#pragma once

#include <unistd.h>

#include <cstdio>
#include <string_view>

namespace roster::test {

class FileWith {
 public:
  explicit FileWith(std::string_view text) : file_(std::tmpfile()) {
    std::fwrite(text.data(), 1, text.size(), file_);
    std::fflush(file_);
    ::lseek(fd(), 0, SEEK_SET);
  }
  ~FileWith() { std::fclose(file_); }
  FileWith(const FileWith&) = delete;
  FileWith& operator=(const FileWith&) = delete;

  int fd() const { return ::fileno(file_); }

 private:
  std::FILE* file_;
};

}  // namespace roster::test
