// Job people: the people of a job's report: those of one outcome, a page of them at a time, and how
// many there are of each group or for each reason.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "daemon/http/console/base/html.hpp"
#include "daemon/http/console/base/visit.hpp"

namespace roster::http {

/// The lines that the visit asks for (`outcome`, `code`, `from`), as a table with links to the next
/// ones.
void people_table(Html& html, const Visit& visit, const Job& job);

/// How many lines have which value of a member: `user_group` of who is purged, `blockers` of who
/// is kept (each reason, without its number).
std::map<std::string, std::int64_t> tally(const Visit& visit, const Job& job,
                                          std::string_view outcome, std::string_view member);

/// The same lines as CSV: all of them, a piece at a time.
void people_csv(const Visit& visit, JobNumber number,
                const std::function<void(std::string_view)>& write);

}  // namespace roster::http
