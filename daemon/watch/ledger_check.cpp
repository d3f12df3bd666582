#include "daemon/watch/ledger_check.hpp"

#include "purge/ledger/key.hpp"
#include "purge/ledger/ledger.hpp"
#include "users/base/day.hpp"
#include "users/base/small_file.hpp"

namespace roster {

LedgerCheck check_ledger(Transaction& transaction, const std::filesystem::path& key, Time now) {
  try {
    return {now, purge::verify_ledger(transaction, key).value_or("")};
  } catch (const purge::LedgerError& error) {
    return {now, error.what()};
  }
}

std::optional<LedgerCheck> read_ledger_check(const std::filesystem::path& file) {
  const std::vector<std::string> lines = read_lines(file);
  const std::optional<Time> at = lines.empty() ? std::nullopt : parse_time(lines[0]);
  if (!at) return {};
  return LedgerCheck{*at, lines.size() < 2 ? "" : lines[1]};
}

void keep_ledger_check(const std::filesystem::path& file, const LedgerCheck& check) {
  const std::string lines[] = {format_time(check.at), check.fault};
  replace_lines(file, lines);
}

}  // namespace roster
