// What the unit promises can be computed; what its mail scripts do can be tried.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/source_root.hpp"

namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kSystemd = roster::tests::source_root() + "/systemd";

class Systemd : public ::testing::Test {
 protected:
  Systemd() {
    std::string name = (fs::temp_directory_path() / "roster-unit-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    fs::create_directory(outbox());
  }
  ~Systemd() override { fs::remove_all(directory_); }

  fs::path outbox() const { return directory_ / "outbox"; }

  /// Runs a shell command with the test's outbox and sendmail; answers its exit code.
  int run(const std::string& command) const {
    const std::string line = "ROSTER_OUTBOX='" + outbox().string() + "' ROSTER_SENDMAIL='" +
                             (directory_ / "sendmail").string() + "' " + command + " 2>/dev/null";
    const int status = std::system(line.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  void write(const fs::path& name, const std::string& text) const {
    std::ofstream(directory_ / name) << text;
  }

  /// A program that stands for sendmail.
  void sendmail_is(const std::string& script) const {
    write("sendmail", "#!/bin/sh\n" + script + "\n");
    fs::permissions(directory_ / "sendmail", fs::perms::owner_all);
  }

  /// The daemon's unit as it is installed.
  void install_unit() const {
    std::string unit = text(kSystemd + "/rosterd.service.in");
    for (std::size_t at = 0; (at = unit.find('@', at)) != std::string::npos;) {
      const std::size_t end = unit.find('@', at + 1);
      if (end == std::string::npos || unit.find_first_of(" \n", at) < end)
        at = at + 1;  // @system-service and its like
      else
        unit.replace(at, end + 1 - at, "/usr");
    }
    write("rosterd.service", unit);
  }
  int analyze(const std::string& how) const {
    return run("systemd-analyze " + how + " " + (directory_ / "rosterd.service").string() +
               " >/dev/null");
  }

  std::vector<std::string> mails() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(outbox())) names.push_back(entry.path());
    return names;
  }

  std::string text(const fs::path& path) const {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  fs::path directory_;
};

TEST_F(Systemd, TheDaemonsExposureIsAtMostAHalf) {
  if (std::system("systemd-analyze --version >/dev/null 2>&1") != 0)
    GTEST_SKIP() << "systemd-analyze is not installed";
  install_unit();
  EXPECT_EQ(analyze("security --offline=true --no-pager --threshold=5"), 0);
}

TEST_F(Systemd, ADatabaseOnAnotherMachineOpensTheNetworkAndNothingElse) {
  install_unit();
  fs::create_directory(directory_ / "rosterd.service.d");
  fs::copy(kSystemd + "/rosterd-postgresql.conf", directory_ / "rosterd.service.d");
  EXPECT_EQ(analyze("security --offline=true --no-pager --threshold=13"), 0);
  EXPECT_NE(analyze("security --offline=true --no-pager --threshold=5"), 0) << "it was not read";
  EXPECT_EQ(run("test -z \"$(systemd-analyze verify --man=no " +
                (directory_ / "rosterd.service").string() + " 2>&1 | grep postgresql.conf)\""),
            0)
      << "a key is not known";
}

/// A unit of the package, as it is installed on a machine whose programs are in /bin.
class Units : public Systemd {
 protected:
  void install(const std::string& from, const std::string& name) const {
    std::string unit = text(kSystemd + "/" + from);
    const std::string program = "ExecStart=";
    if (const std::size_t at = unit.find(program); at != std::string::npos)
      unit.replace(at, unit.find('\n', at) - at, program + "/bin/true");
    write(name, unit);
  }
  std::string verify(const std::string& name) const {
    const fs::path said = directory_ / "said";
    const std::string line = "cd '" + directory_.string() + "' && SYSTEMD_UNIT_PATH='" +
                             directory_.string() + ":' systemd-analyze verify --man=no ./" + name +
                             " >said 2>&1";
    const int status = std::system(line.c_str());
    const bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return text(said) + (good ? "" : "systemd-analyze refuses it");
  }
};

TEST_F(Units, OfADeliveryAreWhatSystemdTakes) {
  install("roster-deliver@.service.in", "roster-deliver@.service");
  install("roster-deliver@.path", "roster-deliver@.path");
  install("roster-deliver@.timer", "roster-deliver@.timer");
  EXPECT_EQ(verify("roster-deliver@alma.service"), "");
  EXPECT_EQ(verify("roster-deliver@alma.path"), "");
  EXPECT_EQ(verify("roster-deliver@alma.timer"), "");
}

/// What stands in its way is mended at any time, and nobody starts it by hand then.
TEST_F(Systemd, NoServiceIsGivenUp) {
  for (const auto& entry : fs::directory_iterator(kSystemd))
    if (entry.path().string().ends_with(".service.in"))
      EXPECT_THAT(text(entry.path()), HasSubstr("\nStartLimitIntervalSec=0\n")) << entry.path();
  const std::string daemon = text(kSystemd + "/rosterd.service.in");
  EXPECT_THAT(daemon, HasSubstr("\nRestartSec=5\n"));
  EXPECT_THAT(daemon, HasSubstr("\nRestartPreventExitStatus=78\n"));
}

TEST_F(Systemd, AMailThatCannotBeMovedEndsTheRunAfterAPause) {
  write("outbox/1.a.mail", "refuse me\n");
  fs::create_directories(outbox() / "1.a.mail.unsent" / "1.a.mail");
  sendmail_is("exit 1");
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(run("ROSTER_PAUSE=1 " + kSystemd + "/send-outbox"), 1);
  EXPECT_GE(std::chrono::steady_clock::now() - begun, std::chrono::seconds(1));
}

TEST_F(Systemd, AMailWaitsInTheOutboxUntilItIsSent) {
  ASSERT_EQ(run("sh -c 'printf \"To: x\\n\\nbody\\n\" | " + kSystemd + "/outbox'"), 0);
  EXPECT_THAT(mails(), ElementsAre(EndsWith(".mail")));

  sendmail_is("[ \"$1\" = -t ] && cat >" + (directory_ / "sent").string());
  EXPECT_EQ(run(kSystemd + "/send-outbox"), 0);
  EXPECT_EQ(text(directory_ / "sent"), "To: x\n\nbody\n");
  EXPECT_THAT(mails(), IsEmpty());
}

TEST_F(Systemd, AMailThatIsNotTakenIsKeptAndTheOthersAreSent) {
  write("outbox/1.a.mail", "refuse me\n");
  write("outbox/2.b.mail", "take me\n");
  sendmail_is("! grep -q refuse");

  EXPECT_EQ(run(kSystemd + "/send-outbox"), 1);
  EXPECT_THAT(mails(), ElementsAre(EndsWith("1.a.mail.unsent")));
  EXPECT_EQ(run(kSystemd + "/send-outbox"), 0) << "it is not tried again by itself";
}

TEST_F(Systemd, AMailThatCannotBeLeftIsAnErrorForWhoLeavesIt) {
  fs::remove(outbox());
  EXPECT_NE(run("sh -c 'echo mail | " + kSystemd + "/outbox'"), 0);
}

}  // namespace
