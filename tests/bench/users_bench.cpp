// What is done with a User on its way to the store: swapped into the one stored, encoded, decoded.
#include <benchmark/benchmark.h>

#include "sis/load/swap_all.hpp"
#include "tests/bench/bench_feed.hpp"
#include "users/model/document.hpp"

namespace roster::bench {
namespace {

/// The same people before and after a night on which a phone or an address changed.
struct Night {
  std::vector<User> before, after;

  static const Night& get() {
    static const Night night;
    return night;
  }

  Night() {
    for (std::uint64_t i = 0; i < 1000; ++i) {
      before.push_back(*sis::synthetic_user(kSeed, i, 0));
      after.push_back(before.back());
      after.back().phones.front().phone_number += "0";
    }
  }
};

void items(benchmark::State& state) {
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

/// Includes a copy of the incoming user, which a load need not make.
void SwapAll(benchmark::State& state) {
  const Night& night = Night::get();
  std::size_t i = 0;
  for (auto one : state) {
    User user = night.after[i];
    benchmark::DoNotOptimize(sis::swap_all(night.before[i], user, {}));
    i = (i + 1) % night.before.size();
  }
  items(state);
}
BENCHMARK(SwapAll);

void EncodeDocument(benchmark::State& state) {
  const Night& night = Night::get();
  std::string document;
  std::size_t i = 0;
  for (auto one : state) {
    document.clear();
    encode_user(night.before[i], document);
    benchmark::DoNotOptimize(document.data());
    i = (i + 1) % night.before.size();
  }
  items(state);
}
BENCHMARK(EncodeDocument);

void DecodeDocument(benchmark::State& state) {
  const Night& night = Night::get();
  std::vector<std::string> documents(night.before.size());
  for (std::size_t i = 0; i < documents.size(); ++i) encode_user(night.before[i], documents[i]);
  std::size_t i = 0;
  for (auto one : state) {
    benchmark::DoNotOptimize(decode_user(documents[i]));
    i = (i + 1) % documents.size();
  }
  items(state);
}
BENCHMARK(DecodeDocument);

}  // namespace
}  // namespace roster::bench
