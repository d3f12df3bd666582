// Splitting: runs the splitter over a text and keeps what came of it.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "sis/split/split.hpp"

namespace roster::sis {

/// An input that hands out a text in pieces of at most `piece` bytes. The text must outlive it.
inline ReadBytes read_in_pieces(std::string_view text, std::size_t piece = 1 << 20) {
  return [text, piece](std::span<char> out) mutable {
    const std::size_t count = std::min({out.size(), piece, text.size()});
    std::memcpy(out.data(), text.data(), count);
    text.remove_prefix(count);
    return count;
  };
}

struct FoundRecord {
  std::string bytes;
  std::uint64_t line = 0;
  std::uint64_t column = 0;
  std::string broken;  // "code: message", or empty
};

struct SplitResult {
  std::vector<FoundRecord> records;
  std::vector<std::string> warnings;  // "LINE: code: message"
  Envelope envelope;
};

struct SplitHow {
  Limits limits = {};
  Reading reading = Reading::tolerant;
  std::size_t piece = 1 << 20;
  std::size_t target = 256 * 1024;
};

/// Splits a whole document named feed.xml. Throws what the splitter throws.
inline SplitResult split(std::string_view text, const SplitHow& how = {}) {
  Splitter splitter(read_in_pieces(text, how.piece), "feed.xml", how.limits, how.reading);
  SplitResult result;
  result.envelope = splitter.envelope();
  RecordBatch batch;
  do {
    batch = splitter.next(how.target, std::move(batch));
    for (const Record& record : batch.records) {
      const std::string broken =
          record.broken ? std::string(record.broken->code) + ": " + record.broken->message : "";
      result.records.push_back({std::string(record.bytes), record.line, record.column, broken});
    }
    for (const Warning& warning : batch.warnings) {
      result.warnings.push_back(std::to_string(warning.line) + ": " + std::string(warning.code) +
                                ": " + warning.message);
    }
  } while (!batch.records.empty());
  return result;
}

using Texts = std::vector<std::string>;

inline Texts bytes_of(const SplitResult& result) {
  Texts texts;
  for (const FoundRecord& record : result.records) texts.push_back(record.bytes);
  return texts;
}

/// What is said of the records, "" for a sound one.
inline Texts broken_of(const SplitResult& result) {
  Texts texts;
  for (const FoundRecord& record : result.records) texts.push_back(record.broken);
  return texts;
}

}  // namespace roster::sis
