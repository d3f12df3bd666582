#include "daemon/http/console/base/form.hpp"

#include <algorithm>

#include "users/base/text.hpp"

namespace roster::http {

std::optional<Form> Form::read(const Request& request) {
  Form form;
  if (request.upload) {
    form.values_ = request.upload->values();
    form.file_ = request.upload->file();
  } else if (request.content_type.starts_with("application/x-www-form-urlencoded")) {
    Request fields;  // a form is written as a query is
    if (!read_target("/?" + request.body, fields)) return std::nullopt;
    form.values_ = std::move(fields.query);
  } else {
    return std::nullopt;
  }
  const bool readable = std::all_of(form.values_.begin(), form.values_.end(), [](const auto& pair) {
    return is_utf8(pair.second) && !has_control(pair.second);
  });
  return readable ? std::optional(std::move(form)) : std::nullopt;
}

std::string Form::text(std::string_view name) const {
  for (const auto& [key, value] : values_)
    if (key == name) return std::string(trim(value));
  return {};
}

}  // namespace roster::http
