// Report CSV: the rejected records and warnings of a load as a table, for whoever dropped the file.
// The load writes the rows (sis/load/sender_rows.hpp).
#pragma once

#include <string>

#include "users/model/job.hpp"

namespace roster {

/// What stands before the rows: a line with the job's outcome, and the names of the columns.
std::string report_csv_head(const Job& job);

}  // namespace roster
