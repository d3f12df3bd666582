// The sample feeds of tests/samples.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/source_root.hpp"

namespace roster::test {

inline const std::filesystem::path kSamples = roster::tests::source_root() + "/tests/samples";

/// Feeds in the style of real exports, and broken ones, sorted by path.
inline std::vector<std::filesystem::path> sample_feeds() {
  std::vector<std::filesystem::path> paths;
  for (const char* folder : {"quirks", "broken"})
    for (const auto& entry : std::filesystem::directory_iterator(kSamples / folder))
      if (entry.path().extension() != ".expected") paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// The path as the name of a test.
inline std::string sample_name(const std::filesystem::path& path) {
  std::string name = path.filename().string();
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

}  // namespace roster::test
