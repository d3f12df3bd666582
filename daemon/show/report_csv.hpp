// Report CSV: the rejected records and warnings of a load as a table, for the sender of the file.
// The load writes the rows (sis/load/sender_rows.hpp).
#pragma once

#include <string>

#include "users/model/job.hpp"

namespace roster {

/// The text before the rows: a line with the job's outcome, and the column names.
std::string report_csv_head(const Job& job);

}  // namespace roster
