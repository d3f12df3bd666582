// A store, a profile, and loads in the terms of a test:
//
//   profile_.full = true;
//   load(users(user_xml("ada")));
//   EXPECT_EQ(load(users("")).counts(), "processed 0, created 0, …");
//
// The store is in memory unless a test opens a file. Every load has a report in a directory of its
// own. The time is fixed unless a test moves `now_`.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sis/load/load.hpp"
#include "sis/undo/undo.hpp"
#include "tests/support/feed_text.hpp"
#include "tests/support/files.hpp"
#include "tests/support/memory_file.hpp"
#include "tests/users/sample_users.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/jobs/report.hpp"
#include "users/model/document.hpp"
#include "users/model/edit.hpp"
#include "users/store/store.hpp"

namespace roster::test {

/// The job as it ended, with the lines of its report.
struct Ended {
  Job job;
  std::string lines;  // users.ndjson

  /// `completed_with_errors: 3 processed, 1 created, 0 updated, 1 unchanged, 1 rejected`.
  std::string summary() const {
    std::string text(to_string(job.status));
    std::string_view between = ": ";
    for (const char* name : {"processed", "created", "updated", "unchanged", "rejected", "absent",
                             "restored", "removed", "kept"}) {
      const auto found = job.counts.find(name);
      if (found == job.counts.end()) continue;
      text += fmt::format("{}{} {}", between, found->second, name);
      between = ", ";
    }
    return text;
  }
};

class LoadWorld {
 public:
  LoadWorld() {
    profile_.code = "SIS";
    profile_.purge_date.default_days = 365;  // avoids a warning for every user
    request_.workers = 1;
    request_.reports = directory_.path() / "reports";
  }

  /// From now on the store is a file, which survives reopen().
  void open_in_file() {
    store_ = nullptr;
    store_ = open_store("sqlite:" + (directory_.path() / "users.db").string());
  }

  Ended load(std::string_view feed) { return run(JobKind::synchronize, feed); }
  Ended import(std::string_view feed) { return run(JobKind::import, feed); }

  /// Runs `request_` as any kind of load, with the profile `profile_`; the file is called users.xml
  /// unless the request names it.
  Ended run(JobKind kind, std::string_view feed) {
    const MemoryFile file(feed);
    sis::LoadRequest request = request_;
    request.kind = kind;
    request.profile = &profile_;
    request.fd = file.fd();
    if (request.file.empty()) request.file = "users.xml";
    last_ = sis::add_load(*store_, request, now_);
    last_ = sis::run_load(*store_, request, last_, now_);
    return {last_, lines_of(last_)};
  }

  /// Repeats the last load, as after a crash or an approval.
  Ended run_again(std::string_view feed, sis::GuardMode guard = sis::GuardMode::on) {
    const MemoryFile file(feed);
    sis::LoadRequest request = request_;
    request.kind = last_.kind;
    request.profile = &profile_;
    request.fd = file.fd();
    request.file = last_.file;
    request.guard = guard;
    last_ = sis::run_load(*store_, request, job(last_.number), now_);
    return {last_, lines_of(last_)};
  }

  Ended undo(JobNumber number, DryRun dry_run = DryRun::no) {
    sis::UndoRequest request = undo_;
    request.undo = number;
    request.dry_run = dry_run;
    request.reports = request_.reports;
    const Job done = sis::run_undo(*store_, request, now_);
    return {done, lines_of(done)};
  }

  /// Without remedies, which are the same for each code: remedy_test compares them.
  std::string lines_of(const Job& job) const {
    constexpr std::string_view kRemedy = R"(,"remedy":")";
    std::string lines = report_of(job);
    for (auto at = lines.find(kRemedy); at != lines.npos; at = lines.find(kRemedy, at)) {
      auto end = at + kRemedy.size();
      while (lines[end] != '"') end += lines[end] == '\\' ? 2 : 1;
      lines.erase(at, end + 1 - at);
    }
    return lines;
  }
  std::string report_of(const Job& job) const {
    return read_file(report_directory(request_.reports, job.number) / "users.ndjson");
  }

  Job job(JobNumber number) { return store_->begin(Access::read)->job(number).value(); }

  /// The user with this id; throws when there is none.
  User user(std::string_view id) {
    const auto found = find_user(*store_->begin(Access::read), id);
    if (!found) throw std::runtime_error("there is no user " + std::string(id));
    return found->user;
  }
  bool exists(std::string_view id) {
    return find_user(*store_->begin(Access::read), id).has_value();
  }
  /// One field as staff see it.
  std::string field(std::string_view id, std::string_view name) {
    return display_field(user(id), field_by_name(name).value());
  }

  /// Applies a staff edit to a user.
  void edit(std::string_view id, const std::function<void(User&)>& change) {
    const auto transaction = store_->begin(Access::write);
    const StoredUser before = find_user(*transaction, id).value();
    User after = before.user;
    change(after);
    transaction->begin_change(0, now_.time, "staff edit");
    Write write{before.id, &after, &before, {}, differing_fields(before.user, after)};
    transaction->put({&write, 1});
    transaction->commit();
  }
  void set(std::string_view id, std::string_view name, std::string_view value) {
    edit(id, [&](User& user) { set_field(user, name, value); });
  }
  void unset(std::string_view id, std::string_view name) {
    edit(id, [&](User& user) { unset_field(user, name); });
  }
  void restore(std::string_view id, std::string_view name) {
    edit(id, [&](User& user) { restore_field(user, name); });
  }

  /// All users as stored, ordered by primary id. Equal stores give equal dumps.
  std::vector<std::string> dump() {
    std::vector<std::string> documents;
    store_->begin(Access::read)->scan({}, [&](const StoredUser& stored) {
      encode_user(stored.user, documents.emplace_back(std::to_string(stored.id) + ' '));
      return true;
    });
    return documents;
  }
  /// All primary ids, in order.
  std::vector<std::string> everybody() {
    std::vector<std::string> ids;
    store_->begin(Access::read)->scan({}, [&](const StoredUser& stored) {
      ids.push_back(stored.user.primary_id);
      return true;
    });
    return ids;
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Store> store_ = open_store("sqlite::memory:");
  sis::Profile profile_;
  sis::LoadRequest request_;
  sis::UndoRequest undo_;
  Now now_{day(2026, 11, 22) + std::chrono::hours(2), day(2026, 11, 22)};
  Job last_;
};

class LoadTest : public ::testing::Test, protected LoadWorld {};

}  // namespace roster::test
