// The arrows between the layers point one way, and each big library is at home in one layer: the
// #include lines say so.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "tests/support/source_root.hpp"

namespace {

namespace fs = std::filesystem;

struct Include {
  std::string file;    // where it stands, from the root of the source
  std::string layer;   // users | sis | purge | daemon
  std::string target;  // what it names
};

std::vector<Include> all_includes() {
  static const std::regex kInclude(R"re(^\s*#\s*include\s*[<"]([^>"]+)[>"])re");
  const fs::path root = roster::tests::source_root();
  std::vector<Include> found;
  for (const std::string layer : {"users", "sis", "purge", "daemon"})
    for (const auto& entry : fs::recursive_directory_iterator(root / layer)) {
      if (entry.path().extension() != ".cpp" && entry.path().extension() != ".hpp") continue;
      std::ifstream file(entry.path());
      std::smatch match;
      for (std::string line; std::getline(file, line);)
        if (std::regex_search(line, match, kInclude))
          found.push_back({fs::relative(entry.path(), root), layer, match[1]});
    }
  return found;
}

bool starts_with_any(const std::string& text, const std::vector<std::string>& beginnings) {
  for (const std::string& beginning : beginnings)
    if (text.starts_with(beginning)) return true;
  return false;
}

TEST(Layers, IncludeOnlyDownwards) {
  const std::map<std::string, std::vector<std::string>> forbidden{
      {"users", {"sis/", "purge/", "daemon/"}},
      {"sis", {"purge/", "daemon/"}},
      {"purge", {"sis/", "daemon/"}},
      {"daemon", {}},
  };
  const auto includes = all_includes();
  ASSERT_GT(includes.size(), 200U) << "the sources were not found";
  for (const Include& include : includes)
    EXPECT_FALSE(starts_with_any(include.target, forbidden.at(include.layer)))
        << include.file << " includes " << include.target;
}

TEST(Layers, EachLibraryIsAtHomeInOneLayer) {
  const std::map<std::string, std::vector<std::string>> homes{
      {"users", {"sqlite3", "libpq", "postgresql/"}},
      {"sis", {"pugixml", "libxml/", "archive", "isa-l"}},
      {"daemon", {"boost/", "yaml-cpp/", "spdlog/", "CLI/", "sys/inotify", "systemd/"}},
  };
  for (const Include& include : all_includes())
    for (const auto& [home, libraries] : homes)
      EXPECT_TRUE(include.layer == home || !starts_with_any(include.target, libraries))
          << include.file << " includes " << include.target << ", which belongs to " << home;
}

}  // namespace
