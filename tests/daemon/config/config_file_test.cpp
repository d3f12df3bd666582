#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>

#include "daemon/config/config.hpp"
#include "tests/daemon/config/config_support.hpp"
#include "tests/users/temporary_directory.hpp"

namespace roster {
namespace {

TEST(ConfigFileForm, OnlyPlainYamlIsAccepted) {
  EXPECT_EQ(complaints("settle: &s 3s\nrescan: *s\n"),
            "roster.yaml:1:9: anchors (&name) are not supported: write the value out each time\n"
            "roster.yaml:2:9: aliases (*name) are not supported: write the value out\n");
  EXPECT_EQ(complaints("settle: !!str 3s\n"), "roster.yaml:1:9: tags (!name) are not supported\n");
  EXPECT_EQ(complaints("settle: 3s\n---\nsettle: 4s\n"),
            "roster.yaml:3:1: a second document begins here\n");
  EXPECT_EQ(complaints("? [a, b]\n: 3\n"), "roster.yaml:1:3: a key must be plain text\n");
  EXPECT_EQ(complaints(""), "roster.yaml:1:1: the file is empty\n");
  EXPECT_EQ(complaints("# nothing yet\n"), "roster.yaml:1:1: the file is empty\n");
}

TEST(ConfigFileForm, BrokenYamlIsLocated) {
  EXPECT_EQ(complaints("settle: 3s\nlimits: {file: 3\n"),
            "roster.yaml:3:1: not YAML: end of map flow not found\n");
  EXPECT_EQ(complaints("a: 1\n b: 2\n"), "roster.yaml:2:3: not YAML: illegal map value\n");
}

TEST(ConfigFileForm, ControlCharactersAreRefusedAndShown) {
  EXPECT_EQ(profile_complaints("  description: \"a\\nb\\e[31m\"\n"),
            "roster.yaml:3:16: profiles[1].description: 'a\\x0Ab\\x1B[31m' holds a control "
            "character, or is not UTF-8\n");
  EXPECT_EQ(profile_complaints("  description: a\xff\xc3\xa5\xc3\n"),
            "roster.yaml:3:16: profiles[1].description: 'a\\xFF\xc3\xa5\\xC3' holds a control "
            "character, or is not UTF-8\n");
  EXPECT_EQ(profile_complaints("  \"a\\nb\": 1\n"),
            "roster.yaml:3:3: profiles[1].a\\x0Ab: unknown key\n");
}

TEST(ConfigFileForm, LongValuesAreCutInMessages) {
  EXPECT_EQ(complaints("{settle: " + std::string(100, 'x') + ", profiles: [{code: A}]}"),
            "roster.yaml:1:10: settle: '" + std::string(60, 'x') +
                "…' is not a duration; write 90s, 10m, 24h, 30d or 2w\n");
}

TEST(ConfigFileForm, AFileLargerThanAMebibyteIsRefused) {
  EXPECT_EQ(complaints(std::string((1U << 20) + 1, '#')),
            "roster.yaml:1:1: the file is larger than 1MiB\n");
}

TEST(ConfigFileForm, DeepNestingIsRefused) {
  EXPECT_EQ(complaints("profiles: " + std::string(100'000, '[')),
            "roster.yaml:1:1: nested too deeply\n");
}

TEST(ConfigFileForm, AMissingFileIsAProblemLikeAnyOther) {
  const ConfigFile file = load_config("/nonexistent/roster.yaml");
  EXPECT_EQ(file.problem_text(),
            "/nonexistent/roster.yaml:1:1: cannot be read: No such file or directory\n");
  EXPECT_FALSE(file.is_usable());
  EXPECT_EQ(load_config("/tmp").problem_text(), "/tmp:1:1: cannot be read: Is a directory\n");
}

TEST(ConfigFileForm, APasswordIsForTheFilesOwnerOnly) {
  const test::TemporaryDirectory directory;
  const std::string file = directory.path() / "roster.yaml";
  std::ofstream(file) << "profiles: [{code: SIS}]\nobligations: none\n"
                         "store: postgresql://roster:secret@db.example/roster\n";
  for (const mode_t mode : {0640, 0604}) {
    ::chmod(file.c_str(), mode);
    EXPECT_EQ(load_config(file).problem_text(),
              file +
                  ":3:8: store: holds a password, and others than its owner may read this file; "
                  "set the file's mode to 0600, or put the password into a .pgpass file\n");
  }
  ::chmod(file.c_str(), 0600);
  EXPECT_EQ(load_config(file).problem_text(), "");
  EXPECT_EQ(load_config(file).config.store, "postgresql://roster:secret@db.example/roster");
}

TEST(ConfigFileForm, WhateverIsBrokenInAFileItsProblemsLieWithinIt) {
  const std::string whole = contents("etc/roster.yaml");
  const auto lines = std::count(whole.begin(), whole.end(), '\n');
  std::size_t refused = 0;
  for (std::size_t at = 0; at < whole.size(); at += 3) {
    std::string broken = whole;
    broken[at] = "\"{[:#&*!|\n\0"[at % 12];
    const ConfigFile file = parse_config(broken, "roster.yaml");
    refused += file.is_usable() ? 0U : 1U;
    for (const Problem& problem : file.problems) {
      ASSERT_LE(problem.at.line, lines + 2) << "byte " << at << ": " << file.problem_text();
    }
  }
  EXPECT_GT(refused, whole.size() / 20);
}

class ConfigDirectories : public testing::Test {
 protected:
  ConfigDirectories() {
    std::string name = testing::TempDir() + "roster_config_XXXXXX";
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    root_ = name;
  }
  ~ConfigDirectories() override { std::filesystem::remove_all(root_); }

  void make(const std::string& name) { std::filesystem::create_directories(root_ / name); }

  /// What is wrong with the directories, the test's own one written as `/root`.
  std::string complaints() {
    const ConfigFile file = parse_config(
        "inbox: in\nspool: spool\nreports: reports\n"
        "profiles:\n"
        "- code: SIS\n"
        "  contact: [me@example.edu]\n"
        "  synchronize: {active: true, xsd: own.xsd}\n"
        "obligations: {sources: [circulation]}\n"
        "notify: {command: [/nonexistent/mail]}\n",
        root_ / "roster.yaml");
    EXPECT_EQ(file.problem_text(), "");
    std::string text;
    for (const Problem& problem : check_directories(file)) {
      text += format_problem("roster.yaml", problem) + "\n";
    }
    return std::regex_replace(text, std::regex{root_.string()}, "/root");
  }

  std::filesystem::path root_;
};

TEST_F(ConfigDirectories, MissingOnesAreNamed) {
  make("in/synchronize");
  EXPECT_EQ(complaints(),
            "roster.yaml:7:36: profiles[1].synchronize.xsd: /root/own.xsd: No such file or "
            "directory\n"
            "roster.yaml:8:14: obligations.input: /root/in/obligations: No such file or "
            "directory\n"
            "roster.yaml:9:19: warning: notify.command: /nonexistent/mail: No such file or "
            "directory\n");
}

TEST_F(ConfigDirectories, AMissingInboxIsSaidOnce) {
  std::ofstream{root_ / "spool"} << "in the way";
  EXPECT_EQ(complaints(),
            "roster.yaml:1:8: inbox: /root/in: No such file or directory\n"
            "roster.yaml:2:8: spool: /root/spool: not a directory\n"
            "roster.yaml:9:19: warning: notify.command: /nonexistent/mail: No such file or "
            "directory\n");
}

TEST_F(ConfigDirectories, OfAValueThatIsWrongAreNotLookedAt) {
  const auto more_of = [&](const std::string& text) {
    std::string more;
    for (const Problem& problem : check_directories(parse_config(text, root_ / "roster.yaml")))
      more += problem.message + "\n";
    return std::regex_replace(more, std::regex{root_.string()}, "/root");
  };
  for (const char* unread : {"", "settle: [1\n", "- settle\n", "settle: 1s\n---\nsettle: 2s\n"})
    EXPECT_EQ(more_of(unread), "") << unread;
  EXPECT_EQ(more_of("inbox: ''\n"), "");
  make("in");
  EXPECT_EQ(
      more_of("inbox: in\nprofiles:\n- code: SIS\n  synchronize: {active: true, input: /x}\n"), "");
  EXPECT_EQ(more_of("inbox: in\nsettle: soon\nprofiles: [{code: S, import: {active: true}}]\n"),
            "profiles[1].import.input: /root/in/import: No such file or directory\n")
      << "another mistake hides none";
}

TEST_F(ConfigDirectories, WithoutAMailProgramNobodyIsToldIsAWarning) {
  const ConfigFile file = parse_config("inbox: .\nnotify: {to: [me@example.edu], command: []}\n",
                                       root_ / "roster.yaml");
  std::string warned;
  for (const Problem& problem : check_directories(file)) {
    if (problem.message.starts_with("notify.")) warned += format_problem("roster.yaml", problem);
  }
  EXPECT_EQ(warned, "roster.yaml:2:41: warning: notify.command: is empty; nobody is sent mail");
}

TEST_F(ConfigDirectories, AMailProgramThatTheSandboxKeepsFromWorkingIsAWarning) {
  const auto warned_of = [&](const std::string& program) {
    const std::filesystem::path path = root_ / program;
    std::ofstream{path} << "#!/bin/sh\n";
    std::filesystem::permissions(path, program == "mailer-setgid" ? std::filesystem::perms{02755}
                                                                  : std::filesystem::perms{0755});
    const ConfigFile file = parse_config(
        "notify: {to: [me@example.edu], command: [" + path.string() + "]}\n", "roster.yaml");
    for (const Problem& problem : check_directories(file))
      if (problem.message.starts_with("notify.command"))
        return std::regex_replace(problem.message, std::regex{root_.string()}, "/root");
    return std::string();
  };
  const std::string why =
      ": cannot send mail from the sandbox of rosterd.service; the outbox can, see rosterd(8)";
  EXPECT_EQ(warned_of("sendmail"), "notify.command: /root/sendmail" + why);
  EXPECT_EQ(warned_of("mailer-setgid"), "notify.command: /root/mailer-setgid" + why);
  EXPECT_EQ(warned_of("outbox"), "");
}

}  // namespace
}  // namespace roster
