#include "sis/unpack/zip_rules.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <unordered_set>

#include "sis/unpack/entry_name.hpp"
#include "sis/unpack/little_endian.hpp"
#include "sis/unpack/zip_directory.hpp"
#include "users/base/text.hpp"

namespace roster::sis {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view kLocalSignature = "PK\3\4"sv;
constexpr std::string_view kDescriptorSignature = "PK\7\10"sv;
constexpr std::size_t kLocalSize = 30, kLongestDescriptor = 24;
constexpr std::uint32_t k32 = 0xFFFFFFFF;

constexpr std::uint16_t kEncrypted = 0x2041;   // encrypted, strongly encrypted, masked headers
constexpr std::uint16_t kDescriptor = 0x0008;  // CRC and sizes follow the data
constexpr std::uint16_t kPatch = 0x0020;

[[noreturn]] void refuse(const std::string& label, std::string_view why) {
  throw FeedError(fmt::format("{}: {}", label, why));
}

/// Checks the rules for a single record of the directory.
void check_record(const ZipRecord& record, const std::string& label, const Limits& limits) {
  if (const auto problem = name_problem(record.name)) refuse(label, *problem);
  const std::uint32_t type = (record.attributes >> 16) & S_IFMT;
  const bool directory = kind_of(record.name) == EntryKind::directory;
  if (type != 0 && type != (directory ? S_IFDIR : S_IFREG))
    refuse(label, "is a link or another special file");
  if ((record.flags & kEncrypted) != 0) refuse(label, "is encrypted; send it without a password");
  if ((record.flags & kPatch) != 0) refuse(label, "is a patch, not a file");
  if (record.method != 0 && record.method != 8)
    refuse(label, fmt::format("is packed by method {}; only stored (0) and deflated (8) are read",
                              record.method));
  if (directory && record.size != 0) refuse(label, "is a directory with content");
  if (record.method == 0 && record.packed != record.size)
    refuse(label, "damaged: it is stored, but its two sizes differ");
  if (exceeds_ratio(record.size, record.packed, limits))
    refuse(label,
           fmt::format("unpacks to more than {} times its size (limits.ratio)", limits.ratio));
}

void check_total(const std::vector<ZipRecord>& records, const PackedFile& file,
                 const Limits& limits) {
  std::uint64_t left = limits.unpacked;
  for (const ZipRecord& record : records) {
    if (record.size > left)
      refuse(file.label(), fmt::format("unpacks to more than limits.unpacked allows ({} bytes)",
                                       limits.unpacked));
    left -= record.size;
  }
}

void check_distinct(const std::vector<ZipRecord>& records, const PackedFile& file) {
  std::unordered_set<std::string_view> names;
  for (const ZipRecord& record : records)
    if (!names.insert(record.name).second)
      refuse(entry_label(file.label(), record.name), "occurs twice in the archive");
}

/// Compares the sizes of a local header, which its zip64 field can hold instead, with the record.
bool sizes_agree(const ZipRecord& record, LittleEndian local, std::string_view extra,
                 const std::string& label) {
  std::uint64_t packed = local.u32(18), size = local.u32(22);
  std::optional<std::string_view> field = zip64_field(extra, label);
  for (std::uint64_t* number : {&size, &packed}) {
    if (*number != k32 || !field || field->size() < 8) continue;
    *number = LittleEndian(*field).u64(0);
    field->remove_prefix(8);
  }
  return local.u32(14) == record.crc && packed == record.packed && size == record.size;
}

/// Are these bytes after an entry's data its data descriptor? Writers differ in the signature and
/// in the width of the sizes.
bool is_descriptor(std::string_view bytes, const ZipRecord& record) {
  if (bytes.size() == 16 || bytes.size() == 24) {
    if (!bytes.starts_with(kDescriptorSignature)) return false;
    bytes.remove_prefix(4);
  }
  const LittleEndian fields(bytes);
  if (bytes.size() == 12)
    return fields.u32(0) == record.crc && fields.u32(4) == record.packed &&
           fields.u32(8) == record.size;
  return bytes.size() == 20 && fields.u32(0) == record.crc && fields.u64(4) == record.packed &&
         fields.u64(12) == record.size;
}

/// An entry's own header, before its data.
struct LocalHeader {
  std::uint64_t data = 0;  // where the data begins
  bool described = false;  // a data descriptor follows the data
};

LocalHeader check_local(const PackedFile& file, const ZipRecord& record, const std::string& label) {
  std::string fixed(kLocalSize, '\0');
  const bool whole = file.read(record.offset, fixed) == fixed.size();
  if (!whole || !fixed.starts_with(kLocalSignature)) refuse(label, "damaged: it has no header");
  const LittleEndian fields(fixed);
  const std::size_t name = fields.u16(26), extra = fields.u16(28);
  std::string rest(name + extra, '\0');
  rest.resize(file.read(record.offset + kLocalSize, rest));
  if (rest.substr(0, name) != record.name)
    refuse(label, "has different names in its header and in the directory");
  const std::uint16_t flags = fields.u16(6);
  if ((flags & kEncrypted) != 0) refuse(label, "is encrypted; send it without a password");
  const LocalHeader local{record.offset + kLocalSize + name + extra, (flags & kDescriptor) != 0};
  const bool agree =
      local.described || sizes_agree(record, fields, std::string_view(rest).substr(name), label);
  if (fields.u16(8) != record.method || !agree)
    refuse(label, "damaged: its own header contradicts the directory");
  return local;
}

/// Checks an entry, which must fill the file from its header to `end`.
ZipEntry check_place(const PackedFile& file, const ZipRecord& record, std::uint64_t end,
                     const std::string& label) {
  const LocalHeader local = check_local(file, record, label);
  if (local.data > end || record.packed > end - local.data)
    refuse(label, "overlaps what follows it");
  const std::uint64_t rest = end - local.data - record.packed;
  if (local.described && rest <= kLongestDescriptor) {
    std::string descriptor(static_cast<std::size_t>(rest), '\0');
    file.read(local.data + record.packed, descriptor);
    if (!is_descriptor(descriptor, record))
      refuse(label, "damaged: its data descriptor contradicts the directory");
  } else if (rest != 0) {
    refuse(label, "is followed by unexpected bytes");
  }
  return {printable(record.name),
          local.data,
          record.packed,
          record.size,
          record.crc,
          record.method == 0 ? ZipMethod::stored : ZipMethod::deflated};
}

/// Returns every entry, in the directory's order, after checking that they fill the file up to the
/// directory.
std::vector<ZipEntry> check_places(const PackedFile& file, const ZipDirectory& directory) {
  const std::vector<ZipRecord>& records = directory.records;
  std::vector<std::size_t> by_offset(records.size());
  for (std::size_t i = 0; i < by_offset.size(); ++i) by_offset[i] = i;
  std::stable_sort(by_offset.begin(), by_offset.end(), [&](std::size_t a, std::size_t b) {
    return records[a].offset < records[b].offset;
  });
  std::vector<ZipEntry> entries(records.size());
  for (std::size_t i = 0; i < by_offset.size(); ++i) {
    const ZipRecord& record = records[by_offset[i]];
    const bool last = i + 1 == by_offset.size();
    const std::uint64_t end = last ? directory.offset : records[by_offset[i + 1]].offset;
    const std::string label = entry_label(file.label(), record.name);
    if (i == 0 && record.offset != 0) refuse(file.label(), "has bytes before its first entry");
    if (record.offset >= directory.offset) refuse(label, "damaged: it is outside the archive");
    entries[by_offset[i]] = check_place(file, record, std::min(end, directory.offset), label);
  }
  return entries;
}

}  // namespace

std::vector<ZipEntry> check_zip(const PackedFile& file, const Limits& limits) {
  const ZipDirectory directory = read_zip_directory(file, limits);
  for (const ZipRecord& record : directory.records)
    check_record(record, entry_label(file.label(), record.name), limits);
  check_distinct(directory.records, file);
  check_total(directory.records, file, limits);
  std::vector<ZipEntry> entries = check_places(file, directory);
  std::erase_if(entries,
                [](const ZipEntry& entry) { return kind_of(entry.name) == EntryKind::directory; });
  if (entries.empty()) refuse(file.label(), "holds no XML file");
  return entries;
}

}  // namespace roster::sis
