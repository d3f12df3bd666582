#include "daemon/show/finding_text.hpp"

#include <fmt/format.h>

#include "daemon/show/terminal_text.hpp"

namespace roster {

std::string finding_text(const std::string& file, const sis::Finding& finding) {
  const std::string where = finding.entry.empty() ? file : file + "!" + finding.entry;
  const std::string who =
      finding.primary_id.empty() ? "" : fmt::format("user {}: ", finding.primary_id);
  return on_one_line(
      fmt::format("{}:{}: {}{}: {}", where, finding.line, who, finding.code, finding.message));
}

}  // namespace roster
