// Exposition: metrics in the Prometheus text format 0.0.4.
//
//   Exposition out;
//   out.family("roster_jobs_held", Exposition::Type::gauge, "Jobs that wait for a decision.");
//   out.sample({{"kind", "purge"}}, 2);
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

class Exposition {
 public:
  enum class Type : std::uint8_t { gauge, counter, histogram };
  using Labels = std::vector<std::pair<std::string_view, std::string>>;

  /// Starts a metric family; its samples follow. Each name is used once.
  void family(std::string_view name, Type type, std::string_view help);
  void sample(const Labels& labels, std::int64_t value);
  void sample(const Labels& labels, double value);
  /// How many of `count` values were up to each bound, and the sum of all.
  void histogram(const Labels& labels, std::span<const double> bounds,
                 std::span<const std::int64_t> up_to, std::int64_t count, double sum);
  const std::string& text() const { return text_; }

 private:
  std::string text_, name_;

  void begin_sample(const Labels& labels, std::string_view ending = {});
};

}  // namespace roster
