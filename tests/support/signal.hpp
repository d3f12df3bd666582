// Signal: one thread says once that something happened, others wait for it. Copies share the
// state, so each side may end before the other: a std::promise must not end within set_value().
#pragma once

#include <future>
#include <memory>

namespace roster::test {

class Signal {
 public:
  void give() { promise_->set_value(); }
  void wait() const { given_.wait(); }

 private:
  std::shared_ptr<std::promise<void>> promise_ = std::make_shared<std::promise<void>>();
  std::shared_future<void> given_ = promise_->get_future().share();
};

}  // namespace roster::test
