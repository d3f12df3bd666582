#include "daemon/rerun.hpp"

#include <boost/json.hpp>

namespace roster {

std::string to_json(const Rerun& rerun) {
  boost::json::object object;
  if (!rerun.spooled.empty()) object["spooled"] = rerun.spooled;
  if (!rerun.dropped.empty()) object["dropped"] = rerun.dropped;
  return boost::json::serialize(object);
}

Rerun parse_rerun(const std::string& text) {
  if (text.empty()) return {};
  const boost::json::object object = boost::json::parse(text).as_object();
  const auto get = [&](const char* key) {
    const auto* value = object.if_contains(key);
    return value == nullptr ? std::string() : std::string(value->as_string());
  };
  return {get("spooled"), get("dropped")};
}

}  // namespace roster
