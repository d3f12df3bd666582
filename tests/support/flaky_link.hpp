// Flaky link: stands between a store and its PostgreSQL server, and loses the connection, or
// answers with an error, when a chosen COMMIT (or another statement) passes; before it took effect
// or after.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "tests/users/temporary_directory.hpp"

namespace roster::test {

class FlakyLink {
 public:
  enum class Fault : std::uint8_t {
    none,
    lost_before,    // the server never sees the statement
    lost_after,     // its answer never comes
    refused,        // the server rolls back, and the answer says `code`
    refused_after,  // it takes effect, and the answer says `code`
  };

  /// To the server whose socket lies in `server`.
  explicit FlakyLink(std::string server);
  ~FlakyLink();
  FlakyLink(const FlakyLink&) = delete;
  FlakyLink& operator=(const FlakyLink&) = delete;

  /// As `host` in a store's URL.
  std::string host() const { return directory_.path(); }
  /// What happens to the next COMMIT; `then` runs before the client hears of it.
  void arm(
      Fault fault, std::string code = {}, std::function<void()> then = [] {});
  /// Lets so many COMMITs pass before.
  void arm_later(int passing, Fault fault, std::string code);
  /// Likewise of a statement that is sent by itself and begins with these words.
  void arm_at(std::string words, Fault fault, std::string code = {});
  /// Has it not happened yet? Then it will not.
  bool disarm() { return fault_.exchange(Fault::none) != Fault::none; }

 private:
  struct Pair {
    int client = -1, server = -1;
  };

  TemporaryDirectory directory_;
  std::string server_;
  int listener_ = -1;
  int stop_ = -1;  // an eventfd
  std::vector<Pair> pairs_;
  std::string code_, words_;
  int passing_ = 0;
  std::function<void()> then_;
  std::atomic<Fault> fault_ = Fault::none;
  std::thread thread_;

  void serve();
  void accept_one();
  bool pass(int from, int to) const;
  bool client_speaks(const Pair& pair);
  bool is_meant(const std::string& bytes);
  bool fail(const Pair& pair, Fault fault, const std::string& commit);
};

}  // namespace roster::test
