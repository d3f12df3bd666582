#include "daemon/work/erased_check.hpp"

#include <memory>
#include <optional>

#include "daemon/work/purge_requests.hpp"
#include "purge/ledger/ledger.hpp"

namespace roster {

std::function<sis::WasErased(Transaction&, const User&)> erased_check(const Session& session) {
  using Answer = sis::WasErased::Answer;
  auto ids = std::make_shared<std::optional<purge::ErasedIds>>();
  return [ids, key = ledger_key(session.config())](Transaction& transaction,
                                                   const User& user) -> sis::WasErased {
    try {
      if (!*ids) ids->emplace(transaction, key);
      return {(*ids)->has_one_of(transaction, user) ? Answer::yes : Answer::no, {}};
    } catch (const purge::LedgerError& unreadable) {
      return {Answer::unknown, unreadable.what()};
    }
  };
}

}  // namespace roster
