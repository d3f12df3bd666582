// Obligations: the job that takes in what a source says users owe, in place of all it had said
// before. A file with a bad line changes nothing: the job is failed and its message says where.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "purge/purge.hpp"
#include "users/base/csv.hpp"

namespace roster::purge {

struct ObligationsRequest {
  std::string source;
  std::string by = "-";  // Job::by
  int fd = -1;           // the file, open for reading, at its start; not owned
  std::string file;      // its name, for messages and reports
  Time modified{};       // as of when it speaks, when it does not say itself
  CsvLimits limits;
  std::filesystem::path reports;
  std::string rerun;                  // kept as Job::request
  std::function<void(Step)> on_step;  // as in PurgeRequest
};

/// Adds the job's row.
Job add_obligations(Store& store, const ObligationsRequest& request, Now now);

/// Runs the job to its end: completed or failed. Counts: rows, users (whom the rows concern),
/// unknown (rows with an id that nobody has; they are kept, for the person may come). Warnings:
/// `as_of_in_future` (the file counts as of now), `older_than_before` (the source had spoken of a
/// later time already). Throws StoreError or std::system_error when the store or the disk refuses.
Job run_obligations(Store& store, const ObligationsRequest& request, Job job, Now now);

}  // namespace roster::purge
