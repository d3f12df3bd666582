#include "users/jobs/payload.hpp"

namespace roster {
namespace payload {

JsonValue put(const FileStamp& stamp) {
  const auto number = [](std::uint64_t value) {
    return JsonValue{static_cast<std::int64_t>(value)};
  };
  return {JsonValue::Items{number(stamp.device), number(stamp.inode), number(stamp.size),
                           JsonValue{stamp.modified}, JsonValue{stamp.changed}}};
}

void take(const JsonValue& json, std::int64_t& value) {
  if (const auto* found = json.as<std::int64_t>()) value = *found;
}

void take(const JsonValue& json, int& value) {
  std::int64_t number = value;
  take(json, number);
  value = static_cast<int>(number);
}

void take(const JsonValue& json, double& value) {
  if (const auto* whole = json.as<std::int64_t>()) value = static_cast<double>(*whole);
  if (const auto* real = json.as<double>()) value = *real;
}

void take(const JsonValue& json, FileStamp& stamp) {
  const JsonValue::Items& parts = json.items();
  if (parts.size() != 5) return;
  std::int64_t numbers[5] = {};
  for (std::size_t i = 0; i < 5; ++i) take(parts[i], numbers[i]);
  stamp = {static_cast<std::uint64_t>(numbers[0]), static_cast<std::uint64_t>(numbers[1]),
           static_cast<std::uint64_t>(numbers[2]), numbers[3], numbers[4]};
}

}  // namespace payload

JobFile file_in(std::string_view payload) { return read_payload<JobFile>(payload); }

namespace {

struct LoadExtent {
  enum class Extent : std::uint8_t { by_profile, partial } extent = Extent::by_profile;
};

template <class Fields>
void describe(Fields& fields, LoadExtent& load) {
  fields("extent", load.extent);
}

}  // namespace

bool is_partial(std::string_view payload) try {
  return read_payload<LoadExtent>(payload).extent == LoadExtent::Extent::partial;
} catch (const JsonError&) {  // nobody can tell
  return true;
}

std::string with_file(std::string_view payload, const JobFile& file) {
  const JsonValue part = parse_json(write_payload(file));
  JsonValue whole = payload.empty() ? JsonValue{JsonValue::Members{}} : parse_json(payload);
  auto& members = std::get<JsonValue::Members>(whole.value);
  for (const std::string_view key : {"dropped", "stamp", "spooled", "ended", "waiting"})
    std::erase_if(members, [&](const auto& member) { return member.first == key; });
  for (const auto& [key, member] : *part.as<JsonValue::Members>()) whole.add(key, member);
  return print_json(whole);
}

}  // namespace roster
