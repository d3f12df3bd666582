// Copies of stores: complete, checked, and of use only when they are whole.
#include "users/store/copy/copy.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/postgres_cluster.hpp"
#include "tests/users/sample_users.hpp"
#include "tests/users/store/copy/row_samples.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/store/error.hpp"
#include "users/store/store.hpp"
#include "users/store/url.hpp"

namespace roster::copying {
namespace {

using test::at;
using test::plain_user;

struct Stopped : std::runtime_error {
  Stopped() : std::runtime_error("stopped") {}
};

/// From which engine to which.
struct Way {
  StoreKind from, to;
};

std::string way_name(const testing::TestParamInfo<Way>& info) {
  const auto name = [](StoreKind kind) { return kind == StoreKind::file ? "Sqlite" : "Postgres"; };
  return std::string(name(info.param.from)) + "To" + name(info.param.to);
}

class CopyTest : public testing::TestWithParam<Way> {
 protected:
  /// The store of a name: it is made when it is opened first.
  std::string url(const std::string& name, StoreKind kind) {
    if (kind == StoreKind::file) return "sqlite:" + (directory_.path() / name).string();
    std::string& made = databases_[name];
    if (made.empty()) made = test::PostgresCluster::shared().fresh();
    return made;
  }
  std::string source(const std::string& name) { return url(name, GetParam().from); }
  std::string target(const std::string& name) { return url(name, GetParam().to); }

  /// A store with rows in every table.
  static std::string filled(const std::string& url) {
    test::fill(*open_rows(url, Role::target));
    return url;
  }

  static Copied copy(const std::string& from, const std::string& to, const OnSteps& on_steps = {}) {
    const auto source = open_rows(from, Role::source), target = open_rows(to, Role::target);
    return copy_rows(*source, *target, on_steps);
  }

  /// Stops after some of the rows were written.
  static void copy_a_part(const std::string& from, const std::string& to) {
    EXPECT_THROW(copy(from, to,
                      [](std::uint64_t done, std::uint64_t) {
                        if (done > 40) throw Stopped();
                      }),
                 Stopped);
  }

