// Warning list: what is odd about one record. A record made of oddities must fill neither the
// memory nor the disk with words about them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sis/feed.hpp"

namespace roster::sis {

/// The first twenty warnings, and how many came after them.
class WarningList {
 public:
  void add(std::string_view code, std::uint64_t line, std::string message);
  /// Will another one be listed?
  bool is_full() const;
  /// Gives all away, one that counts the others behind them, and is empty again.
  std::vector<Warning> take();

 private:
  std::vector<Warning> listed_;
  std::size_t more_ = 0;
};

}  // namespace roster::sis
