#include "daemon/watch/ledger_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <system_error>

#include "purge/ledger/key.hpp"
#include "purge/ledger/ledger.hpp"
#include "users/base/day.hpp"
#include "users/base/small_file.hpp"

namespace roster {

namespace {

std::int64_t number_in(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

LedgerCheck check_ledger(Transaction& transaction, const std::filesystem::path& key,
                         const std::filesystem::path& file, Time now) {
  LedgerCheck check{now, "", transaction.last_erasure().value_or(Erasure{}).number};
  try {
    check.fault = purge::verify_ledger(transaction, key).value_or("");
  } catch (const purge::LedgerError& error) {
    check.fault = error.what();
  }
  if (check.fault.empty()) check.fault = lost_entries(file, check.entries).value_or("");
  check.entries = std::max(check.entries, read_ledger_check(file).value_or(LedgerCheck{}).entries);
  return check;
}

std::optional<std::string> lost_entries(const std::filesystem::path& file, std::int64_t entries) {
  const std::optional<LedgerCheck> before = read_ledger_check(file);
  if (!before || before->entries <= entries) return {};
  return fmt::format(
      "the erasure ledger has {} entries, but once had {}: some were removed, or an older store is "
      "in place of this one; if that is meant, remove {}",
      entries, before->entries, file.string());
}

std::optional<LedgerCheck> read_ledger_check(const std::filesystem::path& file) {
  const std::vector<std::string> lines = read_lines(file);
  const std::optional<Time> at = lines.empty() ? std::nullopt : parse_time(lines[0]);
  if (!at) return {};
  return LedgerCheck{*at, lines.size() < 2 ? "" : lines[1],
                     lines.size() < 3 ? 0 : number_in(lines[2])};
}

void keep_ledger_check(const std::filesystem::path& file, const LedgerCheck& check) {
  const std::string lines[] = {format_time(check.at), check.fault, std::to_string(check.entries)};
  replace_lines(file, lines);
}

void forget_ledger_check(const std::filesystem::path& file) {
  std::error_code ignored;
  std::filesystem::remove(file, ignored);
}

}  // namespace roster
