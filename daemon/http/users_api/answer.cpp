#include "daemon/http/users_api/answer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sis/xml/writer.hpp"
#include "users/base/json.hpp"

namespace roster::http {
namespace {

constexpr std::string_view kErrorNamespace = "http://com/exlibris/urm/general/xmlbeans";

std::string_view content_type(Representation representation) {
  return representation == Representation::json ? "application/json;charset=UTF-8"
                                                : "application/xml;charset=UTF-8";
}

std::string error_json(const ApiError& error, std::string_view tracking_id) {
  std::string body = "{\"errorsExist\":true,\"errorList\":{\"error\":[";
  JsonObject(body, JsonStyle::compact)
      .text("errorCode", error.code)
      .text("errorMessage", error.what())
      .text("trackingId", tracking_id)
      .close();
  return body + "]},\"result\":null}";
}

std::string error_xml(const ApiError& error, std::string_view tracking_id) {
  std::string body(kXmlPrologue);
  sis::XmlOut xml(body, 0);
  xml.start("web_service_result").attribute("xmlns", kErrorNamespace).children();
  xml.leaf("errorsExist", "true");
  xml.start("errorList").children();
  xml.start("error").children();
  xml.leaf("errorCode", error.code);
  xml.leaf("errorMessage", error.what());
  xml.leaf("trackingId", tracking_id);
  xml.end("error");
  xml.end("errorList");
  xml.end("web_service_result");
  return body;
}

}  // namespace

Representation wanted(const Request& request) {
  if (const auto format = request.parameter("format"))
    return *format == "json" ? Representation::json : Representation::xml;
  const auto json = request.accept.find("application/json");
  const auto xml =
      std::min(request.accept.find("application/xml"), request.accept.find("text/xml"));
  return json < xml ? Representation::json : Representation::xml;
}

Representation representation_of_body(const Request& request) {
  if (request.content_type.find("json") != std::string::npos) return Representation::json;
  if (request.content_type.find("xml") != std::string::npos) return Representation::xml;
  const auto first = request.body.find_first_not_of(" \t\r\n");
  const bool brace = first != std::string::npos && request.body[first] == '{';
  return brace ? Representation::json : Representation::xml;
}

ApiError user_not_found(std::string_view id, std::string_view type) {
  if (type.empty() || type == "all_unique")
    return {400, "401861", fmt::format("User with identifier {} was not found.", id)};
  return {400, "401890",
          fmt::format("User with identifier {} of type {} was not found.", id, type)};
}

Response error_response(const ApiError& error, Representation representation,
                        std::string_view tracking_id) {
  Response response =
      ok(representation, representation == Representation::json ? error_json(error, tracking_id)
                                                                : error_xml(error, tracking_id));
  response.status = error.status;
  return response;
}

Response ok(Representation representation, std::string body) {
  return {200,
          std::string(content_type(representation)),
          std::move(body),
          {{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}}};
}

}  // namespace roster::http
