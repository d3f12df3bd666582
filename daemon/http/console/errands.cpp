#include "daemon/http/console/errands.hpp"

#include "daemon/commands/command.hpp"
#include "purge/ledger/hmac.hpp"

namespace roster::http {
namespace {

constexpr std::chrono::milliseconds kGladly{2000};
constexpr std::size_t kIdBytes = 16;

}  // namespace

struct Errands::Kept {
  const std::string id = purge::to_hex(purge::random_bytes(kIdBytes));
  std::mutex mutex;
  ErrandState state;                                                     // guarded by mutex
  std::function<void(const std::string& id, const ErrandState&)> ended;  // likewise; until called

  void set(const std::function<void(ErrandState&)>& change) {
    const std::lock_guard lock(mutex);
    change(state);
  }
  /// Tells who waits, if nobody did.
  void tell() {
    std::function<void(const std::string&, const ErrandState&)> told;
    ErrandState now;
    {
      const std::lock_guard lock(mutex);
      told = std::exchange(ended, {});
      now = state;
    }
    if (told) told(id, now);
  }
  void run(Session& session, const std::function<std::string(Session&)>& work) {
    set([](ErrandState& errand) { errand.step = ErrandState::Step::runs; });
    try {
      const std::string location = work(session);
      set([&](ErrandState& errand) {
        errand.step = ErrandState::Step::done;
        errand.location = location;
      });
    } catch (const std::exception& error) {
      const Failure failure = failure_of(error);
      set([&](ErrandState& errand) {
        errand.step = ErrandState::Step::not_done;
        errand.not_done = {failure.code, failure.message};
      });
      tell();
      if (is_own_trouble(error)) throw;
    }
    tell();
  }
};

void Errands::start(std::string what, std::string account, std::shared_ptr<GivenFiles> files,
                    std::function<std::string(Session&)> work,
                    std::function<void(const std::string& id, const ErrandState&)> ended) {
  const std::shared_ptr<Kept> kept = keep(what, account);
  kept->ended = std::move(ended);
  Errand errand{std::move(what), std::move(account), std::move(files), {}};
  errand.run = [kept, work = std::move(work)](Session& session) { kept->run(session, work); };
  queue_(std::move(errand));
  later_(kGladly, [kept] { kept->tell(); });
}

std::optional<ErrandState> Errands::find(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  for (const std::shared_ptr<Kept>& kept : kept_) {
    if (kept->id != id) continue;
    const std::lock_guard state(kept->mutex);
    return kept->state;
  }
  return std::nullopt;
}

std::shared_ptr<Errands::Kept> Errands::keep(std::string what, std::string account) {
  auto kept = std::make_shared<Kept>();
  kept->state.what = std::move(what);
  kept->state.account = std::move(account);
  const std::lock_guard lock(mutex_);
  kept_.push_front(kept);
  if (kept_.size() > kMost) kept_.pop_back();
  return kept;
}

}  // namespace roster::http
