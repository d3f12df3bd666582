// The arrows between the layers point one way, and each big library is at home in one layer: the
// #include lines say so.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/source_root.hpp"

namespace {

namespace fs = std::filesystem;

struct Include {
  std::string file;    // where it stands, from the root of the source
  std::string layer;   // users | sis | purge | exports | daemon
  std::string target;  // what it names

  std::string wing() const { return fs::path(file).parent_path(); }
  std::string target_wing() const { return fs::path(target).parent_path(); }
};

/// Each folder with the folders of its own layer that it may include. A layer's wings stand in the
/// order of the arrows: a folder knows only those above it in this list.
const std::map<std::string, std::vector<std::string>> kWings{
    {"users/base", {}},
    {"users/model", {"users/base"}},
    {"users/store", {"users/base", "users/model"}},
    {"users/store/sql/base", {"users/base", "users/model", "users/store"}},
    {"users/store/copy", {"users/base", "users/store"}},
    {"users/store/sql",
     {"users/base", "users/model", "users/store", "users/store/copy", "users/store/sql/base"}},
    {"users/store/postgres/engine",
     {"users/base", "users/model", "users/store", "users/store/sql/base"}},
    {"users/store/postgres",
     {"users/base", "users/model", "users/store", "users/store/copy", "users/store/sql/base",
      "users/store/sql", "users/store/postgres/engine"}},
    {"users/store/sqlite/engine",
     {"users/base", "users/model", "users/store", "users/store/sql/base"}},
    {"users/store/sqlite",
     {"users/base", "users/model", "users/store", "users/store/copy", "users/store/sql/base",
      "users/store/sql", "users/store/sqlite/engine"}},
    {"users/jobs", {"users/base", "users/model", "users/store"}},
    {"sis", {}},
    {"sis/xml", {"sis"}},
    {"sis/unpack", {"sis"}},
    {"sis/drop", {"sis"}},
    {"sis/split", {"sis", "sis/xml"}},
    {"sis/record", {"sis", "sis/xml", "sis/split"}},
    {"sis/match", {"sis", "sis/xml", "sis/split", "sis/record"}},
    {"sis/load", {"sis", "sis/xml", "sis/unpack", "sis/split", "sis/record", "sis/match"}},
    {"sis/undo", {"sis"}},
    {"sis/pack", {"sis"}},
    {"sis/sample", {"sis", "sis/xml", "sis/unpack", "sis/record", "sis/pack"}},
    {"purge/ledger", {}},
    {"purge", {"purge/ledger"}},
    {"exports", {}},
    {"daemon/accounts", {}},
    {"daemon/schedule", {}},
    {"daemon/config", {"daemon/schedule"}},
    {"daemon/show", {"daemon/schedule", "daemon/config"}},
    {"daemon/work", {"daemon/schedule", "daemon/config", "daemon/show"}},
    {"daemon/watch", {"daemon/schedule", "daemon/config", "daemon/show", "daemon/work"}},
    {"daemon/commands",
     {"daemon/accounts", "daemon/schedule", "daemon/config", "daemon/show", "daemon/work",
      "daemon/watch"}},
    {"daemon/control",
     {"daemon/accounts", "daemon/schedule", "daemon/config", "daemon/show", "daemon/work",
      "daemon/commands"}},
    {"daemon/http", {"daemon/config", "daemon/show", "daemon/work"}},
    {"daemon/http/users_api", {"daemon/config", "daemon/show", "daemon/work", "daemon/http"}},
    {"daemon/http/console/base",
     {"daemon/accounts", "daemon/config", "daemon/show", "daemon/work", "daemon/http"}},
    {"daemon/http/console/pages",
     {"daemon/schedule", "daemon/config", "daemon/show", "daemon/work", "daemon/commands",
      "daemon/http", "daemon/http/console/base"}},
    {"daemon/http/console/pages/jobs",
     {"daemon/config", "daemon/show", "daemon/work", "daemon/commands", "daemon/http",
      "daemon/http/console/base", "daemon/http/console/pages"}},
    {"daemon/http/console",
     {"daemon/config", "daemon/show", "daemon/work", "daemon/commands", "daemon/http",
      "daemon/http/console/base", "daemon/http/console/pages", "daemon/http/console/pages/jobs"}},
    {"daemon/service",
     {"daemon/accounts", "daemon/schedule", "daemon/config", "daemon/show", "daemon/work",
      "daemon/watch", "daemon/commands", "daemon/control", "daemon/http", "daemon/http/users_api",
      "daemon/http/console", "daemon/http/console/base"}},
    {"daemon/ctl",
     {"daemon/accounts", "daemon/schedule", "daemon/config", "daemon/show", "daemon/work",
      "daemon/commands", "daemon/control"}},
};

/// The one place where an interface names what is behind it.
const std::set<std::pair<std::string, std::string>> kFactories{
    {"users/store/store.cpp", "users/store/postgres"},
    {"users/store/store.cpp", "users/store/sqlite"},
    {"users/store/store.cpp", "users/store/sqlite/engine"},
    {"users/store/copy/open.cpp", "users/store/postgres"},
    {"users/store/copy/open.cpp", "users/store/sqlite"}};

std::vector<Include> all_includes() {
  static const std::regex kInclude(R"re(^\s*#\s*include\s*[<"]([^>"]+)[>"])re");
  const fs::path root = roster::tests::source_root();
  std::vector<Include> found;
  for (const std::string layer : {"users", "sis", "purge", "exports", "daemon"})
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
      {"users", {"sis/", "purge/", "exports/", "daemon/"}},
      {"sis", {"purge/", "exports/", "daemon/"}},
      {"purge", {"sis/", "exports/", "daemon/"}},
      {"exports", {"purge/", "daemon/"}},
      {"daemon", {}},
  };
  const auto includes = all_includes();
  ASSERT_GT(includes.size(), 200U) << "the sources were not found";
  for (const Include& include : includes)
    EXPECT_FALSE(starts_with_any(include.target, forbidden.at(include.layer)))
        << include.file << " includes " << include.target;
}

TEST(Layers, WingsIncludeOnlyDownwards) {
  std::set<std::pair<std::string, std::string>> wrong;
  for (const Include& include : all_includes()) {
    const std::string wing = include.wing(), target = include.target_wing();
    ASSERT_TRUE(kWings.contains(wing)) << include.file << ": the folder is not in the table";
    if (!kWings.contains(target) || target == wing || !target.starts_with(include.layer)) continue;
    const auto& allowed = kWings.at(wing);
    if (std::find(allowed.begin(), allowed.end(), target) == allowed.end())
      wrong.emplace(include.file, target);
  }
  for (const auto& arrow : kFactories) wrong.erase(arrow);
  for (const auto& [file, target] : wrong) ADD_FAILURE() << file << " includes from " << target;
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
