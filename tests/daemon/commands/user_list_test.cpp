// Finding users, and looking at one.
#include "tests/daemon/rosterctl.hpp"
#include "tests/support/feed_text.hpp"

namespace roster::test {
namespace {

class UserList : public Rosterctl {
 protected:
  void load() {
    ASSERT_EQ(
        run({"sync",
             file("feed.xml",
                  users(person("s1", "Ada", "Byron", "GRAD", barcode("B77")) +
                        person("s2", "Marie", "Curie", "STAFF",
                               "<contact_info><emails><email preferred=\"true\"><email_address>"
                               "M.Curie@example.edu</email_address><email_types><email_type>work"
                               "</email_type></email_types></email></emails></contact_info>") +
                        person("s3", "明", "王", "STAFF", "")))}),
        0)
        << out_ << err_;
  }
  static std::string person(const std::string& id, const std::string& first,
                            const std::string& last, const std::string& group,
                            const std::string& more) {
    return "<user><primary_id>" + id + "</primary_id><first_name>" + first +
           "</first_name><last_name>" + last + "</last_name><pin_number>4711</pin_number>" +
           "<user_group>" + group +
           "</user_group><purge_date>2029-06-30Z</purge_date><status>ACTIVE</status>" + more +
           "</user>";
  }
  std::string found(std::vector<std::string> words) {
    words.insert(words.begin(), {"--json", "users"});
    EXPECT_EQ(run(words), 0) << out_ << err_;
    std::string ids;
    const boost::json::object listed = document();
    for (const auto& user : listed.at("users").as_array())
      ids += std::string(user.at("primary_id").as_string()) + " ";
    return ids + std::to_string(listed.at("total_record_count").as_int64());
  }
};

TEST_F(UserList, FindsNamesAddressesAndIdsWithoutCase) {
  load();
  EXPECT_EQ(found({"--search", "byron"}), "s1 1");
  EXPECT_EQ(found({"--search", "ADA BYRON"}), "s1 1");
  EXPECT_EQ(found({"--search", "byron, ada"}), "s1 1");
  EXPECT_EQ(found({"--search", "m.curie@"}), "s2 1");
  EXPECT_EQ(found({"--search", "b77"}), "s1 1");
  EXPECT_EQ(found({"--search", "S3"}), "s3 1");
  EXPECT_EQ(found({"--search", "王"}), "s3 1");
  EXPECT_EQ(found({"--search", "s", "--group", "STAFF", "--limit", "1"}), "s2 2");
  EXPECT_EQ(found({"--search", "nobody"}), "0");
}

TEST_F(UserList, IsRestrictedByGroupStatusAndProfile) {
  load();
  EXPECT_EQ(found({"--group", "STAFF"}), "s2 s3 2");
  EXPECT_EQ(found({"--status", "ACTIVE"}), "s1 s2 s3 3");
  EXPECT_EQ(found({"--profile", "default"}), "s1 s2 s3 3");
  EXPECT_EQ(run({"users", "--group", "STAF"}), 2);
  EXPECT_EQ(err_, "rosterctl: --group: no user has the group 'STAF'; there are: GRAD, STAFF\n");
  EXPECT_EQ(found({"--status", "INACTIVE"}), "0") << "nobody is at the moment";
  EXPECT_EQ(run({"users", "--status", "active"}), 2);
  EXPECT_EQ(err_, "rosterctl: --status: no user has the status 'active'; there are: ACTIVE\n");
  EXPECT_EQ(run({"users", "--profile", "HR"}), 2);
  EXPECT_EQ(err_, "rosterctl: --profile: no user has the profile 'HR'; there are: default\n");
}

TEST_F(UserList, IsATableWhoseColumnsStandUnderEachOther) {
  load();
  EXPECT_EQ(run({"users"}), 0);
  EXPECT_EQ(out_,
            "PRIMARY ID  NAME          GROUP  STATUS  EXPIRES  PURGE\n"
            "s1          Byron, Ada    GRAD   ACTIVE           2029-06-30\n"
            "s2          Curie, Marie  STAFF  ACTIVE           2029-06-30\n"
            "s3          王, 明        STAFF  ACTIVE           2029-06-30\n"
            "3 users\n");
  EXPECT_EQ(run({"users", "--limit", "1"}), 0);
  EXPECT_EQ(out_,
            "PRIMARY ID  NAME        GROUP  STATUS  EXPIRES  PURGE\n"
            "s1          Byron, Ada  GRAD   ACTIVE           2029-06-30\n"
            "1 of 3 users; --limit N shows more\n");
  EXPECT_EQ(run({"users", "--limit", "-1"}), 2);
  EXPECT_EQ(err_, "rosterctl: --limit must not be negative\n");
}

TEST_F(UserList, OfManyShowsThePersonFiftyAndTheProgramAll) {
  std::string records;
  for (int i = 100; i < 160; ++i) records += stayer("s" + std::to_string(i));
  run({"sync", file("feed.xml", users(records))});
  EXPECT_EQ(run({"users"}), 0);
  EXPECT_TRUE(out_.ends_with("50 of 60 users; --limit N shows more\n")) << out_;
  run({"--json", "users"});
  EXPECT_EQ(document().at("users").as_array().size(), 60U);
}

TEST_F(UserList, NobodySeesAPinWhoDoesNotAskForIt) {
  load();
  run({"user", "s1"});
  EXPECT_NE(out_.find("pin_number        (hidden)\n"), std::string::npos) << out_;
  run({"user", "s1", "--secrets"});
  EXPECT_NE(out_.find("pin_number        4711\n"), std::string::npos) << out_;
  run({"--json", "user", "s1"});
  EXPECT_FALSE(document().contains("pin_number"));
  run({"--json", "users"});
  EXPECT_EQ(out_.find("4711"), std::string::npos);
  run({"--json", "user", "s1", "--secrets"});
  EXPECT_EQ(document().at("pin_number").as_string(), "4711");
}

}  // namespace
}  // namespace roster::test
