// Files, functions and folders stay so small that a reader sees each at one glance. Product and
// tests alike; what is larger stands in a table, with the reason.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/layers/functions.hpp"
#include "tests/support/source_root.hpp"

namespace roster::tests {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFileLines = 300, kFunctionLines = 40, kFolderUnits = 18;

/// Larger than the rest, and why.
struct Exception {
  std::size_t size;
  std::string_view why;
};
const std::map<std::string, Exception> kFiles{
    {"tests/browser/console.mjs", {354, "one browser, which every check of the console shares"}},
};
const std::map<std::string, Exception> kFunctions;
const std::map<std::string, Exception> kFolders{
    {"daemon/commands", {19, "a file for each group of commands"}},
    {"users/store", {19, "the one interface, a header for each subject"}},
    {"tests/e2e", {60, "a class of tests is run by its module's name, from this folder"}},
};

/// The folders with code that is ours, and the scripts in the root.
constexpr std::array kRoots{"users",   "sis",   "purge",     "exports", "daemon",  "tests",
                            "schemas", "cmake", "packaging", ".ci",     "systemd", "quickstart"};
const std::set<fs::path> kExtensions{".cpp", ".hpp", ".py", ".mjs", ".sh", ".sql", ".cmake"};

bool is_script(const fs::path& path) {
  if (!path.extension().empty()) return false;
  std::ifstream file(path);
  std::string start(2, ' ');
  file.read(start.data(), 2);
  return start == "#!";
}

bool is_code(const fs::path& path) {
  return kExtensions.contains(path.extension()) || path.filename() == "CMakeLists.txt" ||
         is_script(path);
}

/// The code below a root, without what npm has fetched.
void add_code(const fs::path& root, std::vector<fs::path>& found) {
  if (fs::is_regular_file(root)) return found.push_back(root);
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
    const std::string name = entry->path().filename();
    if (entry->is_directory() && (name == "node_modules" || name == "__pycache__"))
      entry.disable_recursion_pending();
    else if (entry->is_regular_file() && is_code(entry->path()))
      found.push_back(entry->path());
  }
}

const std::vector<fs::path>& all_code() {
  static const std::vector<fs::path> files = [] {
    std::vector<fs::path> found;
    for (const char* root : kRoots) add_code(fs::path(source_root()) / root, found);
    return found;
  }();
  return files;
}

std::vector<std::string> lines_of(const fs::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::string name_of(const fs::path& path) { return fs::relative(path, source_root()); }

/// A size above the limit is one that the table names, and no larger than it says.
void expect_sizes(const std::map<std::string, std::size_t>& sizes, std::size_t limit,
                  const std::map<std::string, Exception>& exceptions, const char* unit) {
  for (const auto& [name, size] : sizes) {
    const auto known = exceptions.find(name);
    EXPECT_LE(size, known == exceptions.end() ? limit : known->second.size)
        << name << " has " << size << " " << unit;
  }
}

TEST(Sizes, NoFileIsLongerThanItsReaderCanFollow) {
  ASSERT_GT(all_code().size(), 800U) << "the sources were not found";
  std::map<std::string, std::size_t> sizes;
  for (const fs::path& path : all_code()) sizes[name_of(path)] = lines_of(path).size();
  expect_sizes(sizes, kFileLines, kFiles, "lines");
}

TEST(Sizes, NoFunctionIsLongerThanAScreen) {
  std::map<std::string, std::size_t> sizes;
  for (const fs::path& path : all_code())
    for (const Function& function : functions_in(path.extension().string(), lines_of(path))) {
      std::size_t& size = sizes[name_of(path) + " " + function.name];
      size = std::max(size, function.lines);
    }
  ASSERT_GT(sizes.size(), 5000U) << "the functions were not found";
  expect_sizes(sizes, kFunctionLines, kFunctions, "lines");
}

/// A unit is what has one name: a header with its source.
TEST(Sizes, NoFolderHasMoreUnitsThanOneLooksThrough) {
  std::map<std::string, std::set<std::string>> units;
  for (const fs::path& path : all_code())
    if (path.filename() != "CMakeLists.txt")
      units[name_of(path.parent_path())].insert(path.stem().string());
  std::map<std::string, std::size_t> sizes;
  for (const auto& [folder, names] : units) sizes[folder] = names.size();
  expect_sizes(sizes, kFolderUnits, kFolders, "units");
}

// The rule itself ---------------------------------------------------------------------------------

std::map<std::string, std::size_t> measured(const char* extension,
                                            const std::vector<std::string>& lines) {
  std::map<std::string, std::size_t> sizes;
  for (const Function& function : functions_in(extension, lines))
    sizes[function.name] = function.lines;
  return sizes;
}

TEST(Sizes, FunctionsOfCppAreMeasuredFromTheirFirstLineToTheirBrace) {
  EXPECT_EQ(measured(".cpp", {"namespace a {",
                              "constexpr int kTable[] = {",
                              "    1,",
                              "};",
                              "struct S {",
                              " public:",
                              "  S(int a)",
                              "      : a_{a} {",
                              "  }",
                              "  int one() { return 1; }",
                              "  int a_ = 1;",
                              "};",
                              "std::string text(int a,",
                              "                 int b) {",
                              "  const char* raw = R\"(",
                              "}",
                              ")\";",
                              "#ifdef A",
                              "  if (a) {",
                              "    b = 1;",
                              "  }",
                              "#endif",
                              "}",
                              "}  // namespace a"}),
            (std::map<std::string, std::size_t>{{"S", 3}, {"one", 1}, {"text", 11}}));
}

TEST(Sizes, FunctionsOfPythonEndBeforeTheNextStatement) {
  EXPECT_EQ(measured(".py", {"class A:", "    def f(self,", "          b):",
                             "        text = \"\"\"", "x", "\"\"\"", "", "        return text", "",
                             "    async def g(self):", "        pass", "", "A().f(1)"}),
            (std::map<std::string, std::size_t>{{"f", 7}, {"g", 2}}));
}

TEST(Sizes, FunctionsOfScriptsEndWithABraceInTheFirstColumn) {
  EXPECT_EQ(measured("", {"say() { # TEXT", "  if true; then", "    echo \"$1\"", "  fi", "}",
                          "say hello"}),
            (std::map<std::string, std::size_t>{{"say", 5}}));
  EXPECT_EQ(measured(".mjs", {"export async function go(page) {", "  await page.go();", "}"}),
            (std::map<std::string, std::size_t>{{"go", 3}}));
}

}  // namespace
}  // namespace roster::tests
