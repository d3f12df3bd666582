#include "sis/load/accepted.hpp"

#include <algorithm>
#include <vector>

#include "sis/split/split.hpp"
#include "sis/xml/decode.hpp"
#include "sis/xml/writer.hpp"

namespace roster::sis {

namespace {

constexpr std::size_t kBatchBytes = 256 * 1024;

/// The prefix that is declared for a namespace, with its colon.
std::string prefix_of(const Namespaces& namespaces, const std::string& uri) {
  for (const auto& [prefix, declared] : namespaces)
    if (declared == uri) return prefix.empty() ? "" : prefix + ':';
  return "";
}

Surroundings surroundings_of(const Envelope& envelope) {
  std::string name = envelope.root;
  Namespaces namespaces = envelope.namespaces;
  if (envelope.bare) {  // the record has its own declarations
    name += 's';
    if (namespaces.empty() && !envelope.root_uri.empty())
      namespaces.emplace_back("", envelope.root_uri);
  }
  if (!envelope.root_uri.empty()) name.insert(0, prefix_of(namespaces, envelope.root_uri));
  Surroundings around{"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", ""};
  XmlOut out(around.head, 0);
  out.start(name);
  for (const auto& [prefix, uri] : namespaces)
    out.attribute(prefix.empty() ? "xmlns" : "xmlns:" + prefix, uri);
  out.children();
  around.tail = "</" + name + ">\n";
  return around;
}

}  // namespace

std::uint64_t read_accepted(
    int fd, const std::string& label, const Limits& limits, Reading reading,
    std::span<const std::uint64_t> rejected,
    const std::function<void(const Surroundings&, std::span<const std::string_view>)>& sink) {
  std::uint64_t records = 0;
  auto next_rejected = rejected.begin();
  std::vector<std::string_view> accepted;
  unpack(fd, label, limits, [&](const Entry& entry) {
    const std::string name = entry.name.empty() ? label : label + "!" + entry.name;
    Splitter splitter(decode(entry.read, name), name, limits, reading);
    const Surroundings around = surroundings_of(splitter.envelope());
    for (RecordBatch batch;;) {
      batch = splitter.next(kBatchBytes, std::move(batch));
      if (batch.records.empty()) return;
      accepted.clear();
      for (const Record& record : batch.records) {
        next_rejected = std::find_if(next_rejected, rejected.end(),
                                     [&](std::uint64_t number) { return number > records; });
        const bool is_rejected = next_rejected != rejected.end() && *next_rejected == records + 1;
        ++records;
        if (is_rejected) continue;
        if (record.broken) throw FeedError(name + ": " + record.broken->message);
        accepted.push_back(record.bytes);
      }
      sink(around, accepted);
    }
  });
  return records;
}

}  // namespace roster::sis
