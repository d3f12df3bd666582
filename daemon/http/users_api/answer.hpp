// Answer: what every call of the Users API shares: which representation the client wants, errors in
// the vendor's shape, and its content types to the letter (clients compare them).
//
// Codes and words: Ex Libris, Users API (OpenAPI file) and "Error handling with APIs".
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "daemon/http/message.hpp"

namespace roster::http {

enum class Representation : std::uint8_t { xml, json };

/// `format=` wins; else whichever of JSON and XML the Accept header names first; else XML, as the
/// vendor answers.
Representation wanted(const Request& request);

/// What the body is written in: by its Content-Type, else by its first character.
Representation representation_of_body(const Request& request);

/// A call that cannot be served. `code` is the vendor's, a number or a word, as text.
struct ApiError : std::runtime_error {
  ApiError(unsigned http_status, std::string error_code, const std::string& message)
      : std::runtime_error(message), status(http_status), code(std::move(error_code)) {}
  unsigned status;
  std::string code;
};

/// 401861, or 401890 when `type` names an identifier type.
ApiError user_not_found(std::string_view id, std::string_view type);

/// `tracking_id` is any text that finds the request again.
Response error_response(const ApiError& error, Representation representation,
                        std::string_view tracking_id);

/// What every XML answer begins with.
inline constexpr std::string_view kXmlPrologue =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A 200 with this body.
Response ok(Representation representation, std::string body);

}  // namespace roster::http
