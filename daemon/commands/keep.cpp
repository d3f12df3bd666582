#include <fmt/format.h>

#include <algorithm>

#include "daemon/commands/commands.hpp"
#include "daemon/schedule/schedule.hpp"
#include "daemon/show/lists.hpp"
#include "daemon/show/render.hpp"
#include "users/base/day.hpp"
#include "users/base/text.hpp"

namespace roster {

namespace {

std::string reason_in(const Arguments& arguments) {
  const std::string text = arguments.text("reason");
  const std::string_view reason = trim(text);
  if (reason.empty()) throw CommandError(Exit::usage, "--reason must say why");
  const auto is_start = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; };
  if (!is_utf8(reason) || std::count_if(reason.begin(), reason.end(), is_start) >
                              static_cast<std::ptrdiff_t>(kMaxKeepReason))
    throw CommandError(Exit::usage, fmt::format("--reason: at most {} characters", kMaxKeepReason));
  return printable(reason);
}

std::optional<Day> until_in(const Arguments& arguments, Day today) {
  const auto text = arguments.optional_text("until");
  if (!text) return std::nullopt;
  const std::optional<Day> until = parse_day(*text);
  if (!until) throw CommandError(Exit::usage, fmt::format("--until: '{}' is not a date", *text));
  if (*until < today)
    throw CommandError(Exit::usage, fmt::format("--until: {} is past", format_day(*until)));
  return until;
}

StoredUser user_in(Transaction& transaction, const Arguments& arguments) {
  const std::string id = arguments.text("ID");
  std::optional<StoredUser> user = find_user(transaction, id);
  if (!user) throw CommandError(Exit::not_found, fmt::format("there is no user {}", id));
  return std::move(*user);
}

struct KeptUser {
  User user;
  Keep keep;

  bool is_past(Day today) const { return keep.until && *keep.until < today; }
};

std::vector<KeptUser> kept_users(Transaction& transaction, Day today) {
  const std::vector<UserId> ids = transaction.kept_users();
  const auto keeps = transaction.keeps_of(ids);
  std::vector<KeptUser> kept;
  std::size_t i = 0;
  for (StoredUser& stored : transaction.get(ids)) {
    KeptUser one{std::move(stored.user), *keeps[i++]};
    if (!one.is_past(today)) kept.push_back(std::move(one));
  }
  return kept;
}

/// Refuses to replace a keep for another reason that holds longer: its reason would be lost.
void check_replaced(Transaction& transaction, const StoredUser& user, const Keep& keep, Day today) {
  const UserId ids[] = {user.id};
  const std::optional<Keep> present = transaction.keeps_of(ids).front();
  if (!present || present->reason == keep.reason || KeptUser{{}, *present}.is_past(today)) return;
  const bool is_longer = keep.until && (!present->until || *present->until > *keep.until);
  if (!is_longer) return;
  throw CommandError(
      Exit::refused,
      fmt::format("{} is kept{} already, by {}: {}; unkeep it first",
                  printable(user.user.primary_id),
                  present->until ? " until " + format_day(*present->until) : std::string(),
                  printable(present->by), present->reason));
}

}  // namespace

Document list_kept(Session& session) {
  std::vector<std::vector<std::string>> rows{
      {"PRIMARY ID", "NAME", "GROUP", "KEPT UNTIL", "BY", "REASON"}};
  boost::json::array list;
  const auto kept = kept_users(*session.view().begin(Access::read), session.now().today);
  for (const auto& [user, keep] : kept) {
    const std::string until = keep.until ? format_day(*keep.until) : "";
    const std::string name = name_text(user);
    rows.push_back({user.primary_id, name, user.user_group.value, until, keep.by, keep.reason});
    list.push_back({{"primary_id", user.primary_id},
                    {"last_name", user.last_name},
                    {"first_name", user.first_name},
                    {"user_group", user.user_group.value},
                    {"reason", keep.reason},
                    {"until", until},
                    {"by", keep.by},
                    {"at", format_time(keep.at)}});
  }
  std::string text = kept.empty() ? "" : render_table(rows);
  text += fmt::format("{} kept",
                      kept.size() == 1 ? "1 user is" : fmt::format("{} users are", kept.size()));
  return Notice{std::move(text), {{"users", std::move(list)}, {"total_record_count", kept.size()}}};
}

Document run_keep(Session& session, const Arguments& arguments) {
  const Now now = session.now();
  const Keep keep{reason_in(arguments), until_in(arguments, now.today), session.caller().account,
                  now.time};
  const auto transaction = session.existing_store().begin(Access::write);
  const StoredUser user = user_in(*transaction, arguments);
  check_replaced(*transaction, user, keep, now.today);
  transaction->set_keep(user.id, keep);
  transaction->commit();
  const std::string until = keep.until ? format_day(*keep.until) : "";
  Notice notice;
  notice.text = fmt::format("{}: is kept{}: {}", printable(user.user.primary_id),
                            until.empty() ? "" : " until " + until, keep.reason);
  notice.members = {{"primary_id", user.user.primary_id},
                    {"kept", true},
                    {"reason", keep.reason},
                    {"by", keep.by}};
  if (keep.until) notice.members["until"] = until;
  return notice;
}

Document run_unkeep(Session& session, const Arguments& arguments) {
  const auto transaction = session.existing_store().begin(Access::write);
  const StoredUser user = user_in(*transaction, arguments);
  const UserId ids[] = {user.id};
  const std::optional<Keep> ended = transaction->keeps_of(ids).front();
  transaction->set_keep(user.id, std::nullopt);
  transaction->commit();
  Notice notice{fmt::format("{}: was not kept", printable(user.user.primary_id)),
                {{"primary_id", user.user.primary_id}, {"kept", false}}};
  if (!ended) return notice;
  notice.text = fmt::format(
      "{}: is kept no longer; it was since {}, by {}: {}", printable(user.user.primary_id),
      format_local(session.zone(), ended->at), printable(ended->by), ended->reason);
  notice.members["reason"] = ended->reason;
  notice.members["by"] = ended->by;
  return notice;
}

}  // namespace roster
