// Views: read-only views of the store, for queries that must not wait for the runner. Any thread
// may read; each read has its own view.
//
// A view of a file that nobody writes to serves one read after the other without a new snapshot:
// the locks that a snapshot takes and gives back cost more than most look-ups. Hence the daemon
// says when it writes (Writing). What another program writes is seen a second later at the latest.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "users/store/store.hpp"

namespace roster {

class Views {
 public:
  explicit Views(std::string store_url);

  /// Runs `work` on the current state of the store. Throws StoreError when it cannot be read now,
  /// and what `work` throws.
  void read(const std::function<void(Transaction&)>& work);

  /// While one exists its thread may write to the store: every read takes a new snapshot and gives
  /// it back. A read that begins after a commit sees it, also when the Writing has ended since.
  class Writing {
   public:
    explicit Writing(Views& views) : views_(views) { views_.begin_writing(); }
    ~Writing() { views_.end_writing(); }
    Writing(const Writing&) = delete;
    Writing& operator=(const Writing&) = delete;

   private:
    Views& views_;
  };

 private:
  struct View {
    std::unique_ptr<Store> store;
    std::unique_ptr<Transaction> snapshot;  // ends before its store
    std::uint64_t state = 0;                // of the store, when the view was taken
    std::chrono::steady_clock::time_point begun;
  };

  std::string store_url_;
  bool one_writer_;  // this process
  std::mutex mutex_;
  std::vector<View> idle_;  // guarded by mutex_, as are all below
  unsigned writing_ = 0;
  std::uint64_t state_ = 0;  // another one when writing begins or ends

  View take();
  void give_back(View view);
  void begin_writing();
  void end_writing();
};

}  // namespace roster
