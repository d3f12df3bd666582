#include "daemon/work/rerun.hpp"

#include <boost/json.hpp>

namespace roster {

namespace json = boost::json;

std::string to_json(const Rerun& rerun) {
  json::object object;
  if (!rerun.spooled.empty()) object["spooled"] = rerun.spooled;
  if (!rerun.dropped.empty()) {
    object["dropped"] = rerun.dropped;
    object["stamp"] = {rerun.stamp.device, rerun.stamp.inode, rerun.stamp.size,
                       rerun.stamp.modified, rerun.stamp.changed};
  }
  if (rerun.guard == sis::GuardMode::approved) object["approved"] = true;
  return json::serialize(object);
}

Rerun parse_rerun(const std::string& text) {
  if (text.empty()) return {};
  const json::object object = json::parse(text).as_object();
  Rerun rerun;
  if (const auto* value = object.if_contains("spooled")) rerun.spooled = value->as_string();
  if (const auto* value = object.if_contains("dropped")) rerun.dropped = value->as_string();
  if (const auto* value = object.if_contains("stamp")) {
    const json::array& parts = value->as_array();
    rerun.stamp = {parts.at(0).to_number<std::uint64_t>(), parts.at(1).to_number<std::uint64_t>(),
                   parts.at(2).to_number<std::uint64_t>(), parts.at(3).to_number<std::int64_t>(),
                   parts.at(4).to_number<std::int64_t>()};
  }
  if (object.contains("approved")) rerun.guard = sis::GuardMode::approved;
  return rerun;
}

}  // namespace roster
