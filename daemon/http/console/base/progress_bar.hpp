// Progress bar: how far the work is that runs, from the member `running` of what `rosterctl status`
// says.
#pragma once

#include <boost/json.hpp>

#include <string>

#include "daemon/http/console/base/html.hpp"

namespace roster::http {

/// `synchronize SIS: 12,000 records, 20 %`.
std::string progress_text(const boost::json::object& running);

/// The same as a paragraph, with a bar where the end is known.
void progress(Html& html, const boost::json::object& running);

}  // namespace roster::http
