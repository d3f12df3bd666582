#include "sis/undo/undo_report.hpp"

namespace roster::sis {
namespace {

ReportLine line_of(std::string_view outcome, const User& user) {
  ReportLine line;
  line.outcome = outcome;
  line.primary_id = user.primary_id;
  return line;
}

}  // namespace

void UndoReport::removed(const User& user) {
  ++removed_;
  report_.line(line_of("removed", user));
}

void UndoReport::restored(const User& user, const FieldSet& fields) {
  ++restored_;
  ReportLine line = line_of("restored", user);
  line.fields = fields;
  report_.line(line);
}

void UndoReport::kept(const User& user, std::string_view why, std::vector<std::string> reasons) {
  ++kept_;
  ReportLine line = line_of("kept", user);
  line.message = why;
  line.blockers = std::move(reasons);
  report_.line(line);
}

std::map<std::string, std::int64_t> UndoReport::counts() const {
  return {{"processed", restored_ + removed_ + kept_},
          {"restored", restored_},
          {"removed", removed_},
          {"kept", kept_}};
}

}  // namespace roster::sis
