#include <fmt/format.h>

#include "daemon/commands/commands.hpp"
#include "daemon/show/render.hpp"
#include "users/store/upkeep.hpp"
#include "users/store/url.hpp"

namespace roster {

Document run_compact(Session& session, const Arguments&) {
  Store& store = session.existing_store();
  const std::int64_t before = store_bytes(*store.begin(Access::read));
  rewrite_store(store, [&session] { session.progress(); });
  const std::int64_t after = store_bytes(*store.begin(Access::read));
  const auto shown = [](std::int64_t bytes) {
    return size_text(static_cast<std::uint64_t>(bytes));
  };
  return Notice{fmt::format("{}: written anew: {}, before {}", shown_url(session.config().store),
                            shown(after), shown(before)),
                {{"bytes_before", before}, {"bytes", after}}};
}

}  // namespace roster
