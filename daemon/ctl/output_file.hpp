// Output file: the file of -o. It appears complete after the command has succeeded, or not at all.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace roster {

class OutputFile {
 public:
  explicit OutputFile(std::string path) : path_(std::move(path)) {}
  /// Removes what was written, unless publish() was called.
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// Appends; the first call creates the file under a temporary name. Throws std::system_error, as
  /// does publish().
  void write(std::string_view text);
  void publish();
  /// Leaves what was written under its temporary name, which it returns; empty when there is none.
  std::string leave();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;

  std::string partial() const { return path_ + ".partial"; }
};

}  // namespace roster
