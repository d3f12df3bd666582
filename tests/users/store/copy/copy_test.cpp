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

#include "tests/users/sample_users.hpp"
#include "tests/users/store/copy/row_samples.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/store/error.hpp"
#include "users/store/store.hpp"

namespace roster::copying {
namespace {

using test::at;
using test::plain_user;

struct Stopped : std::runtime_error {
  Stopped() : std::runtime_error("stopped") {}
};

class CopyTest : public testing::Test {
 protected:
  std::string url(const std::string& name) const {
    return "sqlite:" + (directory_.path() / name).string();
  }

  /// A store with rows in every table.
  std::string filled(const std::string& name) const {
    test::fill(*open_rows(url(name), Role::target));
    return url(name);
  }

  static Copied copy(const std::string& from, const std::string& to, const OnSteps& on_steps = {}) {
    const auto source = open_rows(from, Role::source), target = open_rows(to, Role::target);
    return copy_rows(*source, *target, on_steps);
  }

  /// Stops after some of the rows were written.
  void copy_a_part(const std::string& from, const std::string& to) const {
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
};

TEST_F(CopyTest, HasEveryRowOfEveryTable) {
  const std::string from = filled("a.db");
  std::uint64_t last = 0, all = 0;
  const Copied copied = copy(from, url("b.db"), [&](std::uint64_t done, std::uint64_t of) {
    EXPECT_GE(done, last);
    last = done;
    all = of;
  });
  EXPECT_EQ(last, all) << "progress reaches its end";
  const auto source = open_rows(from, Role::source), target = open_rows(url("b.db"), Role::source);
  ASSERT_EQ(copied.tables.size(), tables().size());
  for (const Table& table : tables()) {
    EXPECT_GT(copied.rows_of(table.name), 0) << table.name;
    EXPECT_EQ(source->read(table, {}), target->read(table, {})) << table.name;
  }
}

TEST_F(CopyTest, ThereAndBackGivesTheSameDigest) {
  const Copied there = copy(filled("a.db"), url("b.db"));
  const Copied back = copy(url("b.db"), url("c.db"));
  EXPECT_EQ(there.digest, back.digest);
  EXPECT_EQ(there.rows, back.rows);
}

TEST_F(CopyTest, IsAStoreThatGoesOn) {
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
  { ids = write(*open_store(url("a.db")), {test::full_user(), plain_user("s2")}, 1); }
  copy(url("a.db"), url("b.db"));
  const auto store = open_store(url("b.db"));
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

TEST_F(CopyTest, DoesNotTouchATargetThatHasSomething) {
  const std::string from = filled("a.db"), to = filled("b.db");
  EXPECT_EQ(refusal<CopyRefused>([&] { copy(from, to); }),
            to + " is not empty: table users has rows; nothing was copied");
  EXPECT_EQ(open_rows(to, Role::source)->count(tables()[2]), 3);
}

TEST_F(CopyTest, WhatWasStoppedIsOpenedByNobody) {
  const std::string from = filled("a.db"), to = url("b.db");
  copy_a_part(from, to);
  const std::string text =
      to + " is an unfinished copy of " + from + "; `rosterctl migrate` from there begins it again";
  EXPECT_EQ(refusal<StoreError>([&] { open_store(to); }), text);
  EXPECT_EQ(refusal<StoreError>([&] { open_reader(to)->begin(Access::read); }), text);
  EXPECT_EQ(refusal<CopyRefused>([&] { copy(to, url("c.db")); }), text);
}

TEST_F(CopyTest, WhatWasStoppedIsBegunAgain) {
  const std::string from = filled("a.db");
  copy_a_part(from, url("b.db"));
  const Copied whole = copy(from, url("b.db"));
  EXPECT_EQ(whole.digest, copy(from, url("c.db")).digest);
  open_store(url("b.db"));
}

TEST_F(CopyTest, TheRestOfAnotherStoresCopyIsNotOverwritten) {
  const std::string from = filled("a.db"), other = filled("other.db");
  copy_a_part(from, url("b.db"));
  EXPECT_EQ(refusal<CopyRefused>([&] { copy(other, url("b.db")); }),
            url("b.db") + " is an unfinished copy of " + from +
                "; `rosterctl migrate` from there begins it again");
}

TEST_F(CopyTest, WaitsForNobodyWhoHasOneOfTheStores) {
  const std::string from = filled("a.db");
  for (const char* name : {"a.db", "b.db"}) {
    const auto held = open_store(url(name));
    EXPECT_NE(refusal<StoreBusy>([&] {
                copy(from, url("b.db"));
              }).find(url(name) + " is in use by process "),
              std::string::npos);
  }
  copy(from, url("b.db"));
}

TEST_F(CopyTest, NeedsAStore) {
  EXPECT_EQ(refusal<StoreMissing>([&] { copy(url("none.db"), url("b.db")); }),
            url("none.db") + ": there is no store");
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

TEST_F(CopyTest, ADifferenceIsFoundAndTheCopyIsOfNoUse) {
  const std::string from = filled("a.db"), to = url("b.db");
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

TEST_F(CopyTest, TheListOfTablesIsTheSchemas) {
  { open_store(url("a.db")); }
  const std::string file = directory_.path() / "a.db";
  std::vector<std::string> listed;
  for (const Table& table : tables()) {
    listed.emplace_back(table.name);
    std::vector<std::string> columns;
    for (const Column& column : table.columns) columns.emplace_back(column.name);
    EXPECT_EQ(columns, asked(file, "SELECT name FROM pragma_table_info('" +
                                       std::string(table.name) + "') ORDER BY cid"))
        << table.name;
  }
  std::sort(listed.begin(), listed.end());
  EXPECT_EQ(listed, asked(file,
                          "SELECT name FROM sqlite_schema WHERE type = 'table'"
                          " AND name NOT LIKE 'sqlite_%' ORDER BY name"));
}

}  // namespace
}  // namespace roster::copying
