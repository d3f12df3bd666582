// The conformance suite of stores runs over every engine. An engine says how its store is opened;
// reopen() closes and opens it again, so that a test sees what is really kept.
#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "tests/users/sample_users.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/store/postgres/engine/connection.hpp"
#include "users/store/store.hpp"

namespace roster::test {

struct Engine {
  /// What is in a store when it is closed.
  enum class Closing : std::uint8_t { keeps, loses };

  std::string name;
  std::string (*url)(const std::filesystem::path& directory);
  Closing closing = Closing::keeps;
  /// Does somebody else want to write, too, in the midst of every transaction?
  enum class Rival : std::uint8_t { none, writes } rival = Rival::none;
  /// Where `url` gives one that has a store already: one without.
  std::string (*url_of_none)(const std::filesystem::path& directory) = nullptr;

  std::string fresh_url(const std::filesystem::path& directory) const {
    return url_of_none != nullptr ? url_of_none(directory) : url(directory);
  }
};

/// The tables of a SQLite file that have rows whose user, change or source is gone.
inline std::string orphans(const std::string& path) {
  sqlite3* connection = nullptr;
  std::string tables;
  sqlite3_open(path.c_str(), &connection);
  const auto add = [](void* to, int, char** values, char**) {
    *static_cast<std::string*>(to) += std::string(values[0]) + ' ';
    return 0;
  };
  const int code = sqlite3_exec(connection, "PRAGMA foreign_key_check", add, &tables, nullptr);
  sqlite3_close(connection);
  return code == SQLITE_OK ? tables : "the store cannot be read";
}

inline void PrintTo(const Engine& engine, std::ostream* out) { *out << engine.name; }

class StoreTest : public testing::TestWithParam<Engine> {
 protected:
  void SetUp() override { reopen(); }

  /// The engines do not enforce the references that the schema names.
  void TearDown() override {
    const std::string url = GetParam().url(directory_.path());
    const std::string_view scheme = "sqlite:";
    if (!url.starts_with("sqlite:/")) return;
    store_ = nullptr;
    EXPECT_EQ(orphans(url.substr(scheme.size())), "");
  }

  void reopen() {
    if (store_ && GetParam().closing == Engine::Closing::loses) return;
    store_ = nullptr;
    store_ = open_store(GetParam().url(directory_.path()));
  }

  std::unique_ptr<Transaction> read() { return store_->begin(Access::read); }
  std::unique_ptr<Transaction> write() {
    auto transaction = store_->begin(Access::write);
    if (GetParam().rival == Engine::Rival::writes) {
      transaction->last_revision();  // from here on it sees one moment, where isolation is strict
      act_as_rival();
    }
    return transaction;
  }

  /// Wants to be the writer, once, and writes in the row that every commit writes in, as the
  /// lease's renewal does.
  void act_as_rival() {
    const std::string url = GetParam().url(directory_.path());
    if (!rival_) {
      EXPECT_THROW(open_store(url), StoreBusy);
      rival_ = std::make_unique<postgres::Connection>(url, "rival");
    }
    rival_->run("UPDATE lease SET expires_at = now() + interval '30 seconds'");
    rival_->run("UPDATE counters SET last = last");
  }

  /// Runs `work` in a transaction with a change begun, commits it and reopens the store.
  template <class F>
  void change(JobNumber job, F&& work) {
    auto transaction = write();
    transaction->begin_change(job, at(1000 + job), "change " + std::to_string(job));
    work(*transaction);
    transaction->commit();
    transaction = nullptr;
    reopen();
  }

  static std::vector<UserId> create(Transaction& transaction, const std::vector<User>& users,
                                    Digest digest = {}) {
    std::vector<Write> writes;
    for (const User& user : users) writes.push_back({0, &user, nullptr, digest, {}});
    transaction.put(writes);
    std::vector<UserId> ids;
    for (const Write& write : writes) ids.push_back(write.id);
    return ids;
  }

  std::vector<UserId> create(const std::vector<User>& users, Digest digest = {}) {
    std::vector<UserId> ids;
    change(1, [&](Transaction& transaction) { ids = create(transaction, users, digest); });
    return ids;
  }

  static void update(Transaction& transaction, UserId id, const User& user, Digest digest = {}) {
    const StoredUser before = transaction.get({&id, 1}).front();
    Write write{id, &user, &before, digest, differing_fields(before.user, user)};
    transaction.put({&write, 1});
  }

  static Owners owners(Transaction& transaction, std::string_view value) {
    return transaction.owners({&value, 1}).front();
  }

  Owners owners(std::string_view value) { return owners(*read(), value); }

  User user(UserId id) { return read()->get({&id, 1}).front().user; }

  std::vector<std::string> scanned(const UserFilter& filter) {
    std::vector<std::string> ids;
    read()->scan(filter, [&](const StoredUser& stored) {
      ids.push_back(stored.user.primary_id);
      return true;
    });
    return ids;
  }

  std::vector<std::pair<UserId, Digest>> digests() {
    std::vector<std::pair<UserId, Digest>> found;
    read()->digests([&](UserId id, const Digest& digest) { found.emplace_back(id, digest); });
    return found;
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<postgres::Connection> rival_;
};

}  // namespace roster::test
