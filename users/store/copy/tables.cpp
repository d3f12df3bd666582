#include "users/store/copy/tables.hpp"

namespace roster::copying {

namespace {

constexpr Column integer(std::string_view name) { return {name, ColumnType::integer}; }
constexpr Column text(std::string_view name) { return {name, ColumnType::text}; }
constexpr Column bytes(std::string_view name) { return {name, ColumnType::bytes}; }

constexpr std::size_t kFewLargeRows = 32;
constexpr std::size_t kDocuments = 100;  // each may be a mebibyte

std::vector<Table> user_tables() {
  return {
      {"counters", {text("name"), integer("last")}, 1},
      {"settings", {text("name"), text("value")}, 1},
      {"users",
       {integer("id"), text("primary_key"), text("record_type"), text("user_group"),
        text("external_id"), integer("purge_date"), integer("expiry_date"), integer("external")},
       1},
      {"documents", {integer("user"), integer("revision"), bytes("document")}, 1, kDocuments},
      {"identifiers", {integer("user"), text("type"), text("value")}, 3},
      {"former_ids", {integer("user"), text("key"), text("id")}, 2},
      {"names", {integer("user"), text("last"), text("first"), text("id")}, 1},
      {"suspects", {integer("user")}, 1},
      {"field_counts", {text("profile"), integer("tag"), integer("users")}, 2},
      {"digest_pages", {integer("page"), bytes("digests")}, 1, kFewLargeRows},
      {"digest_changes", {integer("number"), bytes("changes")}, 1, kFewLargeRows},
      {"nameless_records", {text("profile"), integer("low"), integer("high")}, 3}};
}

std::vector<Table> history_tables() {
  return {{"changes",
           {integer("revision"), integer("job"), integer("at"), text("what"),
            integer("first_created"), integer("last_created"), text("by")},
           1},
          {"history",
           {integer("revision"), integer("user"), integer("fields"), bytes("before")},
           2,
           kDocuments},
          {"absences",
           {integer("user"), text("profile"), integer("revision"), integer("job"), integer("day"),
            integer("times"), integer("taken_back_by"), integer("marked")},
           3},
          {"seen", {integer("job"), bytes("users")}, 1, kFewLargeRows}};
}

std::vector<Table> hold_tables() {
  return {
      {"locks", {integer("user"), text("holder"), integer("until"), text("by")}, 1},
      {"keeps", {integer("user"), text("reason"), integer("until"), text("by"), integer("at")}, 1},
      {"obligation_sources", {integer("number"), text("name"), integer("as_of")}, 1},
      {"obligations",
       {integer("number"), integer("source"), text("key"), text("id"), text("kind"),
        integer("count"), integer("amount")},
       1}};
}

std::vector<Table> erasure_tables() {
  return {{"remains", {text("id"), integer("policy"), bytes("document")}, 1, kDocuments},
          {"erasures",
           {integer("number"), bytes("hashes"), integer("at"), integer("job"), text("job_name"),
            text("policy"), bytes("chain")},
           1},
          {"erased_ids", {bytes("key"), integer("number")}, 2},
          {"ledger_end", {integer("one"), integer("number"), bytes("proof")}, 1},
          {"to_scrub", {text("id")}, 1}};
}

std::vector<Table> job_tables() {
  return {
      {"jobs",
       {integer("number"), text("kind"), text("name"), text("file"), text("digest"),
        integer("dry_run"), text("status"), integer("started"), integer("ended"), text("counts"),
        text("warnings"), text("message"), text("request"), text("by"), integer("open"),
        text("decided_by"), integer("took")},
       1},
      {"listed", {integer("job"), integer("user")}, 2},
      {"exports",
       {text("name"), integer("revision"), integer("job"), text("settings"), text("removed_ids")},
       1},
      {"departures",
       {integer("number"), text("export"), text("id"), text("user_group"), text("record_type"),
        text("profile"), text("status")},
       1},
      {"api_keys",
       {text("name"), bytes("digest"), integer("may_write"), integer("expires"), text("by"),
        integer("created")},
       1}};
}

}  // namespace

const std::vector<Table>& tables() {
  static const std::vector<Table> kTables = [] {
    std::vector<Table> all;
    for (const auto subject :
         {user_tables, history_tables, hold_tables, erasure_tables, job_tables})
      for (Table& table : subject()) all.push_back(std::move(table));
    return all;
  }();
  return kTables;
}

}  // namespace roster::copying
