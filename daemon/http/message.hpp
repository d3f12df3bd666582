// Message: an HTTP request and its answer as values. Handlers are functions from one to the other
// and know no connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster::http {

enum class Method : std::uint8_t { get, head, post, put, remove, other };

/// `GET`, `PUT`, …; "other" for a method that no handler knows.
std::string_view to_string(Method method);

/// Who is at the other end of the connection.
struct Peer {
  std::optional<std::uint32_t> uid;  ///< of a client on the Unix socket
  std::string address;               ///< of a TCP client, without its port
};

/// A request that was read whole. Never log `query`, `authorization` or `body`: keys and people are
/// in them.
struct Request {
  Method method = Method::get;
  std::vector<std::string> path;  ///< the decoded segments; empty ones are left out
  std::vector<std::pair<std::string, std::string>> query;  ///< decoded, in their order
  std::string accept, content_type, authorization, host, origin, forwarded_proto;
  std::vector<std::pair<std::string, std::string>> headers;  // all that came
  std::string body;
  Peer peer;

  /// The values of all headers of this name, compared without case.
  std::vector<std::string_view> headers_named(std::string_view name) const;
  /// The first value of this parameter, its name compared without case; nothing when it is not
  /// there.
  std::optional<std::string> parameter(std::string_view name) const;
  /// All values of this parameter, cut at commas: `override=a,b` and `override=a&override=b` are
  /// the same.
  std::vector<std::string> parameters(std::string_view name) const;
};

struct Response {
  unsigned status = 200;
  std::string content_type;  ///< empty when there is no body
  std::string body;
  std::vector<std::pair<std::string, std::string>>
      headers;  ///< besides Content-Type and Content-Length
};

/// Takes a request's target (`/a%20b?c=d`) apart into path and query. False when it is not a path,
/// holds a broken escape or a byte that is not UTF-8, or would leave its root (`..`).
bool read_target(std::string_view target, Request& request);

/// Plain text for people and probes.
Response plain_response(unsigned status, std::string text);

}  // namespace roster::http
