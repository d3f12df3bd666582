// The file of each form for a small university with every oddity, compared whole with the one in
// tests/exports/golden/.
#include <fstream>

#include "exports/file_set.hpp"
#include "exports/writing.hpp"
#include "sis/unpack/unpack.hpp"
#include "tests/exports/export_fixture.hpp"
#include "tests/support/memory_file.hpp"
#include "tests/support/source_root.hpp"

namespace roster::exports::test {
namespace {

Address address(const std::string& type, const std::string& line1, const std::string& city) {
  Address address;
  address.line1 = line1;
  address.city = city;
  address.postal_code = "0150";
  address.country = {"NOR", ""};
  address.types = {{type, ""}};
  return address;
}

/// Two addresses of a kind, two e-mail addresses, a telephone with its country.
User with_everything() {
  User user = student("ada");
  user.middle_name = "King";
  user.user_title = {"Dr", ""};
  user.birth_date = parse_day("1995-12-10");
  user.addresses = {address("home", "1 Byron's Row", "London"),
                    address("home", "Storgata 2, inngang B", "Oslo"),
                    address("work", "Blindern", "Oslo")};
  user.addresses[1].preferred = true;
  user.addresses[1].line2 = "c/o \"Babbage\"";
  user.emails = {{Segment::external, false, "ada@private.example", "", {{"personal", ""}}},
                 {Segment::external, true, "ada@example.edu", "", {{"school", ""}}}};
  user.phones = {{Segment::external, true, false, "+47 22 85 50 50", {{"home", ""}}},
                 {Segment::external, false, true, "90 00 00 00", {{"mobile", ""}}}};
  user.user_statistics = {{Segment::external, {"MATH", ""}, {"FACULTY", ""}, ""}};
  user.purge_date = parse_day("2029-06-30");
  user.user_notes = {{Segment::internal, {"LIBRARY", ""}, "of the desk", false, false, "", {}}};
  return user;
}

Email email(const std::string& at) { return {Segment::external, false, at, "", {{"school", ""}}}; }

/// Names and numbers as nobody wants them.
std::vector<User> odd_people() {
  User lines = student("lines", "Two\r\nLines\x7F");
  lines.first_name = "Tab\tand\u2028separator";
  lines.addresses = {address("home", " 7 \u202EStreet\n", "Troms\u00F8")};
  User long_name = student("long", std::string(300, 'L') + "\u00E9");
  User right_to_left = student("rtl", "\u05DB\u05D4\u05DF");
  right_to_left.first_name = "\u0645\u062D\u0645\u062F \u202Eevil";
  User two_mails = student("twice");  // of a kind, none preferred
  two_mails.emails = {email("first@example.edu"), email("second@example.edu")};
  two_mails.user_identifiers = {identifier("BARCODE", "=1+1"), identifier("BARCODE", "B-2")};
  User quote = student("quote", "\"");
  quote.first_name = "back\\slash, 'single'";
  User command = student("=cmd|'/C calc'!A0", "-1+1");
  command.first_name = "\uFF1DSUM(A1)";
  User unseen = student("unseen", "\u200B\u2060");
  return {lines, long_name, right_to_left, two_mails, quote, command, unseen};
}

std::vector<User> university() {
  User quoted = student("pat", "O\"Brien, Jr.");
  quoted.first_name = "Pat; the \"1st\"";
  quoted.addresses = {address("home", "Line one\nline two\tand more", "Bergen")};
  User cyrillic = student("ksenia", "Достоевская");
  cyrillic.first_name = "Ксения";
  User formula = student("eve", "=HYPERLINK(\"http://evil.example\")");
  formula.first_name = "@SUM(A1)";
  User without_card = student("nocard");
  without_card.user_identifiers.clear();
  User left = student("left", "Away");
  left.status = {"INACTIVE", ""};
  left.expiry_date = parse_day("2025-06-30");
  left.purge_date = parse_day("2026-06-30");
  User alumna = student("alumna", "Old");
  alumna.user_group = {"ALUMNI", "Alumni"};
  User odd_id = student("li:lu", "Zero\u200bWidth");
  User internal = student("desk", "Librarian");
  internal.account_type = {"INTERNAL", ""};
  User no_date = student("nodate");
  no_date.expiry_date.reset();
  std::vector<User> all = odd_people();
  all.insert(all.end(), {with_everything(), quoted, cyrillic, formula, without_card, left, alumna,
                         odd_id, internal, no_date});
  return all;
}

std::string golden(const std::string& name) {
  return read_file(roster::tests::source_root() + "/tests/exports/golden/" + name);
}

class Golden : public ExportTest {
 protected:
  void SetUp() override {
    ExportTest::SetUp();
    settings_.columns.clear();
    add(university());
  }

