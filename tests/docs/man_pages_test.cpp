// The man pages and the program must say the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "daemon/commands/command.hpp"
#include "tests/support/source_root.hpp"

namespace roster {
namespace {

using ::testing::IsEmpty;

std::string manual(const std::string& name) {
  std::ifstream in(roster::tests::source_root() + "/docs/man/" + name);
  EXPECT_TRUE(in.good()) << name;
  return {std::istreambuf_iterator<char>(in), {}};
}

/// What rosterctl(1) says about each command: from its `.It Ic NAME` to the next one.
std::map<std::string, std::string> described_commands() {
  std::map<std::string, std::string> texts;
  std::istringstream lines(manual("rosterctl.1"));
  std::string command;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(".Sh ") || line.starts_with(".Ss ")) command.clear();
    if (line.starts_with(".It Ic ")) command = line.substr(7, line.find(' ', 7) - 7);
    if (!command.empty()) texts[command] += line + "\n";
  }
  return texts;
}

/// The long options that a piece of mdoc mentions.
std::set<std::string> mentioned_options(const std::string& text) {
  std::set<std::string> options;
  std::istringstream words(text);
  std::string before;
  for (std::string word; words >> word; before = word)
    if ((before.ends_with("Fl") || before == ",") && word.starts_with("-"))
      options.insert(word.substr(1));
  return options;
}

TEST(ManPages, RosterctlDescribesEveryCommandAndEachOfItsOptions) {
  auto texts = described_commands();
  for (const Command& command : commands()) {
    const std::string name(command.name);
    ASSERT_TRUE(texts.contains(name)) << "rosterctl.1 does not describe " << name;
    const auto options = mentioned_options(texts[name]);
    for (const Parameter& parameter : command.parameters) {
      if (parameter.place != Parameter::Place::option) continue;
      EXPECT_TRUE(options.contains(std::string(parameter.name)))
          << "rosterctl.1 does not describe " << name << " --" << parameter.name;
    }
  }
}

TEST(ManPages, RosterctlDescribesNoCommandOrOptionThatIsNotThere) {
  const std::set<std::string> for_all = {"config", "store", "json", "wide"};
  for (const auto& [name, text] : described_commands()) {
    const Command* command = find_command(name);
    ASSERT_NE(command, nullptr) << "there is no command " << name;
    for (const std::string& option : mentioned_options(text)) {
      const bool known = for_all.contains(option) ||
                         std::any_of(command->parameters.begin(), command->parameters.end(),
                                     [&](const Parameter& p) { return p.name == option; });
      EXPECT_TRUE(known) << name << " has no --" << option;
    }
  }
}

TEST(ManPages, AreWellFormed) {
  if (std::system("command -v mandoc >/dev/null") != 0) GTEST_SKIP() << "mandoc is not installed";
  for (const auto& entry :
       std::filesystem::directory_iterator(roster::tests::source_root() + "/docs/man")) {
    const std::string command = "mandoc -Tlint -W warning '" + entry.path().string() + "' 2>&1";
    std::FILE* lint = ::popen(command.c_str(), "r");
    ASSERT_NE(lint, nullptr);
    std::string said;
    for (std::array<char, 1024> part; std::fgets(part.data(), part.size(), lint) != nullptr;)
      said += part.data();
    EXPECT_EQ(::pclose(lint), 0) << entry.path();
    EXPECT_THAT(said, IsEmpty());
  }
}

}  // namespace
}  // namespace roster
