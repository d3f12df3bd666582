// What each step from a feed's bytes to a User costs: time per user and bytes per second of the
// feed, one thread, everything in memory.
#include <benchmark/benchmark.h>

#include "sis/record/reader_v2.hpp"
#include "sis/record/record_reader.hpp"
#include "sis/xml/wellformed.hpp"
#include "tests/bench/bench_feed.hpp"

namespace roster::bench {
namespace {

/// Counts users and their bytes; prints `per_user`.
void count_users(benchmark::State& state) {
  const auto laps = static_cast<std::int64_t>(state.iterations());
  const auto users = laps * static_cast<std::int64_t>(kFeedUsers);
  state.SetBytesProcessed(laps * static_cast<std::int64_t>(Feed::get().text().size()));
  state.counters["per_user"] = benchmark::Counter(
      static_cast<double>(users), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

/// What a load without a configuration reads with.
const sis::ReadOptions& options() {
  static const sis::Profile profile;
  static const sis::ReadOptions options =
      sis::read_options(profile, profile.synchronize, JobKind::synchronize, nullptr);
  return options;
}

/// Splitting: where each record begins and ends.
void Scan(benchmark::State& state) {
  for (auto lap : state) {
    sis::Splitter splitter(reading(Feed::get().text()), "feed.xml", {});
    sis::RecordBatch batch;
    do {
      batch = splitter.next(256 * 1024, std::move(batch));
      benchmark::DoNotOptimize(batch.records.data());
    } while (!batch.records.empty());
  }
  count_users(state);
}
BENCHMARK(Scan)->Unit(benchmark::kMillisecond);

/// 128 bits over each record: all a quiet night asks of most.
void Digest128(benchmark::State& state) {
  for (auto lap : state)
    Feed::get().each_record([](const sis::Record& record) {
      benchmark::DoNotOptimize(sis::record_digest(record.bytes, 1));
    });
  count_users(state);
}
BENCHMARK(Digest128)->Unit(benchmark::kMillisecond);

void CheckWellformed(benchmark::State& state) {
  for (auto lap : state)
    Feed::get().each_record([](const sis::Record& record) {
      benchmark::DoNotOptimize(sis::check_wellformed(record.bytes, {}, record.line));
    });
  count_users(state);
}
BENCHMARK(CheckWellformed)->Unit(benchmark::kMillisecond);

/// pugixml makes a tree of a record.
void ParseTree(benchmark::State& state) {
  pugi::xml_document document;
  for (auto lap : state)
    Feed::get().each_record([&](const sis::Record& record) {
      document.load_buffer(record.bytes.data(), record.bytes.size(), sis::kJudgeFlags,
                           pugi::encoding_utf8);
    });
  count_users(state);
}
BENCHMARK(ParseTree)->Unit(benchmark::kMillisecond);

/// The small checker: reads a tree and accepts what is plainly valid.
void CheckAndRead(benchmark::State& state) {
  std::int64_t given_up = 0;
  std::vector<pugi::xml_node> unread;
  for (auto lap : state)
    Feed::get().each_tree([&](const sis::Record&, pugi::xml_node tree) {
      User user;
      if (!sis::read_v2(tree, sis::Reading::tolerant, sis::Trust::check, user, unread)) ++given_up;
      benchmark::DoNotOptimize(user);
    });
  count_users(state);
  state.counters["left_to_libxml2"] = static_cast<double>(given_up);
}
BENCHMARK(CheckAndRead)->Unit(benchmark::kMillisecond);

/// libxml2's validator, for whatever the small checker does not accept.
void JudgeByLibxml2(benchmark::State& state) {
  sis::SchemaJudge judge(sis::Schema::builtin(sis::FormatVersion::v2));
  for (auto lap : state)
    Feed::get().each_tree([&](const sis::Record& record, pugi::xml_node tree) {
      if (judge.judge(tree, record.bytes, record.line, {})) state.SkipWithError("not valid");
    });
  count_users(state);
}
BENCHMARK(JudgeByLibxml2)->Unit(benchmark::kMillisecond);

/// Reading a tree that was judged already.
void ReadJudged(benchmark::State& state) {
  std::vector<pugi::xml_node> unread;
  for (auto lap : state)
    Feed::get().each_tree([&](const sis::Record&, pugi::xml_node tree) {
      User user;
      sis::read_v2(tree, sis::Reading::tolerant, sis::Trust::judged, user, unread);
      benchmark::DoNotOptimize(user);
    });
  count_users(state);
}
BENCHMARK(ReadJudged)->Unit(benchmark::kMillisecond);

/// All steps of a record that a worker thread does: digest, well-formed, tree, check, read.
void ReadRecord(benchmark::State& state) {
  sis::RecordReader reader(options());
  for (auto lap : state)
    Feed::get().each_record([&](const sis::Record& record) {
      sis::ReadRecord out;
      reader.read(record, {}, "feed.xml", out);
      if (out.rejection) state.SkipWithError("rejected");
      benchmark::DoNotOptimize(out);
    });
  count_users(state);
}
BENCHMARK(ReadRecord)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace roster::bench