  Column groups() const {
    const char* name = settings_.as == Preset::folio  ? "patronGroup"
                       : settings_.as == Preset::wms  ? "borrowerCategory"
                       : settings_.as == Preset::koha ? "categorycode"
                                                      : "profile";
    return {name, "user_group", "", {{"UNDERGRAD", "Undergraduates"}}, "error", false};
  }

  /// Compares the file, and the report, with the golden ones.
  void expect_golden(const std::string& name) {
    const Job job = run();
    compare(name, written(job));
    compare(name + ".report", lines(job));
  }

  /// ROSTER_GOLDEN=write makes them anew, to be read before they are committed.
  void compare(const std::string& name, const std::string& text) {
    if (const char* wish = std::getenv("ROSTER_GOLDEN"); wish && std::string(wish) == "write")
      std::ofstream(roster::tests::source_root() + "/tests/exports/golden/" + name,
                    std::ios::binary)
          << text;
    EXPECT_EQ(text, golden(name)) << name;
  }
};

TEST_F(Golden, Csv) {
  settings_.as = Preset::csv;
  expect_golden("csv.csv");
}

TEST_F(Golden, Koha) {
  settings_.as = Preset::koha;
  settings_.columns = {groups()};
  expect_golden("koha.csv");
}

TEST_F(Golden, Folio) {
  settings_.as = Preset::folio;
  settings_.columns = {groups(),
                       {"departments[]", "user_statistics:FACULTY", "", {}, "error", false},
                       {"personal.addresses.countryId", "", "", {{"NOR", "NO"}}, "error", false},
                       {"personal.addresses.addressTypeId",
                        "",
                        "",
                        {{"home", "Home"}, {"work", "Campus"}},
                        "error",
                        false}};
  expect_golden("folio.jsonl");
}

TEST_F(Golden, Wms) {
  settings_.as = Preset::wms;
  settings_.columns = {groups(), {"institutionId", "", "12345", {}, "error", false}};
  expect_golden("wms.txt");
  const std::string text = golden("wms.txt");
  const std::string head = text.substr(0, text.find("\r\n"));
  EXPECT_EQ(std::count(head.begin(), head.end(), '\t'), 45);
}

TEST_F(Golden, Evergreen) {
  settings_.as = Preset::evergreen;
  settings_.columns = {groups()};
  expect_golden("evergreen.csv");
}

TEST_F(Golden, Ezproxy) {
  settings_.as = Preset::ezproxy;
  expect_golden("ezproxy.txt");
}

TEST_F(Golden, Alma) {
  settings_.as = Preset::alma;
  const Job job = run();
  EXPECT_EQ(job.file, "library-2026-11-22-1.zip");
  const std::string packed = written(job);
  const roster::test::MemoryFile file(packed);
  std::string names, text;
  sis::unpack(file.fd(), "a.zip", sis::Limits{}, [&](const sis::Entry& entry) {
    names += entry.name + '\n';
    char buffer[4096];
    while (const std::size_t got = entry.read(buffer)) text.append(buffer, got);
  });
  EXPECT_EQ(names, "users-01.xml\n");
  compare("alma.xml", text);
  compare("alma.xml.report", lines(job));
}

TEST(AlmaFiles, HaveTwentyThousandUsersEach) { EXPECT_EQ(kUsersPerFile, 20'000); }

TEST_F(Golden, AlmaGoesOnInTheNextFile) {
  settings_.as = Preset::alma;
  std::vector<std::string> texts(1);
  Listener listener;
  listener.users_per_file = 3;
  listener.on_next_file = [&] { texts.emplace_back(); };
  write_users(
      *store_->begin(Access::read), settings_, {}, now_.today,
      [&](std::string_view text) { texts.back() += text; }, listener);
  std::vector<std::ptrdiff_t> users;
  for (const std::string& text : texts) {
    EXPECT_TRUE(text.starts_with("<?xml") && text.ends_with("</users>\n"));
    users.push_back(0);
    for (std::size_t at = 0; (at = text.find("<user>", at)) != std::string::npos; ++at)
      ++users.back();
  }
  EXPECT_THAT(users, testing::ElementsAre(3, 3, 3, 3, 3, 1));  // seventeen, one of them internal
}

TEST_F(Golden, AlmaTakesFiftyFilesAZip) {
  settings_.as = Preset::alma;
  FileSet files(outbox() / "library", settings_, {7}, now_.today, Names::free);
  for (int i = 0; i < 51; ++i) {
    files.write("<users/>");
    files.next();
  }
  std::vector<std::string> names;
  for (const Made& made : files.complete()) names.push_back(made.name);
  EXPECT_THAT(names,
              testing::ElementsAre("library-2026-11-22-7.zip", "library-2026-11-22-7-2.zip"));
}

}  // namespace
}  // namespace roster::exports::test
