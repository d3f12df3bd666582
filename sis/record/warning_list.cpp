#include "sis/record/warning_list.hpp"

#include <fmt/format.h>

#include <utility>

namespace roster::sis {
namespace {

constexpr std::size_t kMostListed = 20;

}  // namespace

bool WarningList::is_full() const { return listed_.size() == kMostListed; }

void WarningList::add(std::string_view code, std::uint64_t line, std::string message) {
  if (is_full()) {
    ++more_;
  } else {
    listed_.push_back({code, line, std::move(message)});
  }
}

std::vector<Warning> WarningList::take() {
  if (more_ > 0)
    listed_.push_back({listed_.back().code, listed_.front().line,
                       fmt::format("{} more warnings of this record are not listed", more_)});
  more_ = 0;
  return std::exchange(listed_, {});
}

}  // namespace roster::sis
