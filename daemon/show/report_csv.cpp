#include "daemon/show/report_csv.hpp"

#include <fmt/format.h>

#include "daemon/show/render.hpp"
#include "users/base/text.hpp"

namespace roster {

std::string report_csv_head(const Job& job) {
  return fmt::format("# {}: {}; {}{}{}\r\nseverity,entry,line,primary_id,code,message\r\n",
                     printable(job.file), status_text(job.status), counts_text(job),
                     job.message.empty() ? "" : "; ", printable(job.message));
}

}  // namespace roster
