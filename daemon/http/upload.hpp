// Upload: the body of a form that brings a file (multipart/form-data), taken piece by piece as it
// comes: the fields into memory, the file into the spool. However long the file is, an upload needs
// the memory of one piece. The file has no name: when its client goes, or the daemon dies, nothing
// of it is left.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster::http {

/// An upload that is not taken: what() tells the client why, with this HTTP status.
struct UploadRefused : std::runtime_error {
  UploadRefused(unsigned http_status, const std::string& why)
      : std::runtime_error(why), status(http_status) {}
  unsigned status;
};

/// A file that came with a form. It is there as long as somebody holds this object.
class UploadedFile {
 public:
  /// An empty file in this directory, which is made when it is missing. `name` is what the browser
  /// says, never a path of ours. Throws std::system_error.
  UploadedFile(const std::filesystem::path& directory, std::string name);
  ~UploadedFile();
  UploadedFile(const UploadedFile&) = delete;
  UploadedFile& operator=(const UploadedFile&) = delete;

  const std::string& name() const { return name_; }
  std::uint64_t size() const { return size_; }
  /// Throws std::system_error.
  void append(std::string_view bytes);
  /// A descriptor that reads from the start, whoever else reads; the caller closes it. -1: errno
  /// says why not.
  int open() const;

 private:
  std::string name_;
  int fd_;
  std::uint64_t size_ = 0;
};

class Upload {
 public:
  struct Limits {
    std::filesystem::path spool;
    std::uint64_t file = 0;  // bytes of the file; the fields may have 64 KiB
  };

  static bool is_upload(std::string_view content_type);

  /// `content_type` names the boundary. Throws UploadRefused without one.
  Upload(std::string_view content_type, Limits limits);

  /// The body is this long. Throws UploadRefused when no file in it can be short enough.
  void expect(std::uint64_t length) const;
  /// The next piece of the body. Throws UploadRefused: no form, too long, no room in the spool.
  void take(std::string_view piece);
  /// The body has ended. Throws UploadRefused when the form has not.
  void finish() const;

  /// Names and values of the fields, in their order, as they came.
  const std::vector<std::pair<std::string, std::string>>& values() const { return values_; }
  /// The file; nullptr when none was chosen.
  std::shared_ptr<const UploadedFile> file() const { return file_; }

 private:
  enum class At : std::uint8_t { start, after_boundary, head, value, file, end } at_ = At::start;
  std::string boundary_;  // with the line break and the dashes before it
  Limits limits_;
  std::string rest_;  // what came and cannot be judged yet
  std::size_t fields_ = 0;
  std::vector<std::pair<std::string, std::string>> values_;
  std::shared_ptr<UploadedFile> file_;

  bool step();
  bool skip(std::string_view mark, At next);
  bool take_head();
  void begin_part(std::string_view head);
  bool take_content();
  void store(std::string_view bytes);
  [[noreturn]] void refuse_length() const;
  void count_fields(std::size_t bytes);
};

}  // namespace roster::http
