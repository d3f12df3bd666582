// Validate: reads a file as a load does, without a store, and reports every warning and rejection,
// and ids that occur twice in the file (beyond four million ids, only repetitions of the first four
// million). Checks that need the stored users (matching, ids taken by others) require a dry run.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "sis/load/read_feed.hpp"

namespace roster::sis {

enum class Severity : std::uint8_t { warning, error };

struct Finding {
  std::string entry;
  std::uint64_t line = 0;
  std::string primary_id;  // empty when it could not be read
  std::string code;
  Severity severity = Severity::warning;
  std::string message;
};

using OnFinding = std::function<void(const Finding&)>;

/// Reports warnings of a document (without an id) or of a record.
void tell_warnings(const std::string& entry, const std::string& id,
                   std::span<const Warning> warnings, const OnFinding& on_finding);
/// Reports a record's warnings, then its rejection.
void tell_findings(const std::string& entry, const ReadRecord& record, const OnFinding& on_finding);

/// Calls `on_finding` in file order, and `on_progress`, if set, from time to time. Returns the
/// number of records in the file. Throws FeedError when the whole file is rejected.
std::int64_t validate(
    int fd, const std::string& label, const Limits& limits, const ReadOptions& options,
    unsigned workers, const OnFinding& on_finding,
    const std::function<void(std::uint64_t records, ReadSoFar file)>& on_progress = {});

}  // namespace roster::sis
