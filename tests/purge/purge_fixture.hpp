// A store with invented people, the day 22 November 2026, and what a purge leaves on the disk.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "purge/purge.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/base/day.hpp"
#include "users/jobs/report.hpp"

namespace roster::purge::test {

namespace fs = std::filesystem;

inline std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline Identifier identifier(std::string type, std::string value) {
  return {Segment::external, {std::move(type), ""}, std::move(value), "", ""};
}

/// Somebody whose time is over.
inline User leaver(std::string primary_id) {
  User user;
  user.primary_id = std::move(primary_id);
  user.first_name = "Given-" + user.primary_id;
  user.last_name = "Family-" + user.primary_id;
  user.record_type = {"PUBLIC", ""};
  user.user_group = {"UNDERGRAD", "Undergraduate"};
  user.external_id = "SIS";
  user.expiry_date = parse_day("2026-06-30");
  user.purge_date = parse_day("2026-11-01");
  user.emails.push_back({Segment::external, true, user.primary_id + "@mail.example", "", {}});
  user.user_identifiers.push_back(identifier("BARCODE", "B-" + user.primary_id));
  return user;
}

/// Somebody who stays.
inline User stayer(std::string primary_id) {
  User user = leaver(std::move(primary_id));
  user.expiry_date = parse_day("2028-06-30");
  user.purge_date = parse_day("2029-06-30");
  return user;
}

class PurgeTest : public testing::Test {
 protected:
  void SetUp() override {
    request_.name = "undergraduates";
    request_.traces.reports = reports();
    request_.ledger_key = key();
    reopen();
  }

  fs::path path() const { return directory_.path() / "roster.db"; }
  fs::path key() const { return directory_.path() / "roster.db.key"; }
  fs::path reports() const { return directory_.path() / "reports"; }

  void reopen() {
    store_ = nullptr;
    store_ = open_store("sqlite:" + path().string());
  }

  void add(const std::vector<User>& users) {
    std::vector<Write> writes;
    for (const User& user : users) writes.push_back({0, &user, nullptr, {1, 1}, {}});
    const auto transaction = store_->begin(Access::write);
    transaction->begin_change(0, now_.time, "test");
    transaction->put(writes);
    transaction->commit();
  }

  void keep(std::string_view id, const std::optional<Keep>& keep) {
    const auto transaction = store_->begin(Access::write);
    transaction->set_keep(find_user(*transaction, id)->id, keep);
    transaction->commit();
  }
  /// The row of a job that another part of the program ran.
  JobNumber add_row(JobKind kind, std::string name, JobStatus status, Time started,
                    std::string payload = {}) {
    Job job;
    job.kind = kind;
    job.name = std::move(name);
    job.status = status;
    job.started = started;
    job.payload = std::move(payload);
    const auto transaction = store_->begin(Access::write);
    const JobNumber number = transaction->add_job(job);
    transaction->commit();
    return number;
  }

  void owes(const std::string& source, const std::vector<Obligation>& rows, Time as_of) {
    const auto transaction = store_->begin(Access::write);
    transaction->begin_obligations(source, as_of);
    transaction->add_obligations(source, rows);
    transaction->commit();
  }
  void owes(const std::vector<Obligation>& rows) { owes("circulation", rows, now_.time); }

  Job purge() {
    const Job job = add_purge(*store_, request_, now_);
    return run_purge(*store_, request_, job, now_);
  }
  Job preview() {
    PurgeRequest request = request_;
    request.dry_run = DryRun::yes;
    return run_purge(*store_, request, add_purge(*store_, request, now_), now_);
  }

  /// Changes a user as a load would.
  void put(std::string_view id, const std::function<void(User&)>& change) {
    const auto transaction = store_->begin(Access::write);
    const StoredUser before = *find_user(*transaction, id);
    User after = before.user;
    change(after);
    Write write{before.id, &after, &before, {2, 2}, {}};
    transaction->begin_change(0, now_.time, "test");
    transaction->put({&write, 1});
    transaction->commit();
  }

  bool knows(std::string_view id) {
    return find_user(*store_->begin(Access::read), id).has_value();
  }
  /// The primary ids of all users, in order.
  std::vector<std::string> everybody() {
    std::vector<std::string> ids;
    store_->begin(Access::read)->scan({}, [&](const StoredUser& stored) {
      ids.push_back(stored.user.primary_id);
      return true;
    });
    return ids;
  }
  std::vector<Remains> remains() {
    return store_->begin(Access::read)->remains_looser_than(DeletePolicy::fully_remove, {}, 1000);
  }
  std::vector<std::string> lines(JobNumber number) const {
    std::ifstream file(report_directory(reports(), number) / "users.ndjson");
    std::vector<std::string> found;
    for (std::string line; std::getline(file, line);) found.push_back(line);
    return found;
  }

  roster::test::TemporaryDirectory directory_;
  Now now_{*parse_time("2026-11-22T12:00:00Z"), *parse_day("2026-11-22")};
  PurgeRequest request_;
  std::unique_ptr<Store> store_;
};

using Counts = std::map<std::string, std::int64_t>;

}  // namespace roster::purge::test
