// Undo report: the lines and counts of an undo.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "users/jobs/report.hpp"
#include "users/model/user.hpp"

namespace roster::sis {

class UndoReport {
 public:
  explicit UndoReport(ReportWriter& report) : report_(report) {}

  void removed(const User& user);
  void restored(const User& user, const FieldSet& fields);
  void kept(const User& user, std::string_view why, std::vector<std::string> reasons = {});

  std::map<std::string, std::int64_t> counts() const;
  bool has_kept() const { return kept_ > 0; }

 private:
  ReportWriter& report_;
  std::int64_t restored_ = 0, removed_ = 0, kept_ = 0;
};

}  // namespace roster::sis
