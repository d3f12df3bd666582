// What becomes of the reports beside dropped files when people are removed for good.
#include <gmock/gmock.h>

#include "daemon/work/purge_requests.hpp"
#include "tests/daemon/work/dropped_files.hpp"

namespace roster::test {
namespace {

using testing::HasSubstr;

class ErasedFiles : public DroppedFiles {
 protected:
  void erase(const std::string& id) {
    {
      const auto transaction = session().store().begin(Access::write);
      transaction->add_to_scrub({&id, 1});
      transaction->commit();
    }
    purge::scrub(session().store(), traces_of(config_));
  }
};

TEST_F(ErasedFiles, AreReachedInAnInputThatIsConfiguredNoLonger) {
  drop("a.xml", users(record("s1", "&")));
  visit();
  EXPECT_THAT(read_file(inbox() / "a.xml.report.csv"), HasSubstr("\"s1\""));
  config_.profiles.front().synchronize.input = "elsewhere";
  erase("s1");
  EXPECT_THAT(read_file(inbox() / "a.xml.report.csv"), Not(HasSubstr("s1")));
  EXPECT_TRUE(session().store().begin(Access::read)->to_scrub().empty());
}

}  // namespace
}  // namespace roster::test
