// Bench feed: the synthetic feed of seed 5 in memory, as text, as records and as trees, for the
// benchmarks of single steps.
#pragma once

#include <pugixml.hpp>

#include <algorithm>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "sis/record/schema.hpp"
#include "sis/sample/sample.hpp"
#include "sis/split/split.hpp"

namespace roster::bench {

inline constexpr std::uint64_t kSeed = 5;
inline constexpr std::uint64_t kFeedUsers = 5000;

/// Feeds `text` to whoever reads, from its start.
inline sis::ReadBytes reading(std::string_view text) {
  return [text](std::span<char> out) mutable {
    const std::size_t size = std::min(out.size(), text.size());
    std::memcpy(out.data(), text.data(), size);
    text.remove_prefix(size);
    return size;
  };
}

class Feed {
 public:
  static const Feed& get() {
    static const Feed feed;
    return feed;
  }

  const std::string& text() const { return text_; }
  const std::vector<sis::RecordBatch>& batches() const { return batches_; }
  /// One tree a record, in the order of the batches, read as SchemaJudge wants it.
  const std::vector<pugi::xml_document>& trees() const { return trees_; }

  /// Calls `work` with every record.
  template <class Work>
  void each_record(Work work) const {
    for (const sis::RecordBatch& batch : batches_)
      for (const sis::Record& record : batch.records) work(record);
  }

  /// Calls `work` with every record and its tree.
  template <class Work>
  void each_tree(Work work) const {
    auto tree = trees_.begin();
    each_record([&](const sis::Record& record) { work(record, (tree++)->first_child()); });
  }

 private:
  std::string text_;
  std::vector<sis::RecordBatch> batches_;
  std::vector<pugi::xml_document> trees_;

  Feed() : trees_(kFeedUsers) {
    sis::SampleOptions options;
    options.users = kFeedUsers;
    options.seed = kSeed;
    sis::write_sample(options, [&](std::string_view part) { text_ += part; });
    sis::Splitter splitter(reading(text_), "feed.xml", {});
    do {
      batches_.push_back(splitter.next());
    } while (!batches_.back().records.empty());
    auto tree = trees_.begin();
    each_record([&](const sis::Record& record) {
      (tree++)->load_buffer(record.bytes.data(), record.bytes.size(), sis::kJudgeFlags,
                            pugi::encoding_utf8);
    });
  }
};

}  // namespace roster::bench
