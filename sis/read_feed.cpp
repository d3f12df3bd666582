#include "sis/read_feed.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>

#include "sis/decode.hpp"

namespace roster::sis {

namespace {

/// The document a batch comes from.
struct Document {
  std::string label;  // FILE or FILE!ENTRY
  std::string entry;
  Namespaces namespaces;
};

/// One batch on its way through the pipeline.
struct Slot {
  std::shared_ptr<const Document> document;
  RecordBatch raw;
  ReadBatch read;
  bool done = false;
  std::exception_ptr error;
};

/// Thrown in the producing thread when the consumer has gone.
struct Abandoned {};

/// The slots in flight: produced in order, worked on by anyone, consumed in order.
class Belt {
 public:
  explicit Belt(std::size_t capacity) : capacity_(capacity) {}

  void produce(std::shared_ptr<Slot> slot) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return in_order_.size() < capacity_ || abandoned_; });
    if (abandoned_) throw Abandoned{};
    in_order_.push_back(slot);
    waiting_.push_back(std::move(slot));
    changed_.notify_all();
  }

  /// No more slots will come; `error` is what ended the production, if anything did.
  void end(std::exception_ptr error) {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    error_ = std::move(error);
    changed_.notify_all();
  }

  void abandon() {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
    changed_.notify_all();
  }

  /// The next slot to work on, or nullptr when there will be none.
  std::shared_ptr<Slot> work() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !waiting_.empty() || ended_ || abandoned_; });
    if (waiting_.empty() || abandoned_) return nullptr;
    std::shared_ptr<Slot> slot = std::move(waiting_.front());
    waiting_.pop_front();
    return slot;
  }

  void finish(Slot& slot) {
    const std::lock_guard lock(mutex_);
    slot.done = true;
    changed_.notify_all();
  }

  /// The next slot in order, done; nullptr at the end. Throws what went wrong in its place.
  std::shared_ptr<Slot> consume() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return in_order_.empty() ? ended_ : in_order_.front()->done; });
    if (in_order_.empty()) {
      if (error_) std::rethrow_exception(error_);
      return nullptr;
    }
    std::shared_ptr<Slot> slot = std::move(in_order_.front());
    in_order_.pop_front();
    changed_.notify_all();
    if (slot->error) std::rethrow_exception(slot->error);
    return slot;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t capacity_;
  std::deque<std::shared_ptr<Slot>> in_order_, waiting_;
  bool ended_ = false, abandoned_ = false;
  std::exception_ptr error_;
};

void read_slot(Slot& slot, RecordReader& reader) {
  slot.read.entry = slot.document->entry;
  slot.read.warnings = std::move(slot.raw.warnings);
  slot.read.records.resize(slot.raw.records.size());
  for (std::size_t i = 0; i < slot.raw.records.size(); ++i)
    reader.read(slot.raw.records[i], slot.document->namespaces, slot.document->label,
                slot.read.records[i]);
  slot.raw = {};
}

void work(Belt& belt, const ReadOptions& options) {
  RecordReader reader(options);
  while (const std::shared_ptr<Slot> slot = belt.work()) {
    try {
      read_slot(*slot, reader);
    } catch (...) {
      slot->error = std::current_exception();
    }
    belt.finish(*slot);
  }
}

/// Splits one XML document onto the belt.
void split_entry(const Entry& entry, const std::string& file, const Limits& limits, Reading reading,
                 Belt& belt) {
  auto document = std::make_shared<Document>();
  document->label = entry.name.empty() ? file : file + "!" + entry.name;
  document->entry = entry.name;
  Splitter splitter(decode(entry.read, document->label), document->label, limits, reading);
  document->namespaces = splitter.envelope().namespaces;
  for (;;) {
    auto slot = std::make_shared<Slot>();
    slot->document = document;
    slot->raw = splitter.next();
    slot->read.so_far = entry.so_far();
    const bool last = slot->raw.records.empty();
    if (!last || !slot->raw.warnings.empty()) belt.produce(std::move(slot));
    if (last) return;
  }
}

}  // namespace

UnpackResult read_feed(int fd, const std::string& label, const Limits& limits,
                       const ReadOptions& options, unsigned workers,
                       const std::function<void(ReadBatch&&)>& sink) {
  Belt belt(2 * workers + 2);
  UnpackResult result;
  std::vector<std::jthread> threads;
  threads.emplace_back([&] {
    std::exception_ptr error;
    try {
      result = unpack(fd, label, limits, [&](const Entry& entry) {
        split_entry(entry, label, limits, options.profile->reading, belt);
      });
    } catch (const Abandoned&) {
    } catch (...) {
      error = std::current_exception();
    }
    belt.end(error);
  });
  for (unsigned i = 0; i < workers; ++i) threads.emplace_back([&] { work(belt, options); });
  try {
    while (const std::shared_ptr<Slot> slot = belt.consume()) sink(std::move(slot->read));
  } catch (...) {
    belt.abandon();
    threads.clear();  // joins
    throw;
  }
  threads.clear();
  return result;
}

}  // namespace roster::sis
