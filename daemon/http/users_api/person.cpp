// The calls of the Users API about one person's obligations and data.
#include <fmt/format.h>

#include <algorithm>

#include "daemon/http/users_api/reading.hpp"
#include "daemon/show/user_json.hpp"
#include "sis/xml/writer.hpp"
#include "users/base/json.hpp"

namespace roster::http {
namespace {

constexpr std::int64_t kMostItems = 100;  // of one answer

/// The obligations of a user, and what is needed to write a list of some of them.
std::vector<Obligation> obligations_called(Transaction& transaction, const StoredUser& user) {
  const UserId ids[] = {user.id};
  return transaction.obligations_of(ids).front();
}

/// A list of items that have a number and little else.
struct Counted {
  std::string_view list, item, id;  // names in XML and JSON
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
    object.text("at", format_time(entry.at)).text("what", entry.what);
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

}  // namespace

std::string get_loans(Transaction& transaction, const Call& call, std::string_view id) {
  const StoredUser stored = find_called(transaction, call, id);
  const Owed all = owed(obligations_called(transaction, stored));
  return counted_answer(call, stored.user, {"item_loans", "item_loan", "loan_id", all.loans});
}

std::string get_requests(Transaction& transaction, const Call& call, std::string_view id) {
  const StoredUser stored = find_called(transaction, call, id);
  const Owed all = owed(obligations_called(transaction, stored));
  return counted_answer(call, stored.user,
                        {"user_requests", "user_request", "request_id", all.requests});
}

std::string get_fees(Transaction& transaction, const Call& call, std::string_view id) {
  std::vector<Obligation> fees =
      obligations_called(transaction, find_called(transaction, call, id));
  const Owed all = owed(fees);
  std::erase_if(fees, [](const Obligation& item) { return item.kind != ObligationKind::fee; });
  return call.as == Representation::json ? fees_json(fees, all) : fees_xml(fees, all);
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
  answer.close();
  return out;
}

}  // namespace roster::http