  template <class Error>
  static std::string refusal(const std::function<void()>& work) {
    try {
      work();
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

  test::TemporaryDirectory directory_;
  std::map<std::string, std::string> databases_;
};

INSTANTIATE_TEST_SUITE_P(Ways, CopyTest,
                         testing::Values(Way{StoreKind::file, StoreKind::file},
                                         Way{StoreKind::file, StoreKind::server},
                                         Way{StoreKind::server, StoreKind::file}),
                         way_name);

TEST_P(CopyTest, HasEveryRowOfEveryTable) {
  const std::string from = filled(source("a"));
  std::uint64_t last = 0, all = 0;
  const Copied copied = copy(from, target("b"), [&](std::uint64_t done, std::uint64_t of) {
    EXPECT_GE(done, last);
    last = done;
    all = of;
  });
  EXPECT_EQ(last, all) << "progress reaches its end";
  const auto before = open_rows(from, Role::source);
  const auto after = open_rows(target("b"), Role::source);
  ASSERT_EQ(copied.tables.size(), tables().size());
  for (const Table& table : tables()) {
    EXPECT_GT(copied.rows_of(table.name), 0) << table.name;
    EXPECT_EQ(before->read(table, {}), after->read(table, {})) << table.name;
  }
}

TEST_P(CopyTest, ThereAndBackGivesTheSameDigest) {
  const Copied there = copy(filled(source("a")), target("b"));
  const Copied back = copy(target("b"), source("c"));
  EXPECT_EQ(there.digest, back.digest);
  EXPECT_EQ(there.rows, back.rows);
}

TEST_P(CopyTest, IsAStoreThatGoesOn) {
  const auto write = [](Store& store, std::initializer_list<User> users, JobNumber job) {
    const auto transaction = store.begin(Access::write);
    transaction->begin_change(job, at(1000), "load");
    std::vector<Write> writes;
    for (const User& user : users) writes.push_back({0, &user, nullptr, Digest{7, 8}, {}});
    transaction->put(writes);
    transaction->commit();
    std::vector<UserId> ids;
    for (const Write& one : writes) ids.push_back(one.id);
    return ids;
  };
  std::vector<UserId> ids;
  { ids = write(*open_store(source("a")), {test::full_user(), plain_user("s2")}, 1); }
  copy(source("a"), target("b"));
  const auto store = open_store(target("b"));
  {
    const auto transaction = store->begin(Access::read);
    EXPECT_EQ(transaction->get(ids)[0].user, test::full_user());
    EXPECT_EQ(find_user(*transaction, "S2")->id, ids[1]);
    std::map<UserId, Digest> digests;
    transaction->digests([&](UserId id, const Digest& digest) { digests[id] = digest; });
    EXPECT_EQ(digests, (std::map<UserId, Digest>{{ids[0], {7, 8}}, {ids[1], {7, 8}}}));
  }
  EXPECT_GT(write(*store, {plain_user("s3")}, 2)[0], ids[1]) << "no number is given out twice";
}

TEST_P(CopyTest, DoesNotTouchATargetThatHasSomething) {
  const std::string from = filled(source("a")), to = filled(target("b"));
  EXPECT_EQ(refusal<CopyRefused>([&] { copy(from, to); }),
            to + " is not empty: table users has rows; nothing was copied. Name an empty database, "
                 "or a file that is not there yet");
  EXPECT_EQ(open_rows(to, Role::source)->count(tables()[2]), 3);
}

TEST_P(CopyTest, WhatWasStoppedIsOpenedByNobody) {
  const std::string from = filled(source("a")), to = target("b");
  copy_a_part(from, to);
  const std::string text =
      to + " is an unfinished copy of " + from + "; `rosterctl migrate` from there begins it again";
  EXPECT_EQ(refusal<StoreError>([&] { open_store(to); }), text);
  EXPECT_EQ(refusal<StoreError>([&] { open_reader(to)->begin(Access::read); }), text);
  EXPECT_EQ(refusal<CopyRefused>([&] { copy(to, source("c")); }), text);
}

TEST_P(CopyTest, WhatWasStoppedIsBegunAgain) {
  const std::string from = filled(source("a"));
  copy_a_part(from, target("b"));
  const Copied whole = copy(from, target("b"));
  EXPECT_EQ(whole.digest, copy(from, target("c")).digest);
  open_store(target("b"));
}

TEST_P(CopyTest, TheRestOfAnotherStoresCopyIsNotOverwritten) {
  const std::string from = filled(source("a")), other = filled(source("other"));
  copy_a_part(from, target("b"));
  EXPECT_EQ(refusal<CopyRefused>([&] { copy(other, target("b")); }),
            target("b") + " is an unfinished copy of " + from +
                "; `rosterctl migrate` from there begins it again");
}

TEST_P(CopyTest, WaitsForNobodyWhoHasOneOfTheStores) {
  const std::string from = filled(source("a"));
  for (const std::string& held : {from, target("b")}) {
    const auto store = open_store(held);
    const std::string said = refusal<StoreBusy>([&] { copy(from, target("b")); });
    EXPECT_NE(said.find(held + " is in use by process "), std::string::npos) << said;
  }
  copy(from, target("b"));
}

TEST_P(CopyTest, NeedsAStore) {
  EXPECT_EQ(refusal<StoreMissing>([&] { copy(source("none"), target("b")); }),
            source("none") + ": there is no store");
}

/// A target that changes one row on the way.
class Forgetful : public RowStore {
 public:
  explicit Forgetful(RowStore& store) : store_(store) {}
  const std::string& name() const override { return store_.name(); }
  std::int64_t count(const Table& table) override { return store_.count(table); }
  std::vector<Row> read(const Table& table, const Row& after) override {
    return store_.read(table, after);
  }
  void begin_copy(std::string_view source) override { store_.begin_copy(source); }
  void append(const Table& table, std::span<const Row> rows) override {
    std::vector<Row> changed(rows.begin(), rows.end());
    if (table.name == "jobs") changed.front()[3] = std::string("another file");
    store_.append(table, changed);
  }
  void commit() override { store_.commit(); }
  void end_copy() override { store_.end_copy(); }

 private:
  RowStore& store_;
};

TEST_P(CopyTest, ADifferenceIsFoundAndTheCopyIsOfNoUse) {
  const std::string from = filled(source("a")), to = target("b");
  {
    const auto source = open_rows(from, Role::source), target = open_rows(to, Role::target);
    Forgetful forgetful(*target);
    EXPECT_EQ(refusal<StoreError>([&] { copy_rows(*source, forgetful); }),
              to + ": table jobs differs from its source after the copy: 3 rows instead of 3; the "
                   "copy cannot be used");
  }
  EXPECT_NE(refusal<StoreError>([&] { open_store(to); }), "no error");
}

/// What the file of a store itself says.
std::vector<std::string> asked(const std::string& file, const std::string& question) {
  std::vector<std::string> lines;
  sqlite3* connection = nullptr;
  EXPECT_EQ(sqlite3_open(file.c_str(), &connection), SQLITE_OK);
  sqlite3_stmt* statement = nullptr;
  EXPECT_EQ(sqlite3_prepare_v2(connection, question.c_str(), -1, &statement, nullptr), SQLITE_OK);
  while (sqlite3_step(statement) == SQLITE_ROW)
    lines.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)));
  sqlite3_finalize(statement);
  sqlite3_close(connection);
  return lines;
}

/// What the list says, in one text.
std::string listed() {
  std::vector<std::string> lines;
  for (const Table& table : tables()) {
    std::string line(table.name);
    for (const Column& column : table.columns) (line += ' ') += column.name;
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

TEST(CopiedTables, AreThoseOfASqliteFile) {
  const test::TemporaryDirectory directory;
  const std::string file = directory.path() / "a.db";
  open_store("sqlite:" + file);
  std::string text;
  for (const std::string& line :
       asked(file,
             "SELECT t.name || ' ' || (SELECT group_concat(c.name, ' ')"
             "  FROM (SELECT name FROM pragma_table_info(t.name) ORDER BY cid) c)"
             " FROM sqlite_schema t WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"
             " ORDER BY t.name"))
    text += line + "\n";
  EXPECT_EQ(text, listed());
}

TEST(CopiedTables, AreThoseOfAPostgresDatabase) {
  test::PostgresCluster& cluster = test::PostgresCluster::shared();
  const std::string url = cluster.fresh();
  open_store(url);
  const std::string database = url.substr(std::string("postgresql:///").size());
  // The lease and the schema's versions are of this database alone.
  EXPECT_EQ(cluster.sql(database.substr(0, database.find('?')),
                        "SELECT table_name || ' ' || string_agg(column_name, ' ' ORDER BY"
                        " ordinal_position) FROM information_schema.columns JOIN"
                        " information_schema.tables USING (table_schema, table_name)"
                        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
                        " AND table_name NOT IN ('lease', 'schema_versions')"
                        " GROUP BY table_name ORDER BY table_name COLLATE \"C\""),
            listed());
}

}  // namespace
}  // namespace roster::copying
