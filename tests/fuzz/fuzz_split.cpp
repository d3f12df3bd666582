// The splitter behind the decoder: any bytes as a feed. How the input was cut into pieces makes no
// difference.
#include "sis/split/split.hpp"
#include "sis/xml/decode.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/reading.hpp"

namespace roster::fuzz {

namespace {

/// The records, each on a line with its own line number; why the feed is refused, at the end.
std::string records(std::string_view bytes, std::size_t piece) {
  std::string found;
  try {
    sis::Splitter splitter(sis::decode(in_pieces(bytes, piece), "feed.xml"), "feed.xml", kSmall);
    sis::RecordBatch batch;
    do {
      batch = splitter.next(1000, std::move(batch));
      for (const sis::Record& record : batch.records)
        found += std::to_string(record.line) + ": " + std::string(record.bytes) + "\n";
    } while (!batch.records.empty());
  } catch (const sis::FeedError& error) {
    found += error.what();
  }
  return found;
}

}  // namespace

void fuzz(std::string_view bytes) { promise(records(bytes, 1 << 20) == records(bytes, 7)); }

}  // namespace roster::fuzz
