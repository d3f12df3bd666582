#include "daemon/http/console/base/form.hpp"

#include <algorithm>

#include "users/base/text.hpp"

namespace roster::http {
namespace {

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

}  // namespace

std::optional<Form> Form::read(const Request& request) {
  Form form;
  if (request.content_type.starts_with("multipart/form-data")) {
    if (!form.read_multipart(request.content_type, request.body)) return std::nullopt;
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

bool Form::read_multipart(std::string_view content_type, std::string_view body) {
  const std::string boundary = "--" + boundary_of(content_type);
  if (boundary.size() == 2 || !body.starts_with(boundary)) return false;
  body.remove_prefix(boundary.size());
  while (body.starts_with("\r\n")) {
    body.remove_prefix(2);
    const auto head = body.find("\r\n\r\n");
    const auto end = body.find("\r\n" + boundary);
    if (head == std::string_view::npos || end == std::string_view::npos || head + 4 > end)
      return false;
    take_part(body.substr(0, head), body.substr(head + 4, end - head - 4));
    body.remove_prefix(end + 2 + boundary.size());
  }
  return body.starts_with("--");
}

void Form::take_part(std::string_view head, std::string_view body) {
  const std::string name = parameter_of(head, "name");
  if (head.find(" filename=\"") == std::string_view::npos) {
    values_.emplace_back(name, body);
    return;
  }
  std::string file = parameter_of(head, "filename");
  file = file.substr(file.find_last_of("/\\") + 1);
  if (!file.empty()) file_ = File{std::move(file), std::string(body)};
}

}  // namespace roster::http
