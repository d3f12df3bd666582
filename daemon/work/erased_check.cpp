#include "daemon/work/erased_check.hpp"

#include <memory>
#include <optional>

#include "daemon/work/purge_requests.hpp"
#include "purge/ledger/ledger.hpp"

namespace roster {

std::function<bool(Transaction&, const User&)> erased_check(const Session& session) {
  struct State {
    bool asked = false;
    std::optional<purge::ErasedIds> ids;
  };
  auto state = std::make_shared<State>();
  return [state, key = ledger_key(session.config())](Transaction& transaction, const User& user) {
    try {
      if (!std::exchange(state->asked, true)) state->ids.emplace(transaction, key);
    } catch (const purge::LedgerError&) {
    }
    return state->ids && state->ids->has_one_of(transaction, user);
  };
}

}  // namespace roster
