// Whatever COMMIT of a job gets lost, in PostgreSQL: what the job did is there once, and whole.
#include <gmock/gmock.h>

#include <array>

#include "tests/daemon/rosterctl.hpp"
#include "tests/support/flaky_link.hpp"
#include "tests/support/postgres_cluster.hpp"
#include "users/jobs/report.hpp"
#include "users/store/store.hpp"

namespace roster {
namespace {

namespace fs = std::filesystem;

using test::FlakyLink;
using test::PostgresCluster;

struct Blow {
  FlakyLink::Fault fault;
  const char* code;
};
constexpr std::array<Blow, 5> kBlows{{{FlakyLink::Fault::lost_before, ""},
                                      {FlakyLink::Fault::lost_after, ""},
                                      {FlakyLink::Fault::refused, "40001"},
                                      {FlakyLink::Fault::refused, "40003"},
                                      {FlakyLink::Fault::refused_after, "40003"}}};

class PostgresLostCommits : public test::Rosterctl {
 protected:
  /// What the next rounds are copies of.
  void SetUp() override { open_round("first", cluster().fresh()); }

  static PostgresCluster& cluster() { return PostgresCluster::shared(); }

  int run_here(std::vector<std::string> words) {
    words.insert(words.begin(), {"--config", home_ + "/roster.yaml", "--json"});
    return plain(std::move(words));
  }

  /// Runs the words once for every COMMIT in them and every way to lose it, on a copy of what is
  /// there now, and then once more, as people do. `check` looks at each.
  template <class Check>
  void lose_each_commit(const std::vector<std::string>& words, const Check& check) {
    const std::string from = home_, database = database_;
    int rounds = 0;
    for (const Blow& blow : kBlows) {
      for (int passing = 0;; ++passing) {
        SCOPED_TRACE(fmt::format("fault {} {} after {} commits", static_cast<int>(blow.fault),
                                 blow.code, passing));
        const std::string name = "round" + std::to_string(++rounds);
        fs::copy(from, path(name), fs::copy_options::recursive);
        open_round(name, cluster().copy_of(database));
        link_.arm_later(passing, blow.fault, blow.code);
        const int exit = run_here(words);
        if (link_.disarm()) break;  // it has no further commit
        check(exit);
        run_here(words);
        check(0);
        expect_all_told();
        if (HasFailure()) return;
      }
    }
    EXPECT_GT(rounds, 3 * static_cast<int>(kBlows.size())) << "the faults came to nothing";
  }

  std::unique_ptr<Store> reader() const { return open_reader(cluster().url(database_)); }

  std::int64_t users() const { return reader()->begin(Access::read)->count({}); }

  /// What the jobs that were applied say they did.
  std::int64_t sum_of(JobKind kind, const char* count) const {
    const auto store = reader();
    std::int64_t sum = 0;
    for (const Job& job : store->begin(Access::read)->jobs({})) {
      if (job.kind != kind) continue;
      const auto found = job.counts.find(count);
      if (is_applied(job) && found != job.counts.end()) sum += found->second;
    }
    return sum;
  }

  /// Every job is over, and its report says so.
  void expect_all_told() const {
    const auto store = reader();
    for (const Job& job : store->begin(Access::read)->jobs({})) {
      EXPECT_FALSE(job.open) << job.number << job.message;
      EXPECT_TRUE(fs::exists(report_directory(home_ + "/reports", job.number) / "report.json"));
    }
  }

  std::string home_, database_;
  FlakyLink link_{cluster().home()};

 private:
  void open_round(const std::string& name, const std::string& url) {
    home_ = path(name);
    fs::create_directories(home_ + "/inbox");
    database_ = PostgresCluster::database_in(url);
    test::write_file(
        home_ + "/roster.yaml",
        fmt::format("store: postgresql:///{0}?user=roster&host={1}\ntimezone: UTC\n"
                    "inbox: {2}/inbox\nspool: {2}/spool\nreports: {2}/reports\n"
                    "outbox: {2}/outbox\ncontrol: {2}/control.sock\nobligations: none\n"
                    "profiles: [{{code: SIS, synchronize: {{active: true}}, max_age: none}}]\n"
                    "purge: {{jobs: [{{name: leavers, guard: {{share: 100%}}}}]}}\n"
                    "exports: [{{name: doors, columns: [{{name: id, from: primary_id}}]}}]\n",
                    database_, link_.host(), home_));
  }
};

constexpr int kPeople = 3, kLeavers = 2;

std::string people() {
  std::string feed = "<users>";
  for (int i = 0; i < kPeople; ++i) feed += test::stayer("s" + std::to_string(i));
  for (int i = 0; i < kLeavers; ++i) feed += test::leaver("l" + std::to_string(i));
  return feed + "</users>";
}

TEST_F(PostgresLostCommits, OfALoad) {
  const std::string feed = file("people.xml", people());
  open_store(cluster().url(database_));
  lose_each_commit({"sync", feed}, [&](int exit) {
    const std::int64_t created = sum_of(JobKind::synchronize, "created");
    EXPECT_EQ(created, users()) << "what is there, the jobs say";
    if (exit == 0) {
      EXPECT_EQ(users(), kPeople + kLeavers) << err_;
    }
  });
}

TEST_F(PostgresLostCommits, OfAPurge) {
  ASSERT_EQ(run_here({"sync", file("people.xml", people())}), 0) << err_;
  lose_each_commit({"purge", "leavers"}, [&](int exit) {
    EXPECT_EQ(users() + sum_of(JobKind::purge, "purged"), kPeople + kLeavers);
    if (exit == 0) {
      EXPECT_EQ(users(), kPeople) << err_;
    }
    const auto store = reader();
    const auto last = store->begin(Access::read)->last_erasure();
    EXPECT_EQ(last ? last->number : 0, kPeople + kLeavers - users());
  });
}

TEST_F(PostgresLostCommits, OfAnExport) {
  ASSERT_EQ(run_here({"sync", file("people.xml", people())}), 0) << err_;
  lose_each_commit({"export", "doors"}, [&](int exit) {
    std::vector<std::string> files;
    if (fs::exists(home_ + "/outbox/doors"))
      for (const auto& entry : fs::directory_iterator(home_ + "/outbox/doors"))
        if (entry.path().extension() == ".csv") files.push_back(test::read_file(entry.path()));
    for (const std::string& text : files)
      EXPECT_EQ(text, "id\nl0\nl1\ns0\ns1\ns2\n") << "a file is whole";
    if (exit == 0) {
      EXPECT_FALSE(files.empty()) << err_;
    }
  });
}

}  // namespace
}  // namespace roster
