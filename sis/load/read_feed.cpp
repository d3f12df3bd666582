#include "sis/load/read_feed.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>

#include "sis/split/split.hpp"
#include "sis/xml/decode.hpp"

namespace roster::sis {

namespace {

constexpr std::size_t kBatchBytes = 256 * 1024;
/// Batches in memory. A parsed batch takes at most 25 times its bytes.
constexpr std::size_t kMostSlots = 16;
/// Batches that come together; there are twice as many slots, so that the workers need not wait.
constexpr std::size_t kMostBatches = 4;

/// The document a batch comes from.
struct Document {
  std::string label;  // FILE or FILE!ENTRY
  std::string entry;
  Namespaces namespaces;
};

/// One batch in the pipeline.
struct Slot {
  std::shared_ptr<const Document> document;
  RecordBatch raw;
  std::uint64_t before = 0;  // records of the file before this batch
  ReadBatch read;
  bool done = false;
  std::exception_ptr error;
};

/// Thrown in the producer thread when the consumer has stopped.
struct Abandoned {};

/// The slots in use: filled in order, processed by any worker, consumed in order, reused.
class Belt {
 public:
  explicit Belt(std::size_t capacity) : slots_(capacity) {
    for (Slot& slot : slots_) free_.push_back(&slot);
  }

  /// A slot to fill for produce(). It still holds its old buffers for reuse.
  Slot& free_slot() {
    std::unique_lock lock(mutex_);
    has_free_.wait(lock, [&] { return !free_.empty() || abandoned_; });
    if (abandoned_) throw Abandoned{};
    Slot& slot = *free_.front();
    free_.pop_front();
    return slot;
  }

  void produce(Slot& slot) {
    {
      const std::lock_guard lock(mutex_);
      slot.done = false;
      in_order_.push_back(&slot);
      waiting_.push_back(&slot);
    }
    has_work_.notify_one();
  }

  /// Ends the production; `error` is its exception, if any.
  void end(std::exception_ptr error) {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
      error_ = std::move(error);
    }
    has_work_.notify_all();
    has_done_.notify_one();
  }

  void abandon() {
    {
      const std::lock_guard lock(mutex_);
      abandoned_ = true;
    }
    has_work_.notify_all();
    has_free_.notify_one();
  }

  /// The next slot to process, or nullptr at the end.
  Slot* work() {
    std::unique_lock lock(mutex_);
    has_work_.wait(lock, [&] { return !waiting_.empty() || ended_ || abandoned_; });
    if (waiting_.empty() || abandoned_) return nullptr;
    Slot* const slot = waiting_.front();
    waiting_.pop_front();
    return slot;
  }

  void finish(Slot& slot) {
    bool next = false;
    {
      const std::lock_guard lock(mutex_);
      slot.done = true;
      next = in_order_.front() == &slot;
    }
    if (next) has_done_.notify_one();
  }

  /// The next finished slot in order; nullptr at the end. Rethrows the error of its batch or of the
  /// production.
  Slot* consume() {
    std::unique_lock lock(mutex_);
    if (!await_next(lock)) {
      if (error_) std::rethrow_exception(error_);
      return nullptr;
    }
    return take_next();
  }

  /// The same; nullptr also when the next one is not to come together with the earlier ones, which
  /// have `to_look_up` records to look up.
  Slot* consume_along(std::size_t to_look_up) {
    std::unique_lock lock(mutex_);
    if (!await_next(lock)) return nullptr;
    const Slot& next = *in_order_.front();
    const bool fits = !next.error && next.read.warnings.empty() &&
                      to_look_up + next.read.to_look_up <= kMostTogether;
    return fits ? take_next() : nullptr;
  }

  /// Returns a consumed slot for reuse.
  void give_back(Slot& slot) {
    {
      const std::lock_guard lock(mutex_);
      free_.push_front(&slot);  // its memory is likely in the CPU cache
    }
    has_free_.notify_one();
  }

 private:
  /// Waits for the next slot to be finished. Is there one?
  bool await_next(std::unique_lock<std::mutex>& lock) {
    has_done_.wait(lock, [&] { return in_order_.empty() ? ended_ : in_order_.front()->done; });
    return !in_order_.empty();
  }

  Slot* take_next() {
    Slot* const slot = in_order_.front();
    in_order_.pop_front();
    if (slot->error) std::rethrow_exception(slot->error);
    return slot;
  }

