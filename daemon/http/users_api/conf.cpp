// Calls outside of the Users API that its clients make first.
#include <fmt/format.h>

#include "daemon/http/users_api/reading.hpp"
#include "sis/xml/writer.hpp"
#include "users/base/json.hpp"

namespace roster::http {

std::string get_general(const Call& call) {
  if (call.as == Representation::json)
    return fmt::format(
        R"({{"institution":{{"value":"ROSTER","desc":"Roster"}},"environment_type":"Production","alma_url":"{0}","primo_url":"{0}"}})",
        call.root);
  std::string out(kXmlPrologue);
  sis::XmlOut xml(out, 0);
  xml.start("general").children();
  xml.start("institution").attribute("desc", "Roster").text("institution", "ROSTER");
  xml.leaf("environment_type", "Production");
  xml.leaf("alma_url", call.root);
  xml.end("general");
  return out;
}

std::string get_test(const Call& call) {
  const std::string word =
      call.request.method == Method::post ? "POST - OK" : "GET - OK - institutionCode: ROSTER";
  if (call.as == Representation::json) {
    std::string out;
    append_json_text(out, word);
    return out;
  }
  return fmt::format("{}<test>{}</test>\n", kXmlPrologue, word);
}

std::string get_libraries(const Call& call) {
  if (call.as == Representation::json) return R"({"total_record_count":0})";
  return fmt::format("{}<libraries total_record_count=\"0\"/>\n", kXmlPrologue);
}

std::string get_user_groups(const Call& call, std::span<const std::string> groups) {
  std::string out;
  if (call.as == Representation::json) {
    out = R"({"name":"UserGroups","row":[)";
    for (const std::string& group : groups) {
      if (out.back() != '[') out += ',';
      JsonObject(out, JsonStyle::compact)
          .text("code", group)
          .text("description", group)
          .raw("enabled", "true")
          .close();
    }
    return out + "]}";
  }
  out = kXmlPrologue;
  sis::XmlOut xml(out, 0);
  xml.start("code_table").children();
  xml.leaf("name", "UserGroups");
  xml.start("rows").children();
  for (const std::string& group : groups) {
    xml.start("row").children();
    xml.leaf("code", group);
    xml.leaf("description", group);
    xml.leaf("enabled", "true");
    xml.end("row");
  }
  xml.end("rows");
  xml.end("code_table");
  return out;
}

}  // namespace roster::http
