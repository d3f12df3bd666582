// Form: the values of a form that a browser sent (application/x-www-form-urlencoded, or
// multipart/form-data when a file came with it: an Upload).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/http/message.hpp"
#include "daemon/http/upload.hpp"

namespace roster::http {

class Form {
 public:
  /// Nothing when the body is no form, or has a value that is not UTF-8.
  static std::optional<Form> read(const Request& request);

  /// The first value of this name, without blanks around it; empty when there is none.
  std::string text(std::string_view name) const;
  bool has(std::string_view name) const { return !text(name).empty(); }
  /// The file that came with it; nullptr without one.
  const std::shared_ptr<const UploadedFile>& file() const { return file_; }

 private:
  std::vector<std::pair<std::string, std::string>> values_;
  std::shared_ptr<const UploadedFile> file_;
};

}  // namespace roster::http
