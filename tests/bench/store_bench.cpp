// How long the store takes, with ROSTER_BENCH_USERS (a million) users in it: looking one up by any
// identifier, putting new and changed ones, reading all digests. The store is made once, below the
// temporary directory (about 1 GB for a million).
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <random>
#include <string>

#include "sis/record/digest.hpp"
#include "tests/bench/bench_feed.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/store/store.hpp"

namespace roster::bench {
namespace {

constexpr std::size_t kBatch = 1000;
constexpr Time kNow{std::chrono::seconds(1790000000)};

/// Whole batches of users.
std::uint64_t population() {
  const char* asked = std::getenv("ROSTER_BENCH_USERS");
  const std::uint64_t users = asked != nullptr ? std::stoull(asked) : 1'000'000;
  return std::max(users / kBatch, std::uint64_t{1}) * kBatch;
}

Digest digest_of(std::uint64_t index) { return {index * 0x9E3779B97F4A7C15 + 1, index + 1}; }

/// Users `first` and on, `count` of them, as a load would put them.
void put_new(Transaction& transaction, std::uint64_t first, std::uint64_t count) {
  for (std::uint64_t done = 0; done < count; done += kBatch) {
    const std::uint64_t size = std::min<std::uint64_t>(kBatch, count - done);
    std::vector<User> users(size);
    std::vector<Write> writes(size);
    for (std::uint64_t i = 0; i < size; ++i) {
      users[i] = *sis::synthetic_user(kSeed, first + done + i, 0);
      writes[i] = {0, &users[i], nullptr, digest_of(first + done + i), {}};
    }
    transaction.put(writes);
  }
}

void fill(Store& store, std::uint64_t users) {
  const auto transaction = store.begin(Access::write);
  transaction->begin_change(0, kNow, "import SIS");
  put_new(*transaction, 0, users);
  transaction->commit();
}

/// The store with everybody in it; made when first asked for.
const std::string& full_store() {
  static const test::TemporaryDirectory directory;
  static const std::string path = [] {
    std::string file = directory.path() / "users.db";
    fill(*open_store("sqlite:" + file), population());
    return file;
  }();
  return path;
}

/// What people type: a primary id, a barcode or a university id of somebody.
class Ids {
 public:
  std::string next() {
    const std::uint64_t index = generator_() % population();
    switch (generator_() % 3) {
      case 0:
        return "s" + std::to_string(1'000'000 + index);
      case 1:
        return std::to_string(21'000'000'000'000 + index);
      default:
        return std::to_string(800'000'000 + index);
    }
  }

 private:
  std::mt19937_64 generator_{7};
};

/// A user by any identifier, with the whole record, one after the other, anywhere in the store.
void LookUpWarm(benchmark::State& state) {
  const auto store = open_store("sqlite:" + full_store());
  const auto transaction = store->begin(Access::read);
  Ids ids;
  for (std::uint64_t i = 0; i < 20'000; ++i) find_user(*transaction, ids.next());
  for (auto one : state) {
    if (!find_user(*transaction, ids.next())) state.SkipWithError("nobody found");
  }
}
BENCHMARK(LookUpWarm)->Unit(benchmark::kMicrosecond);

void forget_pages(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  ::fsync(fd);
  ::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
  ::close(fd);
}

/// The first look-up after the store was opened. 0: the file is in the page cache; 1: it is not, so
/// that every page comes from the disk.
void LookUpFirst(benchmark::State& state) {
  const std::string& path = full_store();
  Ids ids;
  for (auto one : state) {
    if (state.range(0) == 1) forget_pages(path);
    const auto store = open_store("sqlite:" + path);
    const auto transaction = store->begin(Access::read);
    const std::string id = ids.next();
    const auto start = std::chrono::steady_clock::now();
    if (!find_user(*transaction, id)) state.SkipWithError("nobody found");
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    state.SetIterationTime(took.count());
  }
}
BENCHMARK(LookUpFirst)
    ->ArgName("from_disk")
    ->Arg(0)
    ->Arg(1)
    ->UseManualTime()
    ->Iterations(200)
    ->Unit(benchmark::kMicrosecond);

/// Who holds these values: what a load asks of every batch.
void Owners1000(benchmark::State& state) {
  const auto store = open_store("sqlite:" + full_store());
  const auto transaction = store->begin(Access::read);
  Ids ids;
  for (auto one : state) {
    std::vector<std::string> texts(kBatch);
    for (std::string& text : texts) text = ids.next();
    const std::vector<std::string_view> values(texts.begin(), texts.end());
    benchmark::DoNotOptimize(transaction->owners(values));
  }
}
BENCHMARK(Owners1000)->Unit(benchmark::kMillisecond);

/// All digests into the table that every record of a night is looked up in.
void ReadDigests(benchmark::State& state) {
  const auto store = open_store("sqlite:" + full_store());
  const auto transaction = store->begin(Access::read);
  for (auto one : state) benchmark::DoNotOptimize(sis::DigestIndex::of(*transaction));
}
BENCHMARK(ReadDigests)->Unit(benchmark::kMillisecond);

/// 10,000 users into an empty store, committed. Making the users is part of it: see MakeUsers.
void PutFirstLoad(benchmark::State& state) {
  for (auto one : state) {
    const test::TemporaryDirectory directory;
    fill(*open_store("sqlite:" + (directory.path() / "users.db").string()), 10'000);
  }
}
BENCHMARK(PutFirstLoad)->Unit(benchmark::kMillisecond)->UseRealTime();

/// 10,000 users more into the full store, taken back.
void PutMore(benchmark::State& state) {
  const auto store = open_store("sqlite:" + full_store());
  for (auto one : state) {
    const auto transaction = store->begin(Access::write);
    transaction->begin_change(0, kNow, "synchronize SIS");
    put_new(*transaction, population(), 10'000);
  }
}
BENCHMARK(PutMore)->Unit(benchmark::kMillisecond)->UseRealTime();

/// The part of the two above that is not the store's.
void MakeUsers(benchmark::State& state) {
  for (auto one : state)
    for (std::uint64_t i = 0; i < 10'000; ++i)
      benchmark::DoNotOptimize(sis::synthetic_user(kSeed, i, 0));
}
BENCHMARK(MakeUsers)->Unit(benchmark::kMillisecond)->UseRealTime();

/// 1,000 users anywhere in the full store read, changed and put, taken back.
void PutChanged1000(benchmark::State& state) {
  const auto store = open_store("sqlite:" + full_store());
  std::mt19937_64 generator{7};
  for (auto one : state) {
    const auto transaction = store->begin(Access::write);
    transaction->begin_change(0, kNow, "synchronize SIS");
    std::vector<UserId> ids(kBatch);
    for (std::size_t i = 0; i < kBatch; ++i)
      ids[i] = 1 + static_cast<UserId>((generator() % population()) / kBatch * kBatch + i);
    const std::vector<StoredUser> before = transaction->get(ids);
    std::vector<User> after(kBatch);
    std::vector<Write> writes(kBatch);
    for (std::size_t i = 0; i < kBatch; ++i) {
      after[i] = before[i].user;
      after[i].last_name += "-Changed";
      writes[i] = {ids[i], &after[i], &before[i], digest_of(i), {}};
      writes[i].changed.set(static_cast<std::size_t>(Field::last_name));
    }
    transaction->put(writes);
  }
}
BENCHMARK(PutChanged1000)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace roster::bench
