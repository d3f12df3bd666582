#include "sis/window.hpp"

#include <algorithm>
#include <utility>

namespace roster::sis {
namespace {
/// More than a string holds inside itself: views must outlive its being moved.
constexpr std::size_t kSmallest = 64;
}  // namespace

void Window::consume(std::size_t count) {
  position_.pass(rest().substr(0, count));
  start_ += count;
  consumed_ += count;
}

void Window::fill(std::size_t block) {
  buffer_.erase(0, start_);
  start_ = 0;
  std::size_t filled = buffer_.size();
  buffer_.resize(filled + std::max(block, filled));
  while (!complete_ && filled < buffer_.size()) {
    const std::size_t count = in_({buffer_.data() + filled, buffer_.size() - filled});
    complete_ = count == 0;
    filled += count;
  }
  buffer_.resize(filled);
}

std::string Window::release(std::string spare) {
  spare.reserve(kSmallest);
  spare = rest();
  std::swap(buffer_, spare);
  start_ = 0;
  return spare;
}

}  // namespace roster::sis
