// An input directory with real files, and a present that the test moves: it begins an hour after
// whatever was dropped.
#pragma once

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "daemon/work/intake.hpp"
#include "tests/support/feed_text.hpp"
#include "tests/support/files.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/jobs/report.hpp"

namespace roster::test {

namespace fs = std::filesystem;
using std::chrono::seconds;

class DroppedFiles : public testing::Test {
 protected:
  DroppedFiles() {
    fs::create_directories(inbox());
    config_ = builtin_config("sqlite:" + (directory_.path() / "users.db").string());
    config_.inbox = directory_.path() / "inbox";
    config_.spool = directory_.path() / "spool";
    config_.reports = directory_.path() / "reports";
    config_.settle = seconds(10);
    config_.incomplete = seconds(600);
    config_.obligations.kind = ObligationsConfig::Kind::directory;
    config_.obligations.sources = {"circulation", "acquisitions"};
    sis::Profile& profile = config_.profiles.front();
    profile.code = "SIS";
    profile.import.active = false;
    profile.synchronize.input = "sis";
  }

  fs::path inbox() const { return directory_.path() / "inbox" / "sis"; }

  /// A file that was modified `age` seconds ago, as it says itself; the present is an hour later
  /// than it was put there.
  void drop(const std::string& name, std::string_view text, std::int64_t age = 0) {
    write_file(inbox() / name, text);
    const timespec times[] = {{0, UTIME_OMIT}, {1'700'000'000 - age, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, (inbox() / name).c_str(), times, 0), 0);
    now_ = touched(name) + seconds(3600);
  }

  /// The first full second at which a file had stopped changing.
  Time touched(const std::string& name) const {
    struct stat status {};
    EXPECT_EQ(::stat((inbox() / name).c_str(), &status), 0) << name;
    return Time{seconds{status.st_ctim.tv_sec + (status.st_ctim.tv_nsec > 0 ? 1 : 0)}};
  }

  /// One visit of the daemon.
  IntakeResult visit(InputName input = {"SIS", JobKind::synchronize}) {
    IntakeEvents events;
    events.on_left = [this](const LeftAlone& left) {
      told_.push_back(fmt::format("{}: {}", left.name, left.text));
    };
    events.on_job = [this](const Job& job) { ended_.push_back(job.number); };
    events.cancelled = cancelled_;
    events.on_progress = [this](std::uint64_t, sis::ReadSoFar) {
      if (while_reading_) while_reading_();
    };
    return work_off(session(), input, memory_, events);
  }

  Session& session() {
    if (!session_) session_.emplace(config_, [this] { return now_; });
    return *session_;
  }

  /// The names in a directory of the test's, hidden ones too.
  std::vector<std::string> in(const fs::path& path) const {
    std::vector<std::string> names;
    if (!fs::exists(path)) return names;
    for (const auto& entry : fs::directory_iterator(path)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

  bool knows(std::string_view id) {
    return find_user(*session().store().begin(Access::read), id).has_value();
  }

  TemporaryDirectory directory_;
  Config config_;
  Time now_{};
  std::function<bool()> cancelled_;
  std::function<void()> while_reading_;  // a load calls it between batches
  InputMemory memory_;
  std::vector<std::string> told_;
  std::vector<JobNumber> ended_;
  std::optional<Session> session_;
};

/// A record that no warning is due for.
inline std::string record(std::string_view id, std::string_view more = "") {
  return user_xml(id, element("purge_date", "2030-01-01") + std::string(more));
}

inline std::string feed_of(std::string_view id, std::string_view more = "") {
  return users(record(id, more));
}

}  // namespace roster::test
