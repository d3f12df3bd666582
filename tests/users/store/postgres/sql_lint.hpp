// SQL lint: finds in SQL texts what not all databases that speak PostgreSQL's protocol know. The
// store in PostgreSQL is written in a subset, so that YugabyteDB and CockroachDB stay within reach.
#pragma once

#include <filesystem>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

namespace roster::test {

struct SqlText {
  std::string where;  // file:line
  std::string text;
};

struct Banned {
  std::string_view pattern;  // a regular expression, without case
  std::string_view why;
};

inline const std::vector<Banned>& banned_sql() {
  static const std::vector<Banned> kBanned{
      {R"(\bmerge\s+into\b)", "MERGE: neither YugabyteDB nor CockroachDB"},
      {R"(\bcreate\s+(or\s+replace\s+)?rule\b)", "rules: not CockroachDB"},
      {R"(\btrigger\b)", "triggers: not in all versions"},
      {R"(\b(un)?listen\b|\bnotify\b)", "LISTEN and NOTIFY: nobody else has them by default"},
      {R"(\block\s+table\b)", "LOCK TABLE: nobody else has it by default"},
      {R"(\btemp(orary)?\b)", "temporary tables: slow, or not there, or lost behind a pooler"},
      {R"(\bunlogged\b)", "UNLOGGED: without effect, or an error"},
      {R"(\bdeferrable\b|\bdeferred\b)", "deferred constraints: not CockroachDB"},
      {R"(\badvisory\b|\bpg_(try_)?advisory)",
       "advisory locks: on CockroachDB everybody gets them"},
      {R"(\b(small|big)?serial\d?\b|\bsequence\b|\bnextval\b|\bidentity\b)",
       "sequences: numbers come from the counters"},
      {R"(\btxid_current\b|\bxid8?\b|\bxmin\b|\bctid\b)",
       "transaction and row numbers: PostgreSQL alone"},
      {R"(\b(lower|upper)\s*\()", "folding by the server: keys are folded by Roster"},
      {R"(\bwith\s+hold\b)", "cursors that outlive their transaction: not CockroachDB"},
      {R"(\bfreeze\b)", "COPY with FREEZE: not CockroachDB"},
      {R"(\bon\s+conflict\s+(?!\())", "ON CONFLICT names its columns"},
      {R"(\bon\s+conflict\s+\([^)]*\()", "ON CONFLICT with an expression: not CockroachDB"},
      {R"(\bbegin\b(?!.*\bisolation\s+level\b))", "BEGIN says its isolation level"},
  };
  return kBanned;
}

/// The reasons why a text is not in the subset.
inline std::vector<std::string> lint_sql(const std::string& text) {
  std::vector<std::string> reasons;
  for (const Banned& banned : banned_sql())
    if (std::regex_search(text, std::regex(std::string(banned.pattern), std::regex::icase)))
      reasons.emplace_back(banned.why);
  return reasons;
}

/// Does it begin as SQL does? Parts of statements that stand alone are found, too.
inline bool is_sql(const std::string& text) {
  static const std::regex kSql(
      R"(\b(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|BEGIN|COPY|SET|VACUUM|LOCK|DECLARE|)"
      R"(LISTEN|NOTIFY|MERGE|TRUNCATE|VALUES|FROM|WHERE|ON CONFLICT|ORDER BY|FOR UPDATE)\b)");
  return std::regex_search(text, kSql);
}

/// The string literals of C++ source; those with only blanks between them are one.
std::vector<SqlText> literals_of(const std::string& source, const std::string& name);
/// The statements of a schema file, without comments.
std::vector<SqlText> statements_of(const std::string& script, const std::string& name);

}  // namespace roster::test
