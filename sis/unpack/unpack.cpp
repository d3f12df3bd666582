#include "sis/unpack/unpack.hpp"

#include <fmt/format.h>

#include <array>
#include <cassert>

#include "sis/unpack/gunzip.hpp"
#include "sis/unpack/packed_file.hpp"
#include "sis/unpack/untar.hpp"
#include "sis/unpack/unzip.hpp"
#include "sis/unpack/visit.hpp"

namespace roster::sis {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t kShortestXml = 4;  // `<a/>`

struct Foreign {
  std::string_view signature;
  std::string_view name;
};

/// Formats that are often sent by mistake. The splitter rejects everything else that is not XML.
constexpr std::array<Foreign, 8> kForeign = {{{"7z\xBC\xAF\x27\x1C"sv, "a 7-Zip archive"},
                                              {"Rar!\x1A\x07"sv, "a RAR archive"},
                                              {"BZh"sv, "packed by bzip2"},
                                              {"\xFD"
                                               "7zXZ"sv,
                                               "packed by xz"},
                                              {"\x28\xB5\x2F\xFD"sv, "packed by Zstandard"},
                                              {"\x1F\x9D"sv, "packed by compress"},
                                              {"PK\7\10"sv, "one volume of a split zip"},
                                              {"%PDF"sv, "a PDF file"}}};

/// Has the first header of a tar archive the magic `ustar`?
bool is_tar(std::string_view start) {
  return start.size() > 262 && start.substr(257, 5) == "ustar";
}
constexpr std::size_t kTarHeader = 512;

/// Detects zip, gzip (not yet a tar inside it) or plain.
Packing tell_packing(const PackedFile& file) {
  std::string start(kTarHeader, '\0');
  start.resize(file.read(0, start));
  if (start.size() < kShortestXml) throw IncompleteFeed(file.label() + ": the file ends too early");
  if (start.starts_with("PK\3\4") || start.starts_with("PK\5\6")) return Packing::zip;
  if (start.starts_with("\x1F\x8B")) return Packing::gzip;
  const auto refuse = [&](std::string_view what) {
    throw FeedError(
        fmt::format("{}: is {}; send .xml, .zip, .tar.gz or .xml.gz", file.label(), what));
  };
  for (const Foreign& foreign : kForeign)
    if (start.starts_with(foreign.signature)) refuse(foreign.name);
  if (is_tar(start)) refuse("a tar archive without gzip");
  return Packing::plain;
}

using Visit = std::function<void(const Entry&)>;

void read_plain(const PackedFile& file, const Visit& visit, UnpackResult& result) {
  Pass pass(file);
  visit_to_end({"", [&](std::span<char> out) { return pass.read(out); },
                [&] {
                  return ReadSoFar{pass.position(), file.size()};
                }},
               visit, result);
  result.digest = pass.finish();
}

void read_gzip(const PackedFile& file, const Limits& limits, const Visit& visit,
               UnpackResult& result) {
  Pass pass(file);
  GzipStream stream(file, pass, limits);
  if (is_tar(stream.peek(kTarHeader))) {
    result.packing = Packing::tar_gzip;
    untar(stream, file.label(), limits, visit, result);
  } else {
    visit_to_end({"", [&](std::span<char> out) { return stream.read(out); },
                  [&] { return stream.so_far(); }},
                 visit, result);
  }
  result.digest = pass.finish();
}

}  // namespace

void visit_to_end(const Entry& entry, const Visit& visit, UnpackResult& result) {
  const auto counted = [&](std::span<char> out) {
    const std::size_t got = entry.read(out);
    result.unpacked += got;
    return got;
  };
  ++result.entries;
  visit({entry.name, counted, entry.so_far});
  std::vector<char> rest(std::size_t{1} << 16);
  while (counted(rest) > 0) {
  }
}

UnpackResult unpack(int fd, const std::string& label, const Limits& limits, const Visit& visit) {
  const PackedFile file(fd, label, limits);
  UnpackResult result;
  result.bytes = file.size();
  result.packing = tell_packing(file);
  switch (result.packing) {
    case Packing::plain:
      read_plain(file, visit, result);
      break;
    case Packing::zip:
      unzip(file, limits, visit, result);
      result.digest = Pass(file).finish();
      break;
    case Packing::gzip:
    case Packing::tar_gzip:
      read_gzip(file, limits, visit, result);
      break;
  }
  return result;
}

std::string file_digest(int fd, const std::string& label, const Limits& limits) {
  const PackedFile file(fd, label, limits);
  return Pass(file).finish();
}

}  // namespace roster::sis
