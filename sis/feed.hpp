// Feed: a dropped file as a sequence of records. Types that all steps of a load share: the byte
// source, the record, the reason for rejecting a record or a whole file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "users/jobs/report.hpp"

namespace roster::sis {

/// Fills part of the span and returns the number of bytes; 0 means the end. Throws FeedError or
/// std::system_error.
using ReadBytes = std::function<std::size_t(std::span<char>)>;

/// Resource limits for one file (configuration: `limits`).
struct Limits {
  std::uint64_t file = 4ULL << 30;       // bytes of the dropped file
  std::uint64_t unpacked = 32ULL << 30;  // bytes of all entries together
  std::uint32_t ratio = 200;             // unpacked : packed, checked beyond the first MiB
  std::uint32_t entries = 1000;          // per archive
  std::uint32_t record = 1U << 20;       // bytes of one record, UTF-8
};

/// The whole file is rejected and nothing of it is applied. what() is a complete message:
/// `a.xml:12: …`.
struct FeedError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The file ends too early: it may still be uploading.
struct IncompleteFeed : FeedError {
  using FeedError::FeedError;
};

enum class FormatVersion : std::uint8_t { v1, v2 };

/// Strict requires the exact schema: it rejects a file whose root is not plain `users` or
/// `userRecords`, or that has other elements between its records.
enum class Reading : std::uint8_t { tolerant, strict };

/// One rejected record: the reason, with the codes and words of the report.
struct Rejection {
  std::string_view code;  // malformed | schema | missing_field | … (a literal)
  std::uint64_t line = 0;
  std::string message;
  std::string remedy;  // who can fix it and how; empty: the default of the code (remedy.hpp)
};

/// The namespace declarations in scope at the records: (prefix, URI); the default namespace has the
/// prefix "".
using Namespaces = std::vector<std::pair<std::string, std::string>>;

/// A record as the splitter found it: the bytes of its element from start tag to end tag, UTF-8.
struct Record {
  std::string_view bytes;  // into the batch's buffer
  std::uint64_t line = 0;  // of its first byte; starts at 1
  std::optional<Rejection>
      broken;                // set when no complete element was found; bytes hold the part found
  std::uint64_t column = 1;  // of its first byte, in characters; starts at 1
};

/// A batch of records. Owns the bytes that its records point into.
struct RecordBatch {
  std::string buffer;
  std::vector<Record> records;
  std::vector<Warning> warnings;  // for unknown elements between records
};

}  // namespace roster::sis
