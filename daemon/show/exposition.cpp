#include "daemon/show/exposition.hpp"

#include <fmt/format.h>

namespace roster {

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out;
}

}  // namespace

void Exposition::family(std::string_view name, Type type, std::string_view help) {
  name_ = name;
  text_ += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name, help,
                       type == Type::gauge ? "gauge" : "counter");
}

void Exposition::begin_sample(const Labels& labels) {
  text_ += name_;
  std::string_view between = "{";
  for (const auto& [label, value] : labels) {
    text_ += fmt::format("{}{}=\"{}\"", between, label, escaped(value));
    between = ",";
  }
  text_ += labels.empty() ? " " : "} ";
}

void Exposition::sample(const Labels& labels, std::int64_t value) {
  begin_sample(labels);
  text_ += fmt::format("{}\n", value);
}

void Exposition::sample(const Labels& labels, double value) {
  begin_sample(labels);
  text_ += fmt::format("{}\n", value);
}

}  // namespace roster
