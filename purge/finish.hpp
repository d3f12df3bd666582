// Finish: how every job of purge/ ends. Used by purge/ only.
#pragma once

#include <functional>
#include <memory>

#include "purge/purge.hpp"
#include "users/jobs/report.hpp"

namespace roster::purge {

/// The place of a job that may be stopped at every step.
struct Ending {
  Store& store;
  Now now;
  const std::function<void(Step)>& on_step;

  void step(Step step) const {
    if (on_step) on_step(step);
  }
};

/// The one moment that counts: what the transaction holds, the job's row and its report become true
/// together. Afterwards no file of the store holds what was removed.
Job commit(const Ending& ending, std::unique_ptr<Transaction> transaction, ReportWriter& report,
           Job job);

/// The end of a job that applies nothing: only its row and its report.
Job close(const Ending& ending, ReportWriter& report, Job job);

}  // namespace roster::purge
