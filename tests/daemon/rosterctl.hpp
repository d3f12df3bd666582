// rosterctl as a person uses it, in a directory of its own: words in, text or JSON and an exit code
// out. The present stands still unless a test moves `now_`.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "daemon/accounts/account.hpp"
#include "daemon/ctl/ctl.hpp"
#include "daemon/schedule/schedule.hpp"
#include "tests/support/feed_text.hpp"
#include "tests/support/files.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/base/day.hpp"
#include "users/model/fields.hpp"
#include "users/store/store.hpp"

namespace roster::test {

class Rosterctl : public testing::Test {
 protected:
  void load(const std::string& records) {
    ASSERT_EQ(run({"sync", file("feed.xml", users(records))}), 0) << out_ << err_;
  }
  /// Everybody in the store, a blank after each.
  std::string ids() {
    run({"users", "--json"});
    std::string all;
    const boost::json::object listed = document();
    for (const auto& user : listed.at("users").as_array())
      all += std::string(user.at("primary_id").as_string()) + " ";
    return all;
  }

  /// Makes of a stored user what no command makes.
  template <class Change>
  void change(const std::string& id, Change make) {
    const auto store = open_store("sqlite:" + path("users.db"));
    const auto transaction = store->begin(Access::write);
    const StoredUser before = find_user(*transaction, id).value();
    User after = before.user;
    make(after);
    transaction->begin_change(0, now_, "test", "-");
    Write write[] = {{before.id, &after, &before, {}, differing_fields(before.user, after)}};
    transaction->put(write);
    transaction->commit();
  }

  std::string path(const std::string& name) const { return directory_.path() / name; }

  /// A file of this name and text; its whole path.
  std::string file(const std::string& name, std::string_view text) const {
    write_file(path(name), text);
    return path(name);
  }

  /// Runs rosterctl on a store without a configuration; `out_` and `err_` hold what it said.
  int run(std::vector<std::string> words) {
    words.insert(words.begin(), {"--store", "sqlite:" + path("users.db")});
    return plain(std::move(words));
  }

  /// Runs rosterctl with the test's configuration.
  int configured(std::vector<std::string> words) {
    words.insert(words.begin(), {"--config", path("roster.yaml")});
    return plain(std::move(words));
  }

  int plain(std::vector<std::string> words) {
    std::ostringstream out, err;
    const Exit exit = run_rosterctl(std::move(words), out, err, {[this] { return now_; }});
    out_ = out.str();
    err_ = err.str();
    return static_cast<int>(exit);
  }

  /// Runs rosterctl on such a store, with a standard output that nobody reads.
  int run_unread(std::vector<std::string> words) {
    words.insert(words.begin(), {"--store", "sqlite:" + path("users.db")});
    std::ostringstream err;
    std::ofstream out("/dev/full");
    const Exit exit = run_rosterctl(std::move(words), out, err, {[this] { return now_; }});
    err_ = err.str();
    return static_cast<int>(exit);
  }

  /// A configuration for this directory, with these lines besides.
  void configure(std::string_view lines) const {
    std::filesystem::create_directories(path("inbox"));
    file("roster.yaml",
         fmt::format("store: sqlite:{0}/users.db\ntimezone: system\ninbox: {0}/inbox\n"
                     "spool: {0}/spool\nreports: {0}/reports\ncontrol: {0}/control.sock\n{1}",
                     directory_.path().string(), lines));
  }

  boost::json::object document() const { return boost::json::parse(out_).as_object(); }
  /// One member of the JSON document, as JSON.
  std::string member(std::string_view name) const {
    return boost::json::serialize(document().at(name));
  }

  std::string local(Time time) const { return format_local(find_zone("system"), time); }
  /// How every job of a test begins and ends.
  std::string started() const {
    return fmt::format("  started {}, took 0s, asked by {}\n", local(now_), account());
  }
  /// Who runs the test.
  static std::string account() { return account_name(::getuid()); }

  TemporaryDirectory directory_;
  Time now_ = *parse_time("2026-11-22T02:00:00Z");
  std::string out_, err_;
};

/// A record of somebody whose purge date was 1 November 2026.
inline std::string leaver(const std::string& id, const std::string& group = "UNDERGRAD",
                          const std::string& more = "") {
  return "<user><primary_id>" + id + "</primary_id><user_group>" + group +
         "</user_group><purge_date>2026-11-01Z</purge_date>" + more + "</user>";
}

/// A record of somebody who stays until 2029.
inline std::string stayer(const std::string& id, const std::string& group = "UNDERGRAD") {
  return "<user><primary_id>" + id + "</primary_id><user_group>" + group +
         "</user_group><purge_date>2029-06-30Z</purge_date></user>";
}

}  // namespace roster::test
