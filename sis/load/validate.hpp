// Validate: a file read as a load would read it, without a store: every warning and rejection, and
// ids that occur twice in the file (beyond four million ids, those that repeat one of these). What
// depends on the users already stored (matching, ids taken by others) only a dry run can say.
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

/// Warnings of a document (then without an id) or of a record.
void tell_warnings(const std::string& entry, const std::string& id,
                   std::span<const Warning> warnings, const OnFinding& on_finding);
/// What there is to say about a record that was read: its warnings, then why it is refused.
void tell_findings(const std::string& entry, const ReadRecord& record, const OnFinding& on_finding);

/// Calls `on_finding` in file order, and `on_progress` (when there is one) now and then. Returns
/// how many records the file holds. Throws FeedError when it is refused as a whole.
std::int64_t validate(
    int fd, const std::string& label, const Limits& limits, const ReadOptions& options,
    unsigned workers, const OnFinding& on_finding,
    const std::function<void(std::uint64_t records, ReadSoFar file)>& on_progress = {});

}  // namespace roster::sis
