// Report CSV: the rejected records and warnings of a load as a table, for whoever dropped the file.
#pragma once

#include <filesystem>
#include <string>

#include "users/model/job.hpp"

namespace roster {

/// The whole file: a first line with the job's outcome, a header, a line for each rejection and
/// warning. Cells are quoted, and such that no spreadsheet takes one for a formula.
std::string report_csv(const std::filesystem::path& reports, const Job& job);

/// One cell.
std::string csv_cell(std::string_view text);

}  // namespace roster
