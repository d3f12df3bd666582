// Reads values that occur in several sections of the configuration.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "daemon/config/read.hpp"
#include "daemon/schedule/schedule.hpp"

namespace roster {
namespace {

bool is_code_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

/// Parses the text as a schedule; reports the problem and returns nothing when it is invalid.
std::optional<Schedule> checked_schedule(const YamlValue& value, const std::string*& text) {
  text = value.text();
  if (text == nullptr) return std::nullopt;
  try {
    return parse_schedule(*text);
  } catch (const BadSchedule& error) {
    value.error(error.what());
    return std::nullopt;
  }
}

/// True when the text is safe in a mail header and is not a command-line option.
bool is_address(std::string_view text) {
  return !text.starts_with('-') && text.find_first_of(" ,;<>()\"") == std::string_view::npos;
}

}  // namespace

void read_code(const YamlValue& value, std::string& target) {
  const auto* code = value.text();
  if (code == nullptr) return;
  if (std::all_of(code->begin(), code->end(), is_code_character)) {
    target = *code;
  } else {
    value.error(
        fmt::format("{} may only hold letters (a to z), digits, '_' and '-'", in_quotes(*code)));
  }
}

void read_input(const YamlValue& value, std::string& target) {
  const auto* text = value.text();
  if (text == nullptr) return;
  const std::filesystem::path path{*text};
  if (path.is_absolute()) {
    value.error(fmt::format("{} is absolute; name a directory below inbox", in_quotes(*text)));
  } else if (std::find(path.begin(), path.end(), "..") != path.end()) {
    value.error(fmt::format("{} leads out of inbox with '..'", in_quotes(*text)));
  } else if (path.lexically_normal() == ".") {
    value.error(fmt::format("{} is inbox itself; name a directory below it", in_quotes(*text)));
  } else {
    target = (path / "").lexically_normal().parent_path().string();
  }
}

void read_feed_schedule(const YamlValue& value, std::string& target) {
  const std::string* text = nullptr;
  if (checked_schedule(value, text)) target = *text;
}

void read_schedule_without_arrival(const YamlValue& value, std::string& target,
                                   std::string_view what) {
  const std::string* text = nullptr;
  const auto schedule = checked_schedule(value, text);
  if (!schedule) return;
  if (schedule->kind == Schedule::Kind::on_arrival) {
    value.error(fmt::format("on_arrival is only for feeds; {} does not wait for a file", what));
  } else {
    target = *text;
  }
}

void read_record_type(const YamlValue& value, std::string& target) {
  value.read_choice<std::string>(
      target, {{"public", "PUBLIC"}, {"staff", "STAFF"}, {"contact", "CONTACT"}});
}

void read_addresses(const YamlValue& value, std::vector<std::string>& target) {
  target.clear();
  for (const YamlValue& item : value.items()) {
    const auto* address = item.text();
    if (address == nullptr) continue;
    if (is_address(*address)) {
      target.push_back(*address);
    } else {
      item.error(fmt::format("{} is not a mail address", in_quotes(*address)));
    }
  }
}

}  // namespace roster
