// Changes: what changes, or would change, in people, field by field.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "daemon/http/console/base/html.hpp"
#include "daemon/show/change_text.hpp"
#include "users/model/job.hpp"

namespace roster::http {

/// One person whom a load would touch.
struct ChangeSeen {
  std::string primary_id, name;
  std::vector<FieldChange> fields;  // none: the person would be new
  bool becomes_due = false;         // for purge, today
};

/// What a look at a held load found.
struct ChangesSeen {
  std::vector<ChangeSeen> people;  // the first kMost
  std::int64_t all = 0, due = 0;   // how many there are, whether kept here or not

  static constexpr std::size_t kMost = 500;
};

/// What the last looks found, for as long as the daemon runs. Any thread.
class ChangesKept {
 public:
  void keep(JobNumber held, ChangesSeen seen);
  std::shared_ptr<const ChangesSeen> find(JobNumber held) const;  // nullptr: nobody has looked

 private:
  static constexpr std::size_t kMost = 10;
  mutable std::mutex mutex_;
  std::list<std::pair<JobNumber, std::shared_ptr<const ChangesSeen>>> kept_;  // under mutex_
};

/// A list of fields with what is gone and what came.
void change_list(Html& html, const std::vector<FieldChange>& changes);

}  // namespace roster::http
