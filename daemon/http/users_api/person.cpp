// Calls of the Users API for one user's obligations and data.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "daemon/http/users_api/reading.hpp"
#include "daemon/show/user_json.hpp"
#include "sis/xml/writer.hpp"
#include "users/base/day.hpp"
#include "users/base/json.hpp"

namespace roster::http {
namespace {

constexpr std::int64_t kMostItems = 100;  // per answer

std::vector<Obligation> obligations_called(Transaction& transaction, const StoredUser& user) {
  const UserId ids[] = {user.id};
  return transaction.obligations_of(ids).front();
}

/// Is this what obligations are about? The client may ask for what is over, which nobody knows
/// here.
bool asks_for_active(const Call& call, std::string_view parameter) {
  std::string state = call.request.parameter(parameter).value_or("");
  std::transform(state.begin(), state.end(), state.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return state.empty() || state == "active";
}

/// A list of items that have a number and little else.
struct Counted {
  std::string_view list, item;  // names in XML; in JSON the item's
  std::int64_t count;
};

std::string counted_answer(const Call& call, const User& user, const Counted& what) {
  const std::int64_t limit = number_parameter(call, "limit", 0, kMostItems, 10);
  const std::int64_t offset = number_parameter(call, "offset", 0, what.count, 0);
  const std::int64_t end = std::min(what.count, offset + limit);
  std::string out;
  if (call.as == Representation::xml) {
    out = kXmlPrologue;
    sis::XmlOut xml(out, 0);
    xml.start(what.list).attribute("total_record_count", std::to_string(what.count)).children();
    for (std::int64_t i = offset; i < end; ++i) {
      xml.start(what.item).children();
      xml.leaf("user_id", user.primary_id);
      xml.end(what.item);
    }
    xml.end(what.list);
    return out;
  }
  JsonObject answer(out, JsonStyle::compact);
  if (offset < end) {
    answer.key(what.item);
    out += '[';
    for (std::int64_t i = offset; i < end; ++i) {
      if (i > offset) out += ',';
      JsonObject(out, JsonStyle::compact)
          .text("user_id", user.primary_id)
          .text("title", "")
          .close();
    }
    out += ']';
  }
  answer.number("total_record_count", what.count);
  answer.close();
  return out;
}

std::string fees_json(const std::vector<Obligation>& fees, const Owed& all) {
  std::string out;
  JsonObject answer(out, JsonStyle::compact);
  if (!fees.empty()) {
    answer.key("fee");
    char before = '[';
    for (const Obligation& fee : fees) {
      out += before;
      JsonObject item(out, JsonStyle::compact);
      item.raw("type", R"({"value":"OTHER","desc":"Other"})");
      item.raw("status", R"({"value":"ACTIVE","desc":"Active"})");
      item.raw("balance", format_amount(fee.amount)).close();
      before = ',';
    }
    out += ']';
  }
  answer.number("total_record_count", all.fees);
  answer.raw("total_sum", format_amount(all.balance)).raw("currency", "null").close();
  return out;
}

std::string fees_xml(const std::vector<Obligation>& fees, const Owed& all) {
  std::string out(kXmlPrologue);
  sis::XmlOut xml(out, 0);
  xml.start("fees")
      .attribute("total_record_count", std::to_string(all.fees))
      .attribute("total_sum", format_amount(all.balance))
      .children();
  for (const Obligation& fee : fees) {
    xml.start("fee").children();
    xml.leaf("type", "OTHER");
    xml.leaf("status", "ACTIVE");
    xml.leaf("balance", format_amount(fee.amount));
    xml.end("fee");
  }
  xml.end("fees");
  return out;
}

void append_history(const std::vector<HistoryEntry>& history, std::string& out) {
  out += '[';
  for (const HistoryEntry& entry : history) {
    if (out.back() != '[') out += ',';
    JsonObject object(out, JsonStyle::compact);
    object.text("at", format_time(entry.at)).text("what", entry.what).text("by", entry.by);
    object.key("fields");
    char before = '[';
    for (const std::string_view name : field_names(entry.changed)) {
      out += before;
      append_json_text(out, name);
      before = ',';
    }
    out += before == '[' ? "[]" : "]";
    if (entry.before) {
      object.key("before");
      append_user_json(*entry.before, out);
    }
    object.close();
  }
  out += ']';
}

void append_obligations(const std::vector<Obligation>& obligations, std::string& out) {
  out += '[';
  for (const Obligation& obligation : obligations) {
    if (out.back() != '[') out += ',';
    JsonObject(out, JsonStyle::compact)
        .text("kind", to_string(obligation.kind))
        .number("count", obligation.count)
        .raw("amount", format_amount(obligation.amount))
        .close();
  }
  out += ']';
}

/// What is kept beside the record: former ids, a lock, that the person stays.
void append_beside(Transaction& transaction, UserId id, JsonObject& answer, std::string& out) {
  answer.key("former_ids");
  out += '[';
  const std::vector<std::vector<std::string>> former_ids = transaction.former_ids({&id, 1});
  for (const std::string& former : former_ids.front()) {
    if (out.back() != '[') out += ',';
    append_json_text(out, former);
  }
  out += ']';
  if (const auto lock = transaction.lock_of(id)) {
    answer.key("lock");
    JsonObject(out, JsonStyle::compact)
        .text("holder", lock->holder)
        .text("until", format_time(lock->until))
        .text("by", lock->by)
        .close();
  }
  if (const auto keep = transaction.keeps_of({&id, 1}).front()) {
    answer.key("keep");
    JsonObject(out, JsonStyle::compact)
        .text("reason", keep->reason)
        .text("until", keep->until ? format_day(*keep->until) : "")
        .text("by", keep->by)
        .text("at", format_time(keep->at))
        .close();
  }
}

}  // namespace

std::string get_loans(Transaction& transaction, const Call& call, std::string_view id) {
  const StoredUser stored = find_called(transaction, call, id);
  const Owed all = owed(obligations_called(transaction, stored));
  const std::int64_t loans = asks_for_active(call, "loan_status") ? all.loans : 0;
  return counted_answer(call, stored.user, {"item_loans", "item_loan", loans});
}

std::string get_requests(Transaction& transaction, const Call& call, std::string_view id) {
  const StoredUser stored = find_called(transaction, call, id);
  const Owed all = owed(obligations_called(transaction, stored));
  const std::int64_t requests = asks_for_active(call, "status") ? all.requests : 0;
  return counted_answer(call, stored.user, {"user_requests", "user_request", requests});
}

std::string get_fees(Transaction& transaction, const Call& call, std::string_view id) {
  std::vector<Obligation> fees =
      obligations_called(transaction, find_called(transaction, call, id));
  if (!asks_for_active(call, "status")) fees.clear();
  const Owed all = owed(fees);
  std::erase_if(fees, [](const Obligation& item) { return item.kind != ObligationKind::fee; });
  return call.as == Representation::json ? fees_json(fees, all) : fees_xml(fees, all);
}

std::string get_attachments(Transaction& transaction, const Call& call, std::string_view id) {
  find_called(transaction, call, id);
  if (call.as == Representation::json) return R"({"total_record_count":0})";
  return fmt::format("{}<user_attachments total_record_count=\"0\"/>\n", kXmlPrologue);
}

std::string get_personal_data(Transaction& transaction, const Call& call, std::string_view id) {
  const StoredUser stored = find_called(transaction, call, id);
  std::string out;
  JsonObject answer(out, JsonStyle::compact);
  answer.key("user");
  append_user_json(stored.user, out);
  answer.key("history");
  append_history(transaction.history_of_user(stored.id), out);
  answer.key("obligations");
  append_obligations(obligations_called(transaction, stored), out);
  append_beside(transaction, stored.id, answer, out);
  answer.close();
  return out;
}

}  // namespace roster::http
