// Warning list: the warnings for one record. Limited, so that one bad record cannot fill memory or
// disk with messages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sis/feed.hpp"

namespace roster::sis {

/// Keeps the first twenty warnings and counts the others.
class WarningList {
 public:
  void add(std::string_view code, std::uint64_t line, std::string message);
  /// Returns true when no further warning will be listed.
  bool is_full() const;
  /// Returns all warnings, followed by one with the number of the others, and clears the list.
  std::vector<Warning> take();

 private:
  std::vector<Warning> listed_;
  std::size_t more_ = 0;
};

}  // namespace roster::sis
