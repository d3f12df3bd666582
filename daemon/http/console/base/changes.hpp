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
#include "users/store/store.hpp"

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
  Time at{};                       // of the look
  std::int64_t erasures = 0;       // in the ledger, at that time

  static constexpr std::size_t kMost = 500;
};

/// The number of the ledger's last entry.
std::int64_t erasures_in(Transaction& transaction);

/// What the last looks found, as long as their jobs are held and nobody was erased since. Any
/// thread.
class ChangesKept {
 public:
  /// Forgets the looks of jobs that are not held any more, and those from before an erasure.
  void drop_old(Transaction& transaction);
  bool empty() const;
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
