// Intake metrics: the files in the drop directories, by state.
#pragma once

#include <span>

#include "daemon/config/config.hpp"
#include "daemon/show/exposition.hpp"
#include "users/model/job.hpp"

namespace roster {

/// Adds the families of the drop directories. `jobs` tell which files are waited for the rest of.
void add_intake_metrics(std::span<const Job> jobs, const Config& config, Exposition& out);

}  // namespace roster
