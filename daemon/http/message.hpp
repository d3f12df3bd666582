// Message: an HTTP request and its answer as values. Handlers map one to the other, independently
// of connections.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster::http {

class Upload;

enum class Method : std::uint8_t { get, head, post, put, remove, other };

/// `GET`, `PUT`, …; "other" for a method that no handler knows.
std::string_view to_string(Method method);

/// The peer of the connection.
struct Peer {
  std::optional<std::uint32_t> uid;  ///< of a client on the Unix socket
  std::string address;               ///< of a TCP client, without its port
};

/// A complete request. Never log `query`, `authorization` or `body`: they contain keys and personal
/// data.
struct Request {
  Method method = Method::get;
  std::vector<std::string> path;  ///< the decoded segments; empty ones are left out
  std::vector<std::pair<std::string, std::string>> query;  ///< decoded, in their order
  std::string accept, content_type, authorization, host, origin, forwarded_proto;
  std::vector<std::pair<std::string, std::string>> headers;  // all that came
  std::string body;
  std::shared_ptr<const Upload> upload;  ///< the body, when the server took it as an upload
  Peer peer;

  /// The values of all headers of this name, compared without case.
  std::vector<std::string_view> headers_named(std::string_view name) const;
  /// The first value of this parameter, its name compared without case; nothing when it is not
  /// there.
  std::optional<std::string> parameter(std::string_view name) const;
  /// All values of this parameter, split at commas: `override=a,b` and `override=a&override=b` are
  /// equivalent.
  std::vector<std::string> parameters(std::string_view name) const;
};

struct Response {
  unsigned status = 200;
  std::string content_type;  ///< empty when there is no body
  std::string body;
  std::vector<std::pair<std::string, std::string>>
      headers;  ///< besides Content-Type and Content-Length
};

/// Compares ASCII letters without case, as names of headers and schemes are.
bool equal_without_case(std::string_view a, std::string_view b);

/// Splits a request's target (`/a%20b?c=d`) into path and query. Returns false when it is not a
/// path, contains an invalid escape or invalid UTF-8, or would leave its root (`..`).
bool read_target(std::string_view target, Request& request);

/// A plain text answer for people and probes.
Response plain_response(unsigned status, std::string text);

}  // namespace roster::http
