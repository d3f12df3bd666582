#include <fmt/format.h>

#include <filesystem>
#include <optional>

#include "daemon/commands/commands.hpp"
#include "daemon/work/purge_requests.hpp"
#include "purge/ledger/key.hpp"
#include "users/store/copy/copy.hpp"
#include "users/store/url.hpp"

namespace roster {

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr const char* kStopped = "stopped before its end; the same command begins the copy again";

std::string url_in(const Arguments& arguments, std::string_view name) {
  const std::string url = arguments.text(name);
  const std::optional<StoreKind> kind = store_kind(url);
  if (!kind)
    throw CommandError(Exit::usage, fmt::format("'{}' is not a store URL; write sqlite:PATH or "
                                                "postgresql://HOST/DATABASE",
                                                shown_url(url)));
  if (*kind == StoreKind::memory)
    throw CommandError(Exit::usage, "a store in memory cannot be copied");
  return url;
}

/// The keys of the erasure ledger on both sides.
struct Keys {
  fs::path from, to;
  std::optional<purge::LedgerKey> old_key, new_key;
};

fs::path key_of(Config config, const std::string& url) {
  config.store = url;
  return ledger_key(config);
}

Keys read_keys(const Config& config, const std::string& from, const std::string& to) {
  Keys keys{key_of(config, from), key_of(config, to), {}, {}};
  keys.old_key = purge::read_key_file(keys.from);
  keys.new_key = purge::read_key_file(keys.to);
  if (keys.old_key && keys.new_key && keys.old_key->bytes != keys.new_key->bytes)
    throw CommandError(Exit::refused, fmt::format("{} is the key of another erasure ledger than "
                                                  "{}; move it away, then say the same again",
                                                  keys.to.string(), keys.from.string()));
  return keys;
}

/// Copies the key; what is said of it.
std::string bring_key(const Keys& keys, std::int64_t erasures) {
  if (keys.old_key && !keys.new_key) {
    if (keys.to.has_parent_path()) fs::create_directories(keys.to.parent_path());
    purge::write_key_file(keys.to, *keys.old_key);
    return fmt::format("; the erasure ledger's key is in {}, too", keys.to.string());
  }
  if (!keys.old_key && erasures > 0)
    return fmt::format("; the erasure ledger's key was not found: {}", keys.from.string());
  return "";
}

json::array tables_json(const copying::Copied& copied) {
  json::array tables;
  for (const copying::TableCopied& table : copied.tables)
    tables.push_back(
        json::object{{"table", table.name}, {"rows", table.rows}, {"digest", table.digest}});
  return tables;
}

copying::Copied copy(const Session& session, copying::RowStore& source, copying::RowStore& target) {
  return copying::copy_rows(source, target, [&](std::uint64_t done, std::uint64_t of) {
    const Caller& caller = session.caller();
    if (caller.cancelled && caller.cancelled()) throw CommandError(Exit::refused, kStopped);
    if (caller.on_progress) caller.on_progress({"migrate", 0, done, of});
  });
}

}  // namespace

Document run_migrate(Session& session, const Arguments& arguments) {
  const std::string from = url_in(arguments, "SOURCE"), to = url_in(arguments, "TARGET");
  if (from == to) throw CommandError(Exit::usage, "both are the same store");
  try {
    const Keys keys = read_keys(session.config(), from, to);
    const auto source = copying::open_rows(from, copying::Role::source);
    const auto target = copying::open_rows(to, copying::Role::target);
    const copying::Copied copied = copy(session, *source, *target);
    const std::string key = bring_key(keys, copied.rows_of("erasures"));
    return Notice{
        fmt::format("{}: {} users, {} jobs, {} ledger entries, {} rows in all, as in {}; the "
                    "digests of both sides agree ({}){}",
                    target->name(), copied.rows_of("users"), copied.rows_of("jobs"),
                    copied.rows_of("erasures"), copied.rows, source->name(), copied.digest, key),
        {{"from", source->name()},
         {"to", target->name()},
         {"users", copied.rows_of("users")},
         {"jobs", copied.rows_of("jobs")},
         {"rows", copied.rows},
         {"digest", copied.digest},
         {"tables", tables_json(copied)}}};
  } catch (const StoreBusy& busy) {
    throw CommandError(Exit::unreachable,
                       fmt::format("{}; stop it, then say the same again", busy.what()));
  } catch (const copying::CopyRefused& refused) {
    throw CommandError(Exit::refused, refused.what());
  } catch (const purge::LedgerError& refused) {
    throw CommandError(Exit::refused, refused.what());
  }
}

}  // namespace roster
