#include "daemon/http/console/base/progress_bar.hpp"

#include "daemon/http/console/base/pieces.hpp"

namespace roster::http {
namespace {

std::string percent_of(const boost::json::object& running) {
  const auto* percent = running.if_contains("percent");
  return percent == nullptr ? "" : std::to_string(percent->to_number<std::int64_t>());
}

}  // namespace

std::string progress_text(const boost::json::object& running) {
  std::string text(running.at("what").as_string());
  if (const auto* records = running.if_contains("records"))
    text += ": " + number_text(records->to_number<std::int64_t>()) + " records";
  const std::string percent = percent_of(running);
  return percent.empty() ? text : text + ", " + percent + " %";
}

void progress(Html& html, const boost::json::object& running) {
  html.in("p", [&] {
    html.text("Running: " + progress_text(running));
    const std::string percent = percent_of(running);
    if (!percent.empty())
      html.text(" ").leaf("progress",
                          {{"max", "100"}, {"value", percent}, {"aria-label", "read of the file"}},
                          percent + " %");
  });
}

}  // namespace roster::http
