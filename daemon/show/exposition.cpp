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

std::string_view word(Exposition::Type type) {
  switch (type) {
    case Exposition::Type::gauge:
      return "gauge";
    case Exposition::Type::counter:
      return "counter";
    case Exposition::Type::histogram:
      break;
  }
  return "histogram";
}

}  // namespace

void Exposition::family(std::string_view name, Type type, std::string_view help) {
  name_ = name;
  text_ += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, word(type));
}

void Exposition::begin_sample(const Labels& labels, std::string_view ending) {
  text_.append(name_).append(ending);
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

void Exposition::histogram(const Labels& labels, std::span<const double> bounds,
                           std::span<const std::int64_t> up_to, std::int64_t count, double sum) {
  Labels bounded = labels;
  bounded.emplace_back("le", "");
  const auto bucket = [&](std::string bound, std::int64_t values) {
    bounded.back().second = std::move(bound);
    begin_sample(bounded, "_bucket");
    text_ += fmt::format("{}\n", values);
  };
  for (std::size_t i = 0; i < bounds.size(); ++i) bucket(fmt::format("{}", bounds[i]), up_to[i]);
  bucket("+Inf", count);
  begin_sample(labels, "_sum");
  text_ += fmt::format("{}\n", sum);
  begin_sample(labels, "_count");
  text_ += fmt::format("{}\n", count);
}

}  // namespace roster
