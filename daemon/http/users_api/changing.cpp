#include "daemon/http/users_api/changing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "daemon/http/users_api/codes.hpp"
#include "daemon/http/users_api/user_body.hpp"
#include "daemon/work/purge_requests.hpp"
#include "purge/delete_user.hpp"
#include "sis/match/generated_id.hpp"
#include "users/base/null_day.hpp"
#include "users/model/edit.hpp"
#include "users/store/taken_id.hpp"

namespace roster::http {
namespace {

constexpr std::array kProtected{
    Field::pin_number,      Field::user_title,       Field::job_category,
    Field::user_group,      Field::campus_code,      Field::preferred_language,
    Field::rs_libraries,    Field::library_notices,  Field::cataloger_level,
    Field::pref_first_name, Field::pref_middle_name, Field::pref_last_name,
};

bool is_one_of(std::string_view value, std::initializer_list<std::string_view> values) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

/// Rejects a new date that databases write for "no value": it would make the user due for purge.
void check_date(Field field, const std::optional<Day>& date, const std::optional<Day>& stored) {
  if (!date || date == stored || !is_null_day(*date)) return;
  throw ApiError(400, "401652",
                 fmt::format("{}: {} is a database's \"no value\", not a date", field_name(field),
                             format_day(*date)));
}

/// Rejects a primary id that no address can name.
void check_primary_id(const User& user, const User& stored) {
  if (user.primary_id.empty())
    throw ApiError(400, "401664", "Mandatory field is missing: primary_id");
  if (user.primary_id != stored.primary_id && is_one_of(user.primary_id, {".", ".."}))
    throw ApiError(400, "401652", fmt::format("primary_id: '{}' is not valid", user.primary_id));
}

/// Checks the mandatory fields and the dates of a user from a client, and sets defaults.
void check_and_complete(User& user, const User& stored) {
  check_primary_id(user, stored);
  check_date(Field::expiry_date, user.expiry_date, stored.expiry_date);
  check_date(Field::purge_date, user.purge_date, stored.purge_date);
  if (user.status.empty()) user.status = {"ACTIVE", {}};
  if (user.record_type.empty()) user.record_type = {"PUBLIC", {}};
  if (!is_one_of(user.record_type.value, {"PUBLIC", "STAFF", "CONTACT"}))
    throw ApiError(400, "401652",
                   fmt::format("record_type: '{}' is not valid; allowed: PUBLIC, STAFF, CONTACT",
                               user.record_type.value));
  if (user.account_type.value == "INTEXTAUTH")
    throw ApiError(400, "401855", "Account type cannot be internal with external authentication.");
  if (!is_one_of(user.account_type.value, {"INTERNAL", "EXTERNAL"}))
    throw ApiError(400, "401857", "Account type must be INTERNAL or EXTERNAL.");
}

/// Throws 4018994 for two equal identifiers in one request, 401851 for one of another user.
void check_ids_free(Transaction& transaction, const User& user, UserId own) {
  const std::optional<TakenId> taken = find_taken_id(transaction, user, own);
  if (!taken) return;
  if (taken->why == TakenId::Why::twice)
    throw ApiError(400, "4018994",
                   fmt::format("The identifier {} stands twice in the request.", taken->id));
  throw ApiError(
      400, "401851",
      fmt::format("User with identifier {} of type {} already exists.", taken->id, taken->type));
}

std::string free_primary_id(Transaction& transaction, const User& user) {
  return sis::IdGenerator().make(user, [&](const std::string& candidate) {
    const std::string_view asked[] = {candidate};
    const Owners owners = transaction.owners(asked).front();
    return owners.by_primary_id != 0 || owners.by_identifier != 0;
  });
}

void check_name(const User& user) {
  if (user.last_name.empty() && user.first_name.empty())
    throw ApiError(400, "401664", "Mandatory field is missing: last_name");
}

void check_external_id(const User& user) {
  if (user.account_type.value == "INTERNAL" && !user.external_id.empty())
    throw ApiError(400, "401853", "External id must be empty for internal users.");
  if (user.account_type.value == "EXTERNAL" && user.external_id.empty())
    throw ApiError(400, "401854", "External id is missing for an external user.");
}

bool is_overridden(const Call& call, Field field) {
  const std::vector<std::string> names = call.request.parameters("override");
  return std::find(names.begin(), names.end(), field_name(field)) != names.end();
}

/// Keeps the stored value of a protected field when staff set it, or when the body has none.
void keep_protected(const Call& call, const User& stored, User& edited) {
  for (const Field field : kProtected) {
    const bool kept = is_empty(edited, field) || manual_edit(stored, field) != nullptr;
    if (kept && !is_overridden(call, field)) copy_field(stored, edited, field);
  }
}

/// Keeps what the body omits, and rejects what it must not change.
void check_identity(const User& stored, User& edited) {
  if (edited.primary_id.empty()) edited.primary_id = stored.primary_id;
  if (edited.record_type.empty()) edited.record_type = stored.record_type;
  if (edited.account_type.empty()) edited.account_type = stored.account_type;
  if (edited.account_type.empty()) edited.account_type = {"EXTERNAL", {}};  // as is_external()
  if (edited.external_id.empty()) edited.external_id = stored.external_id;
  if (is_external(stored) && !is_external(edited))
    throw ApiError(400, "401859",
                   "Action is not supported: an external user cannot become internal.");
  if (is_external(stored) && edited.external_id != stored.external_id)
    throw ApiError(400, "401858", "External id cannot be updated.");
}

void store_change(Transaction& transaction, const Call& call, Time at, std::string_view verb,
                  Write& write) {
  transaction.begin_change(0, at, fmt::format("{} by {}", verb, call.caller), call.caller);
  transaction.put({&write, 1});
  transaction.commit();
}

}  // namespace

std::string create_user(Session& session, const Call& call) {
  User user = user_of_body(call.request);
  const auto transaction = session.store().begin(Access::write);
  if (user.account_type.empty())
    user.account_type = {user.external_id.empty() ? "INTERNAL" : "EXTERNAL", {}};
  if (user.primary_id.empty()) user.primary_id = free_primary_id(*transaction, user);
  check_and_complete(user, {});
  check_name(user);
  check_external_id(user);
  check_codes(user, nullptr, session.config().http.user_groups);
  check_ids_free(*transaction, user, 0);
  Write write{0, &user, nullptr, {}, {}};
  store_change(*transaction, call, session.now().time, "created", write);
  return user_answer(call, user, nullptr);
}

std::string replace_user(Session& session, const Call& call, std::string_view id) {
  User edited = user_of_body(call.request);
  const auto transaction = session.store().begin(Access::write);
  const StoredUser stored = find_called(*transaction, call, id);
  check_identity(stored.user, edited);
  check_and_complete(edited, stored.user);
  // A user of a feed may have no name, and can be sent back as read.
  if (!stored.user.last_name.empty() || !stored.user.first_name.empty()) check_name(edited);
  if (!is_external(stored.user) &&
      (is_external(edited) || edited.external_id != stored.user.external_id))
    check_external_id(edited);
  if (is_external(stored.user)) keep_protected(call, stored.user, edited);
  check_codes(edited, &stored.user, session.config().http.user_groups);
  note_edits(stored.user, edited);
  check_ids_free(*transaction, edited, stored.id);
  Write write{stored.id, &edited, &stored, {}, differing_fields(stored.user, edited)};
  store_change(*transaction, call, session.now().time, "replaced", write);
  return user_answer(call, edited, nullptr);
}

void delete_user(Session& session, const Call& call, std::string_view id) {
  purge::DeleteRequest request;
  {
    const auto transaction = session.store().begin(Access::read);
    request.id = find_row(*transaction, call, id).user.primary_id;
    for (const ApiKey& key : transaction->keys())
      if (key.name == call.caller) request.key_of = key.by;
  }
  request.traces = traces_of(session.config());
  request.by = call.caller;
  request.ledger_key = ledger_key(session.config());
  if (session.config().http.four_eyes) request.guard_mode = purge::GuardMode::always;
  const Job job = purge::run_delete(session.store(), request, session.now());
  if (is_completed(job.status)) return;
  const std::string why = job.status == JobStatus::held
                              ? fmt::format("job {} waits until somebody approves it", job.number)
                              : job.message;
  throw ApiError(400, "401850",
                 fmt::format("Failed to delete user with identifier {} of type {}. ({})", id,
                             call.request.parameter("user_id_type").value_or("all_unique"), why));
}

}  // namespace roster::http
