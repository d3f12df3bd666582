// Read feed: an open file as read records, in order. One thread unpacks, decodes and splits;
// workers read the records; the caller receives them batch by batch in the order of the file. A
// bounded number of batches is in memory, whatever the file's size.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sis/record/record_reader.hpp"
#include "sis/unpack/unpack.hpp"

namespace roster::sis {

struct ReadBatch {
  std::string entry;  // name inside the archive, or empty
  std::vector<ReadRecord> records;
  std::vector<Warning> warnings;  // of the document, not of a record
  ReadSoFar so_far;               // when the batch's last record had been read
};

/// What is known of a file once it was read.
struct FeedRead : UnpackResult {
  std::int64_t announced = 0;  // the most records that a root says there are; 0: none says it
};

/// Reads the open file `fd` (kept open; its offset does not matter) and calls `sink` on the calling
/// thread for every batch; what it leaves of one serves again. `label` is the file's name for
/// messages. Throws FeedError or IncompleteFeed when the file is refused (what was sunk before must
/// be taken back then), and whatever `sink` throws.
FeedRead read_feed(int fd, const std::string& label, const Limits& limits,
                   const ReadOptions& options, unsigned workers,
                   const std::function<void(ReadBatch&&)>& sink);

}  // namespace roster::sis
