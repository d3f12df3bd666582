#include "users/jobs/report_reader.hpp"

#include <fstream>
#include <string>

#include "users/jobs/report.hpp"

namespace roster {

bool for_report_lines(const std::filesystem::path& reports, JobNumber number,
                      const std::function<bool(std::string_view line)>& visit) {
  std::ifstream file(report_directory(reports, number) / "users.ndjson", std::ios::binary);
  if (!file) return false;
  for (std::string line; std::getline(file, line) && visit(line);) {
  }
  return true;
}

}  // namespace roster
