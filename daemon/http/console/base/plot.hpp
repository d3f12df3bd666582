// Plot: numbers of many nights as bars, drawn as SVG in the page; the same numbers stand in a table
// behind it, for who cannot see it or wants to copy them.
#pragma once

#include <string>
#include <vector>

#include "daemon/http/console/base/html.hpp"

namespace roster::http {

struct Bar {
  std::string label;                // `2026-11-22 02:00`
  std::vector<std::int64_t> parts;  // one for each series, from the bottom up
};

struct Plot {
  std::string title;
  std::vector<std::string> series;  // at most four have a look of their own
  std::vector<Bar> bars;            // the oldest first
};

void draw(Html& html, const Plot& plot);

}  // namespace roster::http
