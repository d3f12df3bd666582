#include "sis/load/probe.hpp"

#include "sis/load/load.hpp"
#include "sis/split/split.hpp"
#include "sis/unpack/unpack.hpp"
#include "sis/xml/decode.hpp"

namespace roster::sis {

bool is_complete(int fd, const Limits& limits, const std::function<bool()>& cancelled) {
  try {
    unpack(fd, "", limits, [&](const Entry& entry) {
      Splitter splitter(decode(entry.read, ""), "", limits);
      for (RecordBatch batch = splitter.next(); !batch.records.empty();) {
        if (cancelled && cancelled()) throw Cancelled("the probe was asked to stop");
        batch = splitter.next(256 * 1024, std::move(batch));
      }
    });
  } catch (const IncompleteFeed&) {
    return false;
  } catch (const FeedError&) {
    return true;
  }
  return true;
}

}  // namespace roster::sis
