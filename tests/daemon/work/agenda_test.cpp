// Everything that a configuration schedules.
#include "daemon/work/agenda.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/config/config_support.hpp"

namespace roster {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Agenda agenda(const std::string& text) { return make_agenda(usable(text)); }

std::vector<std::string> names(const Agenda& agenda) {
  std::vector<std::string> all;
  for (const Timetable::Entry& entry : agenda.timetable()) all.push_back(entry.name);
  return all;
}

TEST(Agenda, HoldsActiveInputsObligationsAndPurges) {
  const Agenda found = agenda(
      "inbox: /data\n"
      "profiles:\n"
      "- code: SIS\n"
      "  import: {active: false, input: new}\n"
      "  synchronize: {active: true, input: students, schedule: '0 2 * * *'}\n"
      "- code: HR\n"
      "  import: {active: true, input: staff, schedule: on_arrival}\n"
      "  synchronize: {active: false}\n"
      "obligations: {input: owed, sources: [circulation]}\n"
      "purge: {jobs: [{name: all, schedule: '@monthly', catch_up: true}, {name: staff}]}\n");
  EXPECT_THAT(names(found), ElementsAre("synchronize SIS", "import HR", "obligations", "purge all",
                                        "purge staff"));
  ASSERT_EQ(found.inputs.size(), 3U);
  EXPECT_EQ(found.inputs[0].directory, "/data/students");
  EXPECT_EQ(found.inputs[0].input, (InputName{"SIS", JobKind::synchronize}));
  EXPECT_EQ(found.inputs[0].schedule, parse_schedule("0 2 * * *"));
  EXPECT_EQ(found.inputs[1].directory, "/data/staff");
  EXPECT_EQ(found.inputs[1].input, (InputName{"HR", JobKind::import}));
  EXPECT_EQ(found.inputs[2].directory, "/data/owed");
  EXPECT_EQ(found.inputs[2].schedule.kind, Schedule::Kind::on_arrival);
  ASSERT_EQ(found.purges.size(), 2U);
  EXPECT_EQ(found.purges[0].schedule, parse_schedule("@monthly"));
  EXPECT_EQ(found.purges[1].schedule.kind, Schedule::Kind::manual);
}

TEST(Agenda, LoadsCatchUpAndPurgesDoNotUnlessTheyAreTold) {
  const Agenda found = agenda(
      "profiles: [{code: SIS, import: {active: false}, "
      "synchronize: {active: true, input: a, schedule: '@daily'}}]\n"
      "obligations: none\n"
      "purge: {jobs: [{name: a, schedule: '@daily'}, "
      "{name: b, schedule: '@daily', catch_up: true}]}\n");
  std::vector<bool> catch_up;
  for (const Timetable::Entry& entry : found.timetable()) catch_up.push_back(entry.catch_up);
  EXPECT_THAT(catch_up, ElementsAre(true, false, true));
}

TEST(Agenda, OfAnEmptyConfigurationIsEmpty) {
  EXPECT_THAT(names(make_agenda(Config())), IsEmpty());
}

}  // namespace
}  // namespace roster
