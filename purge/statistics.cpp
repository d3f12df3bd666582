#include "purge/statistics.hpp"

#include <set>
#include <unordered_set>

#include "purge/deletion.hpp"

namespace roster::purge {
namespace {

constexpr std::size_t kPage = 1000;

void add(Statistics& statistics, const User& user, std::int64_t Tally::*side) {
  ++(statistics.all.*side);
  ++(statistics.by_user_group[user.user_group.value].*side);
  ++(statistics.by_record_type[user.record_type.value].*side);
  std::set<std::pair<std::string, std::string>> categories;
  for (const Statistic& statistic : user.user_statistics) {
    categories.emplace(statistic.category_type.value, statistic.statistic_category.value);
  }
  for (const auto& category : categories) ++(statistics.by_category[category].*side);
}

}  // namespace

Statistics count_statistics(Transaction& transaction, const std::filesystem::path& path) {
  Statistics statistics;
  const std::optional<LedgerKey> key = read_ledger_key(transaction, path);
  std::optional<Hmac> hmac;
  if (key) hmac.emplace(key->bytes);
  std::unordered_set<std::string> present;  // ids that their remains would have
  transaction.scan({}, [&](const StoredUser& stored) {
    add(statistics, stored.user, &Tally::present);
    if (hmac) present.insert(remains_id(*hmac, stored.user.primary_id));
    return true;
  });
  for (std::string after;;) {
    const auto page = transaction.remains_looser_than(DeletePolicy::fully_remove, after, kPage);
    if (page.empty()) return statistics;
    after = page.back().id;
    for (const Remains& remains : page)
      if (!present.contains(remains.id)) add(statistics, remains.user, &Tally::purged);
  }
}

}  // namespace roster::purge
