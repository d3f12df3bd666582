#include "daemon/config/yaml_reader.hpp"

#include <fmt/format.h>

#include <charconv>

#include "daemon/config/suggest.hpp"
#include "daemon/config/units.hpp"
#include "users/base/size.hpp"
#include "users/base/text.hpp"

namespace roster {
namespace {

constexpr std::size_t kMostItems = 1000;
constexpr Seconds kDay{86400};
constexpr Seconds kHundredYears = 36500 * kDay;

std::string_view kind_name(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::null:
      return "empty";
    case YamlNode::Kind::scalar:
      return "a single value";
    case YamlNode::Kind::list:
      return "a list";
    case YamlNode::Kind::map:
      return "a map of keys";
  }
  return "";
}

std::string in_words(std::span<const std::string_view> words) {
  std::string result;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) result += i + 1 == words.size() ? " or " : ", ";
    result += words[i];
  }
  return result;
}

}  // namespace

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kMost = 60;
  return "'" + printable_start(text, kMost) + "'";
}

YamlValue::YamlValue(const YamlNode& node, std::string path, Findings& findings)
    : node_{&node}, path_{std::move(path)}, findings_{&findings} {
  findings.positions.emplace(path_, node.at);
}

void YamlValue::error(std::string_view message) const {
  findings_->problems.push_back(
      {Severity::error, node_->at,
       path_.empty() ? std::string{message} : fmt::format("{}: {}", path_, message)});
}

void YamlValue::warning(std::string_view message) const {
  error(message);
  findings_->problems.back().severity = Severity::warning;
}

bool YamlValue::has_kind(YamlNode::Kind kind) const {
  if (node_->kind == kind) return true;
  if (node_->kind == YamlNode::Kind::null) {
    error("has no value");
  } else {
    error(fmt::format("must be {}, not {}", kind_name(kind), kind_name(node_->kind)));
  }
  return false;
}

bool YamlValue::is_word(std::string_view word) const {
  return node_->kind == YamlNode::Kind::scalar && node_->text == word;
}

const std::string* YamlValue::text(std::size_t least, std::size_t most) const {
  if (!has_kind(YamlNode::Kind::scalar)) return nullptr;
  const std::string& text = node_->text;
  if (!is_utf8(text) || has_control(text)) {
    error(fmt::format("{} holds a control character, or is not UTF-8", in_quotes(text)));
  } else if (text.size() < least) {
    error("must not be empty");
  } else if (text.size() > most) {
    error(fmt::format("is longer than {} bytes", most));
  } else {
    return &text;
  }
  return nullptr;
}

void YamlValue::read(std::string& target) const {
  if (const auto* value = text()) target = *value;
}

void YamlValue::read(bool& target) const {
  read_choice<bool>(target, {{"true", true}, {"false", false}});
}

void YamlValue::read_integer(int& target, int least, int most) const {
  const auto* value = text();
  if (value == nullptr) return;
  int number = 0;
  const char* end = value->data() + value->size();
  const auto result = std::from_chars(value->data(), end, number);
  const bool octal = value->size() > 1 && value->front() == '0';  // some readers take it as octal
  if (result.ptr != end || result.ec == std::errc::invalid_argument || octal) {
    error(fmt::format("{} is not a whole number", in_quotes(*value)));
  } else if (result.ec != std::errc{} || number < least || number > most) {
    error(fmt::format("{} is out of range ({} to {})", in_quotes(*value), least, most));
  } else {
    target = number;
  }
}

void YamlValue::read_duration(Seconds& target, Seconds least, Seconds most) const {
  const auto* value = text();
  if (value == nullptr) return;
  const auto duration = parse_duration(*value);
  if (!duration) {
    error(fmt::format("{} is {}; write 90s, 10m, 24h, 30d or 2w", in_quotes(*value),
                      value->starts_with('-') ? "negative" : "not a duration"));
  } else if (*duration < least || *duration > most) {
    error(fmt::format("{} is out of range ({} to {})", in_quotes(*value), format_duration(least),
                      format_duration(most)));
  } else {
    target = *duration;
  }
}

void YamlValue::read_days(int& target) const {
  Seconds duration{-1};
  read_duration(duration, Seconds{0}, kHundredYears);
  if (duration < Seconds{0}) return;
  if (duration % kDay != Seconds{0}) {
    error(fmt::format("{} is not a number of whole days", in_quotes(node_->text)));
  } else {
    target = static_cast<int>(duration / kDay);
  }
}

void YamlValue::read_size(std::uint64_t& target, std::uint64_t least, std::uint64_t most) const {
  const auto* value = text();
  if (value == nullptr) return;
  const auto size = parse_size(*value);
  if (!size) {
    error(fmt::format("{} is not a size; write 512KiB, 64MiB or 4GiB", in_quotes(*value)));
  } else if (*size < least || *size > most) {
    error(fmt::format("{} is out of range ({} to {})", in_quotes(*value), format_size(least),
                      format_size(most)));
  } else {
    target = *size;
  }
}

void YamlValue::read_share(double& target) const {
  const auto* value = text();
  if (value == nullptr) return;
  if (const auto share = parse_share(*value)) {
    target = *share;
  } else {
    error(fmt::format("{} is not a percentage; write 0% to 100%", in_quotes(*value)));
  }
}

std::optional<std::size_t> YamlValue::choose(std::span<const std::string_view> words) const {
  const auto* value = text();
  if (value == nullptr) return std::nullopt;
  const auto found = std::find(words.begin(), words.end(), *value);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  error(fmt::format("{} is not {}{}", in_quotes(*value), in_words(words),
                    did_you_mean(*value, words)));
  return std::nullopt;
}

std::vector<YamlValue> YamlValue::items() const {
  if (!has_kind(YamlNode::Kind::list)) return {};
  if (node_->items.size() > kMostItems) {
    error(fmt::format("holds more than {} items", kMostItems));
    return {};
  }
  std::vector<YamlValue> result;
  for (const YamlNode& item : node_->items) {
    result.emplace_back(item, fmt::format("{}[{}]", path_, result.size() + 1), *findings_);
  }
  return result;
}

void YamlValue::read(std::vector<std::string>& target) const {
  if (node_->kind == YamlNode::Kind::list) target.clear();
  for (const YamlValue& item : items()) {
    if (const auto* value = item.text()) target.push_back(*value);
  }
}

std::vector<YamlMember> YamlValue::members() const {
  std::vector<YamlMember> result;
  if (!has_kind(YamlNode::Kind::map)) return result;
  std::map<std::string_view, Position> seen;
  for (const YamlEntry& entry : node_->entries) {
    const std::string shown = in_quotes(entry.key);
    const std::string path = (path_.empty() ? "" : path_ + ".") + shown.substr(1, shown.size() - 2);
    const auto [first, is_new] = seen.emplace(entry.key, entry.at);
    if (is_new) {
      result.push_back({&entry.key, entry.at, YamlValue{entry.value, path, *findings_}});
    } else {
      findings_->problems.push_back(
          {Severity::error, entry.at,
           fmt::format("{}: repeated key; it was given in line {} already", path,
                       first->second.line)});
    }
  }
  return result;
}

void YamlMember::refuse(std::span<const std::string_view> known) const {
  value.findings_->problems.push_back(
      {Severity::error, at,
       fmt::format("{}: unknown key{}", value.path(), did_you_mean(*key, known))});
}

}  // namespace roster
