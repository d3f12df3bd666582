#include "sis/unpack/zip_directory.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sis/unpack/entry_name.hpp"
#include "sis/unpack/little_endian.hpp"

namespace roster::sis {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view kEndSignature = "PK\5\6"sv;
constexpr std::string_view kLocatorSignature = "PK\6\7"sv;
constexpr std::string_view kEnd64Signature = "PK\6\6"sv;
constexpr std::string_view kRecordSignature = "PK\1\2"sv;
constexpr std::size_t kEndSize = 22, kLocatorSize = 20, kEnd64Size = 56, kRecordSize = 46;
constexpr std::size_t kLongestComment = 64;
constexpr std::uint64_t kBytesPerEntry = 4096;  // a usual record has about 100
constexpr std::uint16_t k16 = 0xFFFF;
constexpr std::uint32_t k32 = 0xFFFFFFFF;

/// The values of an end record, in the wide (zip64) or narrow form.
struct End {
  std::uint64_t entries = 0, size = 0, offset = 0;
  std::uint64_t position = 0;  // of the record itself: where the directory must end
};

std::string read_text(const PackedFile& file, std::uint64_t offset, std::uint64_t length) {
  std::string text(static_cast<std::size_t>(length), '\0');
  text.resize(file.read(offset, text));
  return text;
}

[[noreturn]] void refuse(const std::string& label, std::string_view why) {
  throw FeedError(fmt::format("{}: {}", label, why));
}

/// The position of the end record, which must end at the end of the file.
std::uint64_t find_end(const PackedFile& file) {
  const std::uint64_t length = std::min<std::uint64_t>(file.size(), kEndSize + k16);
  const std::string tail = read_text(file, file.size() - length, length);
  const auto at = tail.rfind(kEndSignature);
  if (at == tail.npos || at + kEndSize > tail.size())
    throw IncompleteFeed(file.label() + ": the zip ends too early: its directory is missing");
  const std::size_t comment = LittleEndian(tail).u16(at + 20);
  const std::size_t end = at + kEndSize + comment;
  if (end > tail.size())
    throw IncompleteFeed(file.label() + ": the zip ends too early: its comment is cut");
  if (end < tail.size()) refuse(file.label(), "something follows the end of the zip");
  if (comment > kLongestComment)
    refuse(file.label(), fmt::format("the zip's comment is longer than {} bytes", kLongestComment));
  return file.size() - length + at;
}

/// The wide end record, when its locator is directly before the narrow one.
std::optional<End> read_end64(const PackedFile& file, std::uint64_t narrow_at) {
  if (narrow_at < kLocatorSize + kEnd64Size) return std::nullopt;
  const std::uint64_t at = narrow_at - kLocatorSize - kEnd64Size;
  const std::string text = read_text(file, at, kEnd64Size + kLocatorSize);
  if (text.compare(kEnd64Size, 4, kLocatorSignature) != 0) return std::nullopt;
  const LittleEndian wide(text);
  const bool plausible = text.starts_with(kEnd64Signature) && wide.u64(4) == kEnd64Size - 12 &&
                         wide.u64(kEnd64Size + 8) == at;
  if (!plausible) refuse(file.label(), "damaged: its zip64 end record is not where it should be");
  const bool volumes = wide.u32(16) != 0 || wide.u32(20) != 0 || wide.u64(24) != wide.u64(32) ||
                       wide.u32(kEnd64Size + 4) != 0 || wide.u32(kEnd64Size + 16) > 1;
  if (volumes) refuse(file.label(), "is split over several volumes; send one zip file");
  return End{wide.u64(32), wide.u64(40), wide.u64(48), at};
}

struct Ends {
  End end;
  bool wide = false;         // a zip64 record exists
  bool wide_needed = false;  // the narrow record refers to it
};

Ends read_ends(const PackedFile& file) {
  const std::uint64_t at = find_end(file);
  const std::string text = read_text(file, at, kEndSize);
  const LittleEndian narrow(text);
  const bool volumes = (narrow.u16(4) != 0 && narrow.u16(4) != k16) ||
                       (narrow.u16(6) != 0 && narrow.u16(6) != k16) ||
                       narrow.u16(8) != narrow.u16(10);
  if (volumes) refuse(file.label(), "is split over several volumes; send one zip file");
  const End end{narrow.u16(10), narrow.u32(12), narrow.u32(16), at};
  const std::optional<End> wide = read_end64(file, at);
  if (!wide) return {end};
  const auto differs = [](std::uint64_t said, std::uint64_t unsaid, std::uint64_t meant) {
    return said != unsaid && said != meant;
  };
  if (differs(end.entries, k16, wide->entries) || differs(end.size, k32, wide->size) ||
      differs(end.offset, k32, wide->offset))
    refuse(file.label(), "damaged: its two end records contradict each other");
  return {*wide, true, end.entries == k16 || end.size == k32 || end.offset == k32};
}

/// Replaces numbers that are all ones in the narrow form with their wide form. Returns whether
/// there was one.
bool widen(ZipRecord& record, std::string_view extra, const std::string& label) {
  std::optional<std::string_view> field = zip64_field(extra, label);
  bool widened = false;
  for (std::uint64_t* number : {&record.size, &record.packed, &record.offset}) {
    if (*number != k32 || !field) continue;
    if (field->size() < 8) refuse(label, "damaged: its zip64 field is too short");
    *number = LittleEndian(*field).u64(0);
    field->remove_prefix(8);
    widened = true;
  }
  if (field && !widened) refuse(label, "uses zip64 although it is not needed");
  return widened;
}

/// Removes one record from the front of the directory's bytes.
ZipRecord take_record(std::string_view& bytes, const std::string& label, bool& wide_needed) {
  if (bytes.size() < kRecordSize || !bytes.starts_with(kRecordSignature))
    refuse(label, "damaged: its directory cannot be read");
  const LittleEndian fields(bytes);
  const std::size_t name = fields.u16(28), extra = fields.u16(30), comment = fields.u16(32);
  if (bytes.size() < kRecordSize + name + extra + comment)
    refuse(label, "damaged: its directory cannot be read");
  ZipRecord record;
  record.name = bytes.substr(kRecordSize, name);
  record.flags = fields.u16(8);
  record.method = fields.u16(10);
  record.crc = fields.u32(16);
  record.packed = fields.u32(20);
  record.size = fields.u32(24);
  record.attributes = fields.u32(38);
  record.offset = fields.u32(42);
  const std::string entry = entry_label(label, record.name);
  if (fields.u16(34) != 0) refuse(entry, "is on another volume; send one zip file");
  wide_needed |= widen(record, bytes.substr(kRecordSize + name, extra), entry);
  bytes.remove_prefix(kRecordSize + name + extra + comment);
  return record;
}

void check_place(const PackedFile& file, const End& end, const Limits& limits) {
  if (end.entries > limits.entries)
    refuse(file.label(),
           fmt::format("holds {} entries; limits.entries allows {}", end.entries, limits.entries));
  const bool inside = end.offset <= end.position && end.size <= end.position - end.offset;
  if (!inside) refuse(file.label(), "damaged: its directory is not where its end record says");
  if (end.size < end.position - end.offset)
    refuse(file.label(), "has bytes outside of its entries; is it two concatenated archives?");
  if (end.size > end.entries * kBytesPerEntry)
    refuse(file.label(), fmt::format("its directory is too large for {} entries", end.entries));
}

}  // namespace

