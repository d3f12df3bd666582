#include "daemon/http/console/base/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "daemon/http/console/base/pieces.hpp"

namespace roster::http {
namespace {

constexpr double kWidth = 600, kHeight = 120, kLeft = 60, kTop = 10, kBottom = 20;

std::int64_t sum(const Bar& bar) {
  return std::accumulate(bar.parts.begin(), bar.parts.end(), std::int64_t{0});
}

/// What the height of the picture stands for. One bar far above all others, such as the first load,
/// is cut off: it would make the others invisible.
std::int64_t top_of(const Plot& plot) {
  constexpr std::int64_t kFar = 4;
  std::int64_t first = 1, second = 1;
  for (const Bar& bar : plot.bars) {
    const std::int64_t height = sum(bar);
    second = std::max(second, std::min(first, height));
    first = std::max(first, height);
  }
  return plot.bars.size() > 2 && first > kFar * second ? second + second / kFar + 1 : first;
}

std::string coordinate(double value) { return fmt::format("{:.1f}", value); }

void draw_text(Html& html, double x, double y, std::string_view anchor, std::string_view text) {
  html.leaf("text", {{"x", coordinate(x)}, {"y", coordinate(y)}, {"text-anchor", anchor}}, text);
}

void draw_bars(Html& html, const Plot& plot, std::int64_t most) {
  const double step = (kWidth - kLeft) / static_cast<double>(plot.bars.size());
  double x = kLeft;
  for (const Bar& bar : plot.bars) {
    double y = kTop + kHeight;
    for (std::size_t i = 0; i < bar.parts.size(); ++i) {
      const double height = kHeight * static_cast<double>(bar.parts[i]) / static_cast<double>(most);
      y -= height;
      if (height > 0)
        html.leaf("rect",
                  {{"class", fmt::format("series{}", i)},
                   {"x", coordinate(x + step * 0.1)},
                   {"y", coordinate(y)},
                   {"width", coordinate(std::min(step * 0.8, 40.0))},
                   {"height", coordinate(std::max(height, 0.5))}},
                  "");
    }
    if (sum(bar) > most)
      draw_text(html, x + step * 0.1 + std::min(step * 0.8, 40.0) + 3, kTop + 9, "start",
                number_text(sum(bar)));
    x += step;
  }
}

void draw_picture(Html& html, const Plot& plot) {
  const std::int64_t most = top_of(plot);
  const std::string box = fmt::format("0 0 {} {}", kWidth, kTop + kHeight + kBottom);
  html.in("svg", {{"viewBox", box}, {"role", "img"}, {"aria-label", plot.title}}, [&] {
    draw_bars(html, plot, most);
    const std::string base = coordinate(kTop + kHeight);
    html.leaf("line",
              {{"x1", coordinate(kLeft)}, {"x2", coordinate(kWidth)}, {"y1", base}, {"y2", base}},
              "");
    draw_text(html, kLeft - 6, kTop + 8, "end", number_text(most));
    draw_text(html, kLeft - 6, kTop + kHeight, "end", "0");
    draw_text(html, kLeft, kTop + kHeight + 14, "start", plot.bars.front().label);
    if (plot.bars.size() > 1)
      draw_text(html, kWidth, kTop + kHeight + 14, "end", plot.bars.back().label);
  });
}

void draw_legend(Html& html, const Plot& plot) {
  html.in("ul", {{"class", "legend"}}, [&] {
    for (std::size_t i = 0; i < plot.series.size(); ++i)
      html.in("li", [&] {
        html.leaf("span", {{"class", fmt::format("key series{}", i)}, {"aria-hidden", "true"}}, "");
        html.text(" ").text(plot.series[i]);
      });
  });
}

void write_table(Html& html, const Plot& plot) {
  std::vector<Heading> headings{{"Started"}};
  for (const std::string& series : plot.series) headings.push_back({series, Heading::Kind::number});
  html.in("details", [&] {
    html.leaf("summary", "The numbers: " + plot.title);
    table(html, plot.title, headings, [&] {
      for (const Bar& bar : plot.bars)
        html.in("tr", [&] {
          html.leaf("th", {{"scope", "row"}}, bar.label);
          for (const std::int64_t part : bar.parts) cell(html, part);
        });
    });
  });
}

}  // namespace

void draw(Html& html, const Plot& plot) {
  if (plot.bars.empty()) return;
  html.in("figure", {{"class", "plot"}}, [&] {
    html.leaf("figcaption", plot.title);
    draw_picture(html, plot);
    draw_legend(html, plot);
    write_table(html, plot);
  });
}

}  // namespace roster::http
