// What the unit's sandbox forbids is said before a night finds out.
#include "daemon/config/sandbox.hpp"

#include <gtest/gtest.h>

namespace roster {
namespace {

std::string warnings(const std::string& text, std::string_view drop_ins = "") {
  const ConfigFile file = parse_config(
      "profiles: [{code: SIS, synchronize: {active: true}}]\n" + text, "/etc/roster/roster.yaml");
  EXPECT_EQ(file.problem_text(), "");
  std::string lines;
  for (const Problem& problem : check_sandbox(file, drop_ins))
    lines += format_problem("roster.yaml", problem) + "\n";
  return lines;
}

TEST(Sandbox, TakesWhatIsBuiltIn) {
  EXPECT_EQ(warnings(""), "");
  EXPECT_EQ(warnings("inbox: /srv/sis/\nhttp: {listen: systemd}\n"), "");
  EXPECT_EQ(warnings("inbox: /srv/sis/more\nhttp: {listen: unix:/run/roster/http.sock}\n"), "");
}

TEST(Sandbox, WritesNowhereElseWithoutADropIn) {
  const std::string warned =
      "roster.yaml:2:8: warning: inbox: /srv/sister: rosterd.service may not write there; a "
      "drop-in needs ReadWritePaths= and RequiresMountsFor=, see rosterd(8)\n";
  EXPECT_EQ(warnings("inbox: /srv/sister\n"), warned);
  EXPECT_EQ(warnings("inbox: /srv/sister\n", "[Service]\nReadWritePaths=/data\n"), warned);
  EXPECT_EQ(warnings("inbox: /srv/sister\n", "[Service]\nReadWritePaths=/data -/srv\n"), "");
  EXPECT_NE(warnings("store: sqlite:/data/roster.db\n"), "");
}

TEST(Sandbox, HasNoNetworkWithoutADropIn) {
  const std::string port = "http: {listen: 127.0.0.1:8080, trusted_proxies: [127.0.0.1]}\n";
  EXPECT_EQ(warnings(port),
            "roster.yaml:2:16: warning: http.listen: rosterd.service has no network; use a socket, "
            "or systemd, see rosterd(8)\n");
  EXPECT_EQ(warnings(port, "[Service]\nRestrictAddressFamilies=AF_UNIX AF_INET AF_INET6\n"), "");
}

}  // namespace
}  // namespace roster
