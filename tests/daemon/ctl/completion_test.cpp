// What the shell's completion knows.
#include "daemon/commands/command.hpp"
#include "tests/daemon/rosterctl.hpp"

namespace roster {
namespace {

class Completion : public test::Rosterctl {};

TEST_F(Completion, KnowsEveryCommand) {
  EXPECT_EQ(plain({"completion"}), 0);
  for (const Command& command : commands())
    EXPECT_NE(out_.find(" " + std::string(command.name) + " "), std::string::npos) << command.name;
}

TEST_F(Completion, KnowsTheExportsAndTheirForms) {
  EXPECT_EQ(plain({"completion"}), 0);
  const std::size_t at = out_.find("    export)");
  ASSERT_NE(at, std::string::npos);
  const std::string named = out_.substr(at, out_.find("\n    key)", at) - at);
  EXPECT_NE(named.find("others=\"$(\"${rosterctl[@]}\" words exports 2>/dev/null)"),
            std::string::npos)
      << named;
  EXPECT_NE(named.find("--as) values=\"csv koha folio wms evergreen ezproxy alma \""),
            std::string::npos)
      << named;
  EXPECT_NE(named.find("--what) values=\"changed all\""), std::string::npos) << named;
}

}  // namespace
}  // namespace roster
