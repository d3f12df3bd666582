// Whoever follows a link in a page of the project must arrive.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include "tests/support/source_root.hpp"

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> pages() {
  std::vector<fs::path> found;
  const fs::path root = roster::tests::source_root();
  for (const auto& entry : fs::directory_iterator(root))
    if (entry.path().extension() == ".md") found.push_back(entry.path());
  for (const auto& entry : fs::recursive_directory_iterator(root / "docs"))
    if (entry.path().extension() == ".md") found.push_back(entry.path());
  return found;
}

/// The targets of `[text](target)`, without those in fenced code.
std::vector<std::string> links(const fs::path& page) {
  static const std::regex kLink(R"(\]\(([^)\s]+)\))");
  std::vector<std::string> targets;
  std::ifstream in(page);
  bool fenced = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```")) fenced = !fenced;
    if (fenced) continue;
    for (std::sregex_iterator i(line.begin(), line.end(), kLink), end; i != end; ++i)
      targets.push_back((*i)[1]);
  }
  return targets;
}

TEST(Links, InEveryPageLeadToAFileOfTheProject) {
  const auto all = pages();
  ASSERT_THAT(all, ::testing::SizeIs(::testing::Ge(4)));
  for (const fs::path& page : all) {
    for (const std::string& target : links(page)) {
      if (target.starts_with("http") || target.starts_with("#")) continue;
      const fs::path file = page.parent_path() / target.substr(0, target.find('#'));
      EXPECT_TRUE(fs::exists(file)) << page << " links to " << target;
    }
  }
}

}  // namespace
