#include "daemon/work/asked.hpp"

#include "purge/payload.hpp"
#include "users/base/json_value.hpp"

namespace roster {

bool has_asked_for(const Job& job, std::string_view account) {
  if (job.by == account) return true;
  if (job.kind != JobKind::remove) return false;  // the only kind that keys ask for
  try {
    return read_payload<purge::DeletePayload>(job.payload).key_of == account;
  } catch (const JsonError&) {
    return true;  // its row is damaged: nobody can be told apart
  }
}

}  // namespace roster
