// Read feed: reads the records of an open file in order. One thread unpacks, decodes and splits;
// workers parse the records; the caller receives the batches in the order of the file. The number
// of batches in memory is bounded for any file size. Batches with few records to look up come
// together, since a question to a remote store costs the same for one record as for many.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "sis/record/record_reader.hpp"
#include "sis/unpack/unpack.hpp"

namespace roster::sis {

struct ReadBatch {
  std::string entry;  // name inside the archive, or empty
  std::vector<ReadRecord> records;
  std::vector<Warning> warnings;  // about the document, not about a record
  ReadSoFar so_far;               // after the batch's last record
  std::size_t to_look_up = 0;     // records that are neither rejected nor known to be unchanged
};

/// Of batches that come together: the most records to look up.
constexpr std::size_t kMostTogether = 64;

/// The properties of a file that was read.
struct FeedRead : UnpackResult {
  std::int64_t announced = 0;  // the largest record count stated by a root; 0: not stated
};

/// Reads the open file `fd` (not closed; its offset is not used) and calls `sink` on the calling
/// thread for every batch, or for a few that follow each other: those have no more than
/// kMostTogether records to look up in all, and none but the first has warnings. Which come
/// together depends on the file and `options` alone. Buffers that `sink` does not move out are
/// reused. `label` is the file's name in messages. Throws FeedError or IncompleteFeed when the file
/// is rejected (the caller must roll back the earlier batches), and whatever `sink` throws.
FeedRead read_feed(int fd, const std::string& label, const Limits& limits,
                   const ReadOptions& options, unsigned workers,
                   const std::function<void(std::span<ReadBatch>)>& sink);

}  // namespace roster::sis
