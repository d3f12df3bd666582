#include "sis/split/window.hpp"

#include <algorithm>
#include <utility>

namespace roster::sis {
namespace {
/// Larger than the small-string buffer: moving the string must not invalidate views.
constexpr std::size_t kSmallest = 64;
}  // namespace

void Window::consume(std::size_t count) {
  position_.pass(rest().substr(0, count));
  start_ += count;
  consumed_ += count;
}

void Window::fill(std::size_t block) {
  std::size_t filled = rest().size();
  std::copy(rest().begin(), rest().end(), buffer_.begin());
  const std::size_t wanted = filled + std::max(block, filled);
  if (buffer_.size() < wanted) buffer_.resize(wanted);
  while (!complete_ && filled < wanted) {
    const std::size_t count = in_({buffer_.data() + filled, wanted - filled});
    complete_ = count == 0;
    filled += count;
  }
  start_ = 0;
  end_ = filled;
}

std::string Window::release(std::string spare) {
  const std::size_t left = rest().size();
  if (spare.size() < std::max(left, kSmallest)) spare.resize(std::max(left, kSmallest));
  std::copy(rest().begin(), rest().end(), spare.begin());
  std::swap(buffer_, spare);
  start_ = 0;
  end_ = left;
  return spare;
}

}  // namespace roster::sis