ZipDirectory read_zip_directory(const PackedFile& file, const Limits& limits) {
  const Ends ends = read_ends(file);
  check_place(file, ends.end, limits);
  const std::string text = read_text(file, ends.end.offset, ends.end.size);
  std::string_view bytes = text;
  ZipDirectory directory;
  directory.offset = ends.end.offset;
  bool wide_needed = ends.wide_needed;
  for (std::uint64_t i = 0; i < ends.end.entries; ++i)
    directory.records.push_back(take_record(bytes, file.label(), wide_needed));
  if (!bytes.empty()) refuse(file.label(), "damaged: its directory holds more than its entries");
  if (ends.wide && !wide_needed) refuse(file.label(), "uses zip64 although it is not needed");
  return directory;
}

std::optional<std::string_view> zip64_field(std::string_view extra, const std::string& label) {
  std::optional<std::string_view> found;
  while (extra.size() >= 4) {
    const LittleEndian field(extra);
    const std::size_t length = field.u16(2);
    if (length > extra.size() - 4) break;
    if (field.u16(0) == 1) {
      if (found) refuse(label, "damaged: it has two zip64 fields");
      found = extra.substr(4, length);
    }
    extra.remove_prefix(4 + length);
  }
  if (!extra.empty()) refuse(label, "damaged: its extra fields cannot be read");
  return found;
}

}  // namespace roster::sis
