#include "daemon/http/answer_head.hpp"

#include <algorithm>
#include <boost/beast/http/status.hpp>
#include <cassert>
#include <string_view>

namespace roster::http {
namespace {

void append_header(std::string& out, std::string_view name, std::string_view value) {
  assert(std::none_of(value.begin(), value.end(), [](char c) { return c == '\r' || c == '\n'; }));
  ((out += name) += ": ").append(value) += "\r\n";
}

std::string_view reason_of(unsigned status) {
  const auto reason =
      boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(status));
  return {reason.data(), reason.size()};
}

}  // namespace

void append_head(const Response& response, AfterAnswer after, std::string& out) {
  ((out += "HTTP/1.1 ") += std::to_string(response.status)) += ' ';
  (out += reason_of(response.status)) += "\r\n";
  if (after == AfterAnswer::close) append_header(out, "Connection", "close");
  if (!response.content_type.empty()) append_header(out, "Content-Type", response.content_type);
  for (const auto& [name, value] : response.headers) append_header(out, name, value);
  if (response.status != 204)
    append_header(out, "Content-Length", std::to_string(response.body.size()));
  out += "\r\n";
}

}  // namespace roster::http
