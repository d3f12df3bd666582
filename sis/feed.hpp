// Feed: one dropped file seen as a sequence of records. The words every step of the way shares:
// where bytes come from, what a record is, why one is refused, and why a whole file is.
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

/// Fills a part of the span and returns how much; 0 is the end. Throws FeedError or
/// std::system_error.
using ReadBytes = std::function<std::size_t(std::span<char>)>;

/// What one file may cost. interface.md: `limits`.
struct Limits {
  std::uint64_t file = 4ULL << 30;       // bytes of the dropped file
  std::uint64_t unpacked = 32ULL << 30;  // bytes of all entries together
  std::uint32_t ratio = 200;             // unpacked : packed, checked beyond the first MiB
  std::uint32_t entries = 1000;          // in an archive
  std::uint32_t record = 1U << 20;       // bytes of one record, UTF-8
};

/// The file as a whole is refused; nothing of it is applied. what() is complete: `a.xml:12: …`.
struct FeedError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The file ends too early: it may still be on its way.
struct IncompleteFeed : FeedError {
  using FeedError::FeedError;
};

enum class FormatVersion : std::uint8_t { v1, v2 };

/// Strict wants the schema satisfied as it stands: it refuses a file whose root is not plain
/// `users` or `userRecords`, or that has other elements between its records.
enum class Reading : std::uint8_t { tolerant, strict };

/// One record refused: why, in the codes and words of the report.
struct Rejection {
  std::string_view code;  // malformed | schema | missing_field | … (a literal)
  std::uint64_t line = 0;
  std::string message;
  std::string remedy;  // who can end it and how; empty: what the code's table says (remedy.hpp)
};

/// The namespace declarations in force where records stand: (prefix, URI), the default one under
/// "".
using Namespaces = std::vector<std::pair<std::string, std::string>>;

/// A record as the splitter found it: the bytes of its element, start tag to end tag, UTF-8.
struct Record {
  std::string_view bytes;  // into the batch's buffer
  std::uint64_t line = 0;  // of its first byte, from 1
  std::optional<Rejection>
      broken;                // set when no whole element could be found; bytes hold what there is
  std::uint64_t column = 1;  // of its first byte, in characters from 1
};

/// Records that travel together. Owns the bytes its records point into.
struct RecordBatch {
  std::string buffer;
  std::vector<Record> records;
  std::vector<Warning> warnings;  // of what stands between records (unknown elements)
};

}  // namespace roster::sis
