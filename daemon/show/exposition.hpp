// Exposition: metrics as text, in Prometheus's format 0.0.4.
//
//   Exposition out;
//   out.family("roster_jobs_held", Exposition::Type::gauge, "Jobs that wait for a decision.");
//   out.sample({{"kind", "purge"}}, 2);
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

class Exposition {
 public:
  enum class Type : std::uint8_t { gauge, counter };
  using Labels = std::vector<std::pair<std::string_view, std::string>>;

  /// Begins a metric. Its samples follow; a name comes once.
  void family(std::string_view name, Type type, std::string_view help);
  void sample(const Labels& labels, std::int64_t value);
  void sample(const Labels& labels, double value);
  const std::string& text() const { return text_; }

 private:
  std::string text_, name_;

  void begin_sample(const Labels& labels);
};

}  // namespace roster
