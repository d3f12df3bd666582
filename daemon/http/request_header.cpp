#include "daemon/http/request_header.hpp"

#include <boost/beast/http/field.hpp>
#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/verb.hpp>
#include <string>
#include <string_view>

namespace roster::http {

namespace beast = boost::beast;

namespace {

using Header = beast::http::request_header<>;

Method method_of(beast::http::verb verb) {
  switch (verb) {
    case beast::http::verb::get:
      return Method::get;
    case beast::http::verb::head:
      return Method::head;
    case beast::http::verb::post:
      return Method::post;
    case beast::http::verb::put:
      return Method::put;
    case beast::http::verb::delete_:
      return Method::remove;
    default:
      return Method::other;
  }
}

std::string field(const Header& header, std::string_view name) {
  const auto found = header.find(beast::string_view(name.data(), name.size()));
  return found == header.end() ? std::string() : std::string(found->value());
}

/// The host of an origin such as `https://roster.example.edu`; other origins such as "null" are
/// returned unchanged.
std::string_view host_of_origin(std::string_view origin) {
  const auto scheme = origin.find("://");
  return scheme == std::string_view::npos ? origin : origin.substr(scheme + 3);
}

/// Pages that tell other sites nothing (Referrer-Policy: no-referrer) send their own forms with
/// `Origin: null`; the browser says then where they come from.
bool is_own_page(const Header& header, const Request& request) {
  return request.origin == "null" && field(header, "Sec-Fetch-Site") == "same-origin";
}

}  // namespace

Request request_of(const Header& header, const Peer& peer) {
  Request request;
  request.method = method_of(header.method());
  request.accept = field(header, "Accept");
  request.content_type = field(header, "Content-Type");
  request.authorization = field(header, "Authorization");
  request.host = field(header, "Host");
  request.origin = field(header, "Origin");
  request.forwarded_proto = field(header, "X-Forwarded-Proto");
  for (const auto& one : header)
    request.headers.emplace_back(std::string(one.name_string()), std::string(one.value()));
  request.peer = peer;
  return request;
}

std::optional<Response> refusal(const Header& header, Request& request,
                                const ServerOptions& options) {
  if (header.count(beast::http::field::host) != 1 || !is_known_host(request.host, options.hosts))
    return plain_response(421, "this host name is not served here (roster.yaml: http.hosts)\n");
  if (!request.origin.empty() && !is_own_page(header, request) &&
      !is_known_host(host_of_origin(request.origin), options.hosts))
    return plain_response(403, "requests from pages of another site are not served\n");
  const auto target = header.target();
  if (!read_target({target.data(), target.size()}, request))
    return plain_response(400, "the request target is invalid\n");
  return std::nullopt;
}

}  // namespace roster::http
