// A store in a database of its own, on the cluster that the tests share.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/support/postgres_cluster.hpp"
#include "tests/users/sample_users.hpp"
#include "users/store/store.hpp"

namespace roster::test {

class PostgresTest : public testing::Test {
 protected:
  static PostgresCluster& cluster() { return PostgresCluster::shared(); }

  /// The name in `postgresql:///NAME?…`.
  std::string database() const { return PostgresCluster::database_in(url_); }
  std::string sql(const std::string& script) const { return cluster().sql(database(), script); }

  static void add(Store& store, const std::string& primary_id) {
    auto transaction = store.begin(Access::write);
    put(*transaction, primary_id);
    transaction->commit();
  }

  static void put(Transaction& transaction, const std::string& primary_id) {
    transaction.begin_change(0, at(1), "test");
    const User user = plain_user(primary_id);
    Write write{0, &user, nullptr, {}, {}};
    transaction.put({&write, 1});
  }

  static std::int64_t count(Store& store) { return store.begin(Access::read)->count({}); }

  /// What `work` throws.
  template <class Error, class Work>
  static std::string refusal(const Work& work) {
    try {
      work();
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing was thrown";
  }

  const std::string url_ = cluster().fresh();
};

}  // namespace roster::test
