// Answer: what all calls of the Users API share: the requested representation, errors in the
// vendor's format, and the vendor's exact content types (clients compare them).
//
// Codes and words: Ex Libris, Users API (OpenAPI file) and "Error handling with APIs".
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "daemon/http/message.hpp"

namespace roster::http {

enum class Representation : std::uint8_t { xml, json };

/// `format=` has priority; then the first of JSON and XML in the Accept header; then XML, the
/// vendor's default.
Representation wanted(const Request& request);

/// The representation of the body: by its Content-Type, else by its first character.
Representation representation_of_body(const Request& request);

/// A call failed. `code` is the vendor's error code, a number or a word, as text.
struct ApiError : std::runtime_error {
  ApiError(unsigned http_status, std::string error_code, const std::string& message)
      : std::runtime_error(message), status(http_status), code(std::move(error_code)) {}
  unsigned status;
  std::string code;
};

/// 401861, or 401890 when `type` names an identifier type.
ApiError user_not_found(std::string_view id, std::string_view type);

/// `tracking_id`: a text that identifies the request.
Response error_response(const ApiError& error, Representation representation,
                        std::string_view tracking_id);

/// The prologue of every XML answer.
inline constexpr std::string_view kXmlPrologue =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A 200 with this body.
Response ok(Representation representation, std::string body);

}  // namespace roster::http
