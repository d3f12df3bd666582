#include "daemon/http/message.hpp"

#include <algorithm>

#include "users/base/text.hpp"

namespace roster::http {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

enum class Plus : std::uint8_t { kept, blank };

/// Nothing when an escape is invalid, or the result is not UTF-8 on one line.
std::optional<std::string> unescape(std::string_view text, Plus plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus == Plus::blank) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  if (printable(out) != out) return std::nullopt;
  return out;
}

/// Splits at each `separator`; calls `part` until it returns false.
template <class F>
bool for_each_part(std::string_view text, char separator, F&& part) {
  while (true) {
    const auto end = text.find(separator);
    if (!part(text.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
}

bool read_path(std::string_view path, Request& request) {
  return for_each_part(path, '/', [&](std::string_view part) {
    if (part.empty()) return true;
    std::optional<std::string> segment = unescape(part, Plus::kept);
    if (!segment || *segment == "." || *segment == "..") return false;
    request.path.push_back(std::move(*segment));
    return true;
  });
}

bool read_query(std::string_view query, Request& request) {
  return for_each_part(query, '&', [&](std::string_view part) {
    if (part.empty()) return true;
    const auto equals = part.find('=');
    std::optional<std::string> name = unescape(part.substr(0, equals), Plus::blank);
    std::optional<std::string> value = equals == std::string_view::npos
                                           ? std::string()
                                           : unescape(part.substr(equals + 1), Plus::blank);
    if (!name || !value) return false;
    request.query.emplace_back(std::move(*name), std::move(*value));
    return true;
  });
}

}  // namespace

bool equal_without_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

std::string_view to_string(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::remove:
      return "DELETE";
    case Method::other:
      break;
  }
  return "other";
}

std::vector<std::string_view> Request::headers_named(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : headers)
    if (equal_without_case(key, name)) values.push_back(value);
  return values;
}

std::optional<std::string> Request::parameter(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (equal_without_case(key, name)) return value;
  return std::nullopt;
}

std::vector<std::string> Request::parameters(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : query) {
    if (!equal_without_case(key, name)) continue;
    for_each_part(value, ',', [&](std::string_view part) {
      if (!part.empty()) values.emplace_back(part);
      return true;
    });
  }
  return values;
}

bool read_target(std::string_view target, Request& request) {
  request.path.clear();
  request.query.clear();
  if (!target.starts_with('/')) return false;
  const auto question = target.find('?');
  if (!read_path(target.substr(0, question), request)) return false;
  return question == std::string_view::npos || read_query(target.substr(question + 1), request);
}

Response plain_response(unsigned status, std::string text) {
  return {status, "text/plain;charset=UTF-8", std::move(text), {}};
}

}  // namespace roster::http
