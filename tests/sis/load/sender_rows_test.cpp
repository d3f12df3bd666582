// The rows that whoever dropped a file reads, written while the load runs.
#include "sis/load/sender_rows.hpp"

#include "sis/load/load.hpp"
#include "tests/support/files.hpp"
#include "tests/support/load_fixture.hpp"
#include "tests/support/report_lines.hpp"

namespace roster::test {
namespace {

class SenderRows : public LoadTest {
 protected:
  SenderRows() { request_.place.dropped = "/inbox/users.xml"; }

  std::string rows() const {
    return read_file(report_directory(request_.reports, last_.number) / sis::kSenderRows);
  }
};

TEST_F(SenderRows, AreRejectionsAndWarningsAndNothingElse) {
  ReportLine plain;
  plain.outcome = "created";
  plain.primary_id = "s1";
  ReportLine warned;
  warned.outcome = "updated";
  warned.primary_id = "s2";
  warned.entry = "b.xml";
  warned.line = 9;
  warned.warnings = {{"bad_date", 11, "birth_date: 'soon'"}, {"no_preferred", 12, "addresses"}};
  ReportLine refused;
  refused.outcome = "rejected";
  refused.primary_id = "=s3";
  refused.line = 20;
  refused.code = "malformed";
  refused.message = "a bare &, \"as it stands\"";
  refused.warnings = {{"bad_date", 0, "late"}};
  ReportWriter report(request_.reports, 7);
  sis::SenderRows rows(report);
  for (const ReportLine& line : {plain, warned, refused}) report.line(line);
  rows.close();
  EXPECT_EQ(read_file(report.directory() / sis::kSenderRows),
            "warning,\"b.xml\",\"11\",\"s2\",\"bad_date\",\"birth_date: 'soon'\"\r\n"
            "warning,\"b.xml\",\"12\",\"s2\",\"no_preferred\",\"addresses\"\r\n"
            "error,\"\",\"20\",\"'=s3\",\"malformed\",\"a bare &, \"\"as it stands\"\"\"\r\n"
            "warning,\"\",\"\",\"'=s3\",\"bad_date\",\"late\"\r\n");
}

TEST_F(SenderRows, AreBounded) {
  ReportLine refused;
  refused.outcome = "rejected";
  const std::string long_message(1 << 20, 'x');
  refused.message = long_message;
  ReportWriter report(request_.reports, 7);
  sis::SenderRows rows(report);
  for (int i = 0; i < 20; ++i) report.line(refused);
  rows.close();
  const std::string text = read_file(report.directory() / sis::kSenderRows);
  EXPECT_LT(text.size(), (std::size_t{17} << 20));
  EXPECT_TRUE(text.ends_with("# … and 4 more\r\n")) << text.substr(text.size() - 40);
}

TEST_F(SenderRows, OfALoadLieBesideItsReport) {
  load(users(person("ada") + "<user/>"));
  EXPECT_EQ(rows(),
            "error,\"\",\"1\",\"\",\"missing_field\","
            "\"Mandatory field is missing: primary_id\"\r\n");
}

TEST_F(SenderRows, OfAFileThatIsRefusedAreNone) {
  load("<users><user/>");
  EXPECT_EQ(last_.status, JobStatus::failed);
  EXPECT_FALSE(
      std::filesystem::exists(report_directory(request_.reports, last_.number) / sis::kSenderRows));
}

}  // namespace
}  // namespace roster::test
