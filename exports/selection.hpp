// Selection: which users an export is about.
#pragma once

#include <functional>
#include <optional>

#include "exports/settings.hpp"
#include "users/store/store.hpp"

namespace roster::exports {

struct Selection {
  std::optional<std::int64_t> since;  // changed after this revision; nothing: all
  Where where;
};

/// Calls `visit` for each user that was selected, in a stable order, until it returns false: all by
/// primary id, changed ones in the order of the changes. `visit` may call what reads.
void visit_users(Transaction& transaction, const Selection& selection,
                 const std::function<bool(const StoredUser&)>& visit);

}  // namespace roster::exports
