// A store with invented people, an outbox, and exports as a test tells them.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "exports/export.hpp"
#include "tests/support/files.hpp"
#include "tests/users/sample_users.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/base/day.hpp"
#include "users/jobs/report.hpp"

namespace roster::exports::test {

namespace fs = std::filesystem;
using roster::test::identifier;
using roster::test::read_file;

/// Somebody of whom every form has enough.
inline User student(std::string primary_id, std::string last_name = "Lovelace") {
  User user;
  user.primary_id = std::move(primary_id);
  user.first_name = "Ada";
  user.last_name = std::move(last_name);
  user.record_type = {"PUBLIC", ""};
  user.account_type = {"EXTERNAL", ""};
  user.user_group = {"UNDERGRAD", "Undergraduate"};
  user.campus_code = {"MAIN", ""};
  user.external_id = "SIS";
  user.status = {"ACTIVE", ""};
  user.expiry_date = parse_day("2028-06-30");
  user.user_identifiers.push_back(identifier("BARCODE", "B-" + user.primary_id));
  return user;
}

class ExportTest : public testing::Test {
 protected:
  void SetUp() override {
    settings_.name = "library";
    settings_.as = Preset::csv;
    settings_.columns = {{"primary_id", "primary_id", "", {}, "error", false}};
    reopen();
  }

  fs::path reports() const { return directory_.path() / "reports"; }
  fs::path outbox() const { return directory_.path() / "outbox"; }

  void reopen() {
    store_ = nullptr;
    store_ = open_store("sqlite:" + (directory_.path() / "roster.db").string());
  }

  void add(const std::vector<User>& users) {
    std::vector<Write> writes;
    for (const User& user : users) writes.push_back({0, &user, nullptr, {1, 1}, {}});
    const auto transaction = store_->begin(Access::write);
    transaction->begin_change(0, now_.time, "test");
    transaction->put(writes);
    transaction->commit();
  }

  void change(std::string_view id, const std::function<void(User&)>& edit) {
    const auto transaction = store_->begin(Access::write);
    const StoredUser before = *find_user(*transaction, id);
    User after = before.user;
    edit(after);
    Write write{before.id, &after, &before, {}, differing_fields(before.user, after)};
    transaction->begin_change(0, now_.time, "test");
    transaction->put({&write, 1});
    transaction->commit();
  }

  void remove(std::string_view id) {
    const auto transaction = store_->begin(Access::write);
    const UserId user = find_user(*transaction, id)->id;
    transaction->remove(transaction->get({&user, 1}));
    transaction->commit();
  }

  ExportRequest request() {
    return {settings_, "-", outbox(), {}, {}, {*store_, reports(), {}, on_step_, {}, {}}, {}};
  }
  Job run(ExportRequest with) { return run_export(with, add_export(with, now_), now_); }
  Job run() { return run(request()); }

  /// The names in the export's directory, hidden ones too, in order.
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    if (!fs::exists(outbox() / settings_.name)) return names;
    for (const auto& entry : fs::directory_iterator(outbox() / settings_.name))
      names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }
  std::string text(const std::string& name) const {
    return read_file(outbox() / settings_.name / name);
  }
  /// What the export wrote, as one text.
  std::string written(const Job& job) const { return text(job.file); }
  std::string lines(const Job& job) const {
    return read_file(report_directory(reports(), job.number) / "users.ndjson");
  }

  roster::test::TemporaryDirectory directory_;
  Now now_{*parse_time("2026-11-22T12:00:00Z"), *parse_day("2026-11-22")};
  Settings settings_;
  std::function<void(Step)> on_step_;
  std::unique_ptr<Store> store_;
};

using Counts = std::map<std::string, std::int64_t>;

}  // namespace roster::exports::test