  std::mutex mutex_;
  std::condition_variable has_free_, has_work_, has_done_;
  std::vector<Slot> slots_;
  std::deque<Slot*> free_, in_order_, waiting_;
  bool ended_ = false, abandoned_ = false;
  std::exception_ptr error_;
};

/// Resets a used record. A record that was found unchanged needs no reset.
void renew(ReadRecord& record) {
  const bool untouched = record.unchanged != 0 && record.user.primary_id.empty();
  if (!untouched) record = ReadRecord{};
}

void read_slot(Slot& slot, RecordReader& reader) {
  slot.read.entry = slot.document->entry;
  slot.read.warnings = std::move(slot.raw.warnings);
  slot.read.records.resize(slot.raw.records.size());
  for (std::size_t i = 0; i < slot.raw.records.size(); ++i) {
    renew(slot.read.records[i]);
    reader.read(slot.raw.records[i], slot.document->namespaces, slot.document->label,
                slot.read.records[i]);
    slot.read.records[i].number = slot.before + i + 1;
  }
  slot.read.to_look_up = static_cast<std::size_t>(
      std::count_if(slot.read.records.begin(), slot.read.records.end(), needs_look_up));
}

void work(Belt& belt, const ReadOptions& options) {
  RecordReader reader(options);
  while (Slot* const slot = belt.work()) {
    try {
      read_slot(*slot, reader);
    } catch (...) {
      slot->error = std::current_exception();
    }
    belt.finish(*slot);
  }
}

/// Splits one XML document into the belt and adds its records to `records`, the number before it.
/// Returns the record count that its root states.
std::int64_t split_entry(const Entry& entry, const std::string& file, const Limits& limits,
                         Reading reading, Belt& belt, std::uint64_t& records) {
  auto document = std::make_shared<Document>();
  document->label = entry.name.empty() ? file : file + "!" + entry.name;
  document->entry = entry.name;
  std::vector<Warning> told;
  const auto tell = [&](const Warning& warning) { told.push_back(warning); };
  Splitter splitter(decode(entry.read, document->label, tell), document->label, limits, reading);
  document->namespaces = splitter.envelope().namespaces;
  for (;;) {
    Slot& slot = belt.free_slot();
    slot.document = document;
    slot.raw = splitter.next(kBatchBytes, std::move(slot.raw));
    slot.read.so_far = entry.so_far();
    slot.raw.warnings.insert(slot.raw.warnings.begin(), told.begin(), told.end());
    told.clear();
    slot.before = records;
    records += slot.raw.records.size();
    const bool last = slot.raw.records.empty();
    if (last && slot.raw.warnings.empty()) {
      belt.give_back(slot);
    } else {
      belt.produce(slot);
    }
    if (last) return splitter.envelope().announced;
  }
}

/// Gives `sink` a batch and those that come together with it.
void consume_from(Slot& first, Belt& belt, const std::function<void(std::span<ReadBatch>)>& sink) {
  std::vector<Slot*> slots{&first};
  std::size_t to_look_up = first.read.to_look_up;
  while (slots.size() < kMostBatches) {
    Slot* const next = belt.consume_along(to_look_up);
    if (next == nullptr) break;
    to_look_up += next->read.to_look_up;
    slots.push_back(next);
  }
  std::vector<ReadBatch> batches;
  batches.reserve(slots.size());
  for (Slot* const slot : slots) batches.push_back(std::move(slot->read));
  sink(batches);
  for (std::size_t i = 0; i < slots.size(); ++i) {
    slots[i]->read = std::move(batches[i]);
    belt.give_back(*slots[i]);
  }
}

}  // namespace

FeedRead read_feed(int fd, const std::string& label, const Limits& limits,
                   const ReadOptions& options, unsigned workers,
                   const std::function<void(std::span<ReadBatch>)>& sink) {
  Belt belt(std::min<std::size_t>(4 * workers + 4, kMostSlots));
  FeedRead result;
  std::vector<std::jthread> threads;
  threads.emplace_back([&] {
    std::exception_ptr error;
    try {
      std::int64_t announced = 0;
      std::uint64_t records = 0;
      static_cast<UnpackResult&>(result) = unpack(fd, label, limits, [&](const Entry& entry) {
        announced = std::max(
            announced, split_entry(entry, label, limits, options.profile->reading, belt, records));
      });
      result.announced = announced;
    } catch (const Abandoned&) {
    } catch (...) {
      error = std::current_exception();
    }
    belt.end(error);
  });
  for (unsigned i = 0; i < workers; ++i) threads.emplace_back([&] { work(belt, options); });
  try {
    while (Slot* const first = belt.consume()) consume_from(*first, belt, sink);
  } catch (...) {
    belt.abandon();
    threads.clear();  // joins
    throw;
  }
  threads.clear();
  return result;
}

}  // namespace roster::sis
