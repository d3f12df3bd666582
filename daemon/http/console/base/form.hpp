// Form: the values of a form that a browser sent (application/x-www-form-urlencoded, or
// multipart/form-data when a file came with it).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/http/message.hpp"

namespace roster::http {

class Form {
 public:
  struct File {
    std::string name;  // as the browser says; never a path of ours
    std::string bytes;
  };

  /// Nothing when the body is no form, or has a value that is not UTF-8.
  static std::optional<Form> read(const Request& request);

  /// The first value of this name, without blanks around it; empty when there is none.
  std::string text(std::string_view name) const;
  bool has(std::string_view name) const { return !text(name).empty(); }
  const std::optional<File>& file() const { return file_; }

 private:
  std::vector<std::pair<std::string, std::string>> values_;
  std::optional<File> file_;

  bool read_multipart(std::string_view content_type, std::string_view body);
  void take_part(std::string_view head, std::string_view body);
};

}  // namespace roster::http
