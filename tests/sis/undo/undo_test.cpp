// Undo: the users a load touched are put back as they were.
#include "tests/support/load_fixture.hpp"
#include "tests/support/report_lines.hpp"

namespace roster::test {
namespace {

class UndoLoad : public LoadTest {
 protected:
  /// Loads the feed, undoes that, and says how the undo ended; the store must be as before.
  Ended load_and_undo(const std::string& feed) {
    const auto before = dump();
    load(feed);
    EXPECT_NE(dump(), before) << "there was nothing to undo";
    const Ended undone = undo(last_.number);
    EXPECT_EQ(dump(), before);
    return undone;
  }

  static std::string removed(std::string_view id) {
    return fmt::format(R"({{"outcome":"removed","primary_id":"{}"}})"
                       "\n",
                       id);
  }
  static std::string restored(std::string_view id, std::string_view fields) {
    return fmt::format(R"({{"outcome":"restored","primary_id":"{}","fields":[{}]}})"
                       "\n",
                       id, fields);
  }
  static std::string kept(std::string_view id, std::string_view why) {
    return fmt::format(R"({{"outcome":"kept","primary_id":"{}","message":"{}"}})"
                       "\n",
                       id, why);
  }
};

TEST_F(UndoLoad, of_a_first_load_leaves_nobody) {
  const Ended undone = load_and_undo(users(person("ada") + person("bob")));
  EXPECT_EQ(undone.summary(), "completed_successfully: 2 processed, 0 restored, 2 removed, 0 kept");
  EXPECT_EQ(undone.lines, removed("ada") + removed("bob"));
}

TEST_F(UndoLoad, puts_back_what_changed_and_removes_who_came) {
  load(users(person("ada", "<user_group>STAFF</user_group>" + barcode("100")) + person("bob") +
             person("cy")));
  set("ada", "user_note:LIBRARY", "likes maps");
  set("ada", "user_group", "VISITOR");
  const Ended undone = load_and_undo(users(person("ada", "<user_group>STAFF</user_group>") +
                                           person("bob", "<last_name>Ross</last_name>") +
                                           person("cy") + person("dan")));
  EXPECT_EQ(undone.summary(), "completed_successfully: 3 processed, 2 restored, 1 removed, 0 kept");
  EXPECT_EQ(undone.lines, removed("dan") + restored("ada", R"("user_group","user_identifiers")") +
                              restored("bob", R"("last_name")"));
}

TEST_F(UndoLoad, of_an_import_removes_whom_it_brought) {
  load(users(person("ada")));
  const auto before = dump();
  import(users(person("ada") + person("bob")));
  undo(last_.number);
  EXPECT_EQ(dump(), before);
}

TEST_F(UndoLoad, keeps_and_lists_whom_staff_changed_since) {
  load(users(person("ada") + person("bob")));
  load(users(person("ada", "<last_name>King</last_name>") +
             person("bob", "<last_name>Ross</last_name>") + person("cy") + person("dan")));
  set("ada", "user_note:LIBRARY", "likes maps");
  set("cy", "pref_first_name", "Cyril");
  const Ended undone = undo(last_.number);
  EXPECT_EQ(undone.summary(),
            "completed_with_warnings: 4 processed, 1 restored, 1 removed, 2 kept");
  EXPECT_EQ(undone.lines, kept("cy", "changed since") + removed("dan") +
                              kept("ada", "changed since") + restored("bob", R"("last_name")"));
  EXPECT_EQ(everybody(), (std::vector<std::string>{"ada", "bob", "cy"}));
  EXPECT_EQ(field("ada", "last_name"), "King");
}

TEST_F(UndoLoad, keeps_whom_a_later_load_changed) {
  load(users(person("ada")));
  load(users(person("ada", "<last_name>King</last_name>")));
  const JobNumber first = last_.number;
  load(users(person("ada", "<last_name>Byron</last_name>")));
  EXPECT_EQ(undo(first).lines, kept("ada", "changed since"));
  EXPECT_EQ(field("ada", "last_name"), "Byron");
}

TEST_F(UndoLoad, of_the_latest_load_first_goes_back_step_by_step) {
  std::vector<std::vector<std::string>> states{dump()};
  for (const char* name : {"one", "two", "three"}) {
    load(users(person("ada", element("last_name", name)) + person(name)));
    states.push_back(dump());
  }
  for (JobNumber number = last_.number; number > 0; --number) {
    EXPECT_EQ(dump(), states.back());
    states.pop_back();
    undo(number);
  }
  EXPECT_EQ(dump(), states.back());
}

TEST_F(UndoLoad, does_not_mind_an_edit_that_was_taken_back) {
  load(users(person("ada")));
  load(users(person("ada", "<last_name>King</last_name>")));
  set("ada", "job_description", "Countess");
  unset("ada", "job_description");
  EXPECT_EQ(undo(last_.number).lines, restored("ada", R"("last_name")"));
}

TEST_F(UndoLoad, mentions_users_who_are_gone) {
  load(users(person("ada") + person("bob")));
  load(users(person("ada", "<last_name>King</last_name>") + person("bob")));
  {
    const auto transaction = store_->begin(Access::write);
    const UserId ids[] = {find_user(*transaction, "ada").value().id};
    transaction->remove(transaction->get(ids));
    transaction->commit();
  }
  const Ended undone = undo(last_.number);
  EXPECT_EQ(undone.lines, kept("ada", "the user is no longer in the store"));
  EXPECT_EQ(everybody(), std::vector<std::string>{"bob"});
}

TEST_F(UndoLoad, twice_does_nothing_the_second_time) {
  load(users(person("ada")));
  load(users(person("ada", "<last_name>King</last_name>") + person("bob")));
  undo(last_.number);
  const auto before = dump();
  const Ended again = undo(last_.number);
  EXPECT_EQ(again.summary(), "completed_with_warnings: 1 processed, 0 restored, 0 removed, 1 kept");
  EXPECT_EQ(again.lines, kept("ada", "changed since"));
  EXPECT_EQ(dump(), before);
}

TEST_F(UndoLoad, previewed_changes_nothing) {
  load(users(person("ada")));
  const auto before = dump();
  const Ended preview = undo(last_.number, DryRun::yes);
  EXPECT_EQ(dump(), before);
  EXPECT_EQ(preview.summary(),
            "completed_successfully: 1 processed, 0 restored, 1 removed, 0 kept");
  EXPECT_EQ(undo(last_.number).lines, preview.lines);
}

// Ids that moved -------------------------------------------------------------------------------

TEST_F(UndoLoad, gives_a_barcode_back_that_went_to_a_newcomer) {
  load(users(person("ada", barcode("100"))));
  load_and_undo(users(person("ada") + person("bob", barcode("100"))));
}

TEST_F(UndoLoad, gives_barcodes_back_that_moved_along_a_row_of_people) {
  profile_.guard.from = 1000;
  // Everybody gets the barcode of the one before, as when a column of a spreadsheet slips.
  const auto row = [](int shift) {
    std::string records;
    for (int i = 0; i < 700; ++i)
      records += person(fmt::format("s{}", i), barcode(std::to_string(1000 + i - shift)));
    return users(records);
  };
  load(row(0));
  EXPECT_EQ(load_and_undo(row(1)).job.counts.at("restored"), 700);
}

TEST_F(UndoLoad, gives_ids_back_that_were_exchanged) {
  load(users(person("ada", barcode("100")) + person("bob", barcode("200")) +
             person("cy", barcode("300")) + person("dan", barcode("400"))));
  const Ended undone =
      load_and_undo(users(person("ada", barcode("200")) + person("bob", barcode("300")) +
                          person("cy", barcode("100")) + person("dan", barcode("400"))));
  EXPECT_EQ(undone.summary(), "completed_successfully: 3 processed, 3 restored, 0 removed, 0 kept");
}

TEST_F(UndoLoad, gives_primary_ids_back_that_were_exchanged) {
  profile_.synchronize.match = "BARCODE";
  load(users(person("ada", barcode("100")) + person("bob", barcode("200"))));
  load_and_undo(users(person("bob", barcode("100")) + person("ada", barcode("200"))));
}

TEST_F(UndoLoad, keeps_a_ring_when_somebody_else_has_one_of_its_ids) {
  const std::string two = identifier_xml("BARCODE", "100") + identifier_xml("BARCODE", "101");
  load(users(person("ada", element("user_identifiers", two)) + person("bob", barcode("200")) +
             person("eve")));
  load(users(person("ada", barcode("200")) + person("bob", barcode("100")) +
             person("eve", "<last_name>Byron</last_name>")));
  const JobNumber number = last_.number;
  load(users(person("cy", barcode("101"))));
  constexpr const char* kTaken = "one of its former ids now belongs to another user";
  EXPECT_EQ(undo(number).lines,
            restored("eve", R"("last_name")") + kept("ada", kTaken) + kept("bob", kTaken));
  EXPECT_EQ(user("200").primary_id, "ada");
  EXPECT_EQ(user("100").primary_id, "bob");
}

TEST_F(UndoLoad, gives_primary_ids_back) {
  profile_.synchronize.match = "BARCODE";
  load(users(person("ada", barcode("100")) + person("bob", barcode("200"))));
  load_and_undo(users(person("eve", barcode("100")) + person("ada", barcode("200"))));
}

TEST_F(UndoLoad, keeps_who_had_an_id_that_somebody_else_has_got_since) {
  load(users(person("ada", barcode("100")) + person("bob", barcode("200"))));
  load(users(person("ada", "<last_name>King</last_name>") + person("bob", barcode("300"))));
  const JobNumber number = last_.number;
  load(users(person("cy", barcode("100"))));
  EXPECT_EQ(undo(number).lines,
            restored("bob", R"("user_identifiers")") +
                kept("ada", "one of its former ids now belongs to another user"));
  EXPECT_EQ(field("ada", "last_name"), "King");
}

// What cannot be undone --------------------------------------------------------------------------

class CannotUndo : public UndoLoad {
 protected:
  std::string refusal(JobNumber number) {
    const std::size_t jobs = store_->begin(Access::read)->jobs({}).size();
    try {
      undo(number);
    } catch (const sis::CannotUndo& refused) {
      EXPECT_EQ(store_->begin(Access::read)->jobs({}).size(), jobs) << "no job is begun";
      return refused.what();
    }
    return "undone";
  }
};

TEST_F(CannotUndo, a_job_that_does_not_exist) { EXPECT_EQ(refusal(17), "there is no job 17"); }

TEST_F(UndoLoad, says_that_it_goes_on) {
  load(users(person("ada")));
  int told = 0;
  undo_.on_progress = [&] { ++told; };
  undo(last_.number);
  EXPECT_EQ(told, 1);
}

TEST_F(CannotUndo, a_dry_run) {
  request_.dry_run = DryRun::yes;
  load(users(person("ada")));
  EXPECT_EQ(refusal(1), "job 1 was not applied");
}

TEST_F(CannotUndo, a_load_that_failed_or_is_held) {
  load("<html/>");
  EXPECT_EQ(refusal(1), "job 1 was not applied");
  load(users(person("ada")));
  profile_.guard.updated = 0;
  profile_.guard.from = profile_.guard.at_least = 1;
  load(users(person("ada", "<last_name>King</last_name>")));
  EXPECT_EQ(last_.status, JobStatus::held);
  EXPECT_EQ(refusal(3), "job 3 was not applied");
}

}  // namespace
}  // namespace roster::test
