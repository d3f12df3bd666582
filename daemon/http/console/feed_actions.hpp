// Feed actions: those of the console's forms that read a file.
#pragma once

#include <string>

#include "daemon/http/console/actions.hpp"
#include "daemon/show/document.hpp"

namespace roster::http {

/// Runs what the document holds and answers the page of its last job, or of all jobs without one.
std::string last_job_of(const Document& document);

/// The file of a held load once more, as a dry run that tells each change.
Action look_at_held(const Posted& posted, JobNumber number);

/// A file that waits in a drop directory, or one that came with the form.
Action dry_run(const Posted& posted);

Action bring_obligations(const Posted& posted);

/// Loads the file that a dry run tried, when it came with a form.
Action load_tried(const Posted& posted, JobNumber number);

/// The Run button of an input.
Action run_input_now(const Posted& posted);

}  // namespace roster::http
