#include "daemon/work/check_config.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>

#include "daemon/config/oddities.hpp"
#include "daemon/config/sandbox.hpp"
#include "users/store/store.hpp"

namespace roster {

namespace {

namespace json = boost::json;

constexpr std::string_view kServiceConfig = "/etc/roster/roster.yaml";  // of rosterd.service

std::string count_of(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string summary(const Config& config) {
  const bool asked = config.obligations.kind == ObligationsConfig::Kind::directory;
  return fmt::format("valid: {}, {}, {}, mails to {}", count_of(config.profiles.size(), "profile"),
                     count_of(config.purge.jobs.size(), "purge job"),
                     asked
                         ? count_of(config.obligations.sources.size(), "source") + " of obligations"
                         : "no obligations",
                     config.notify.to.empty() || config.notify.command.empty()
                         ? "nobody"
                         : fmt::format("{}", fmt::join(config.notify.to, ", ")));
}

/// Finds the oddities, with the store's groups when the store can be read; or the error with which
/// it cannot be used.
std::vector<Problem> oddities(const ConfigFile& file) {
  try {
    const std::unique_ptr<Store> store = open_reader(file.config.store);
    const std::unique_ptr<Transaction> transaction = store->begin(Access::read);
    if (const auto problem = case_problem(file, transaction->identifier_case())) return {*problem};
    KnownGroups groups;
    groups.has = [&](const std::string& group) {
      UserFilter filter;
      filter.user_group = group;
      return transaction->count(filter) > 0;
    };
    groups.all = [&] {
      constexpr std::int64_t kEnough = 100'000;  // limit, so that the check is fast
      std::set<std::string> names;
      UserFilter some;
      some.limit = kEnough;
      transaction->scan(some, [&](const StoredUser& stored) {
        if (!stored.user.user_group.value.empty()) names.insert(stored.user.user_group.value);
        return true;
      });
      return std::vector<std::string>(names.begin(), names.end());
    };
    return find_oddities(file, &groups);
  } catch (const std::exception&) {  // no store yet, or not readable by this account
    return find_oddities(file, nullptr);
  }
}

}  // namespace

std::optional<Problem> case_problem(const ConfigFile& file, IdentifierCase of_store) {
  const std::optional<IdentifierCase> wanted = file.config.identifier_case;
  if (!wanted || *wanted == of_store) return std::nullopt;
  return Problem{Severity::error, file.position_of("identifiers.case"),
                 fmt::format("identifiers.case: the store is {}, which cannot be changed",
                             of_store == IdentifierCase::sensitive ? "sensitive" : "insensitive")};
}

std::optional<Problem> case_problem(const ConfigFile& file) try {
  if (!file.config.identifier_case) return std::nullopt;
  const std::unique_ptr<Store> store = open_reader(file.config.store);
  return case_problem(file, store->begin(Access::read)->identifier_case());
} catch (const std::exception&) {
  return std::nullopt;
}

Notice check_configuration(const std::string& path, Directories directories) {
  const ConfigFile file = load_config(path);
  std::vector<Problem> problems = file.problems;
  const auto add = [&](std::vector<Problem> more) {
    problems.insert(problems.end(), more.begin(), more.end());
  };
  if (directories == Directories::looked_at) add(check_directories(file));
  if (file.is_usable()) add(oddities(file));
  if (file.is_usable() && path == kServiceConfig) add(check_sandbox(file, read_drop_ins()));
  const bool valid = std::none_of(problems.begin(), problems.end(), [](const Problem& problem) {
    return problem.severity == Severity::error;
  });
  std::string text;
  json::array list;
  for (const Problem& problem : problems) {
    text += format_problem(file.file, problem) + "\n";
    list.push_back(
        json::object{{"severity", problem.severity == Severity::error ? "error" : "warning"},
                     {"line", problem.at.line},
                     {"column", problem.at.column},
                     {"message", problem.message}});
  }
  if (valid)
    text += fmt::format("{}: {}\n", std::filesystem::path(path).filename().string(),
                        summary(file.config));
  if (!text.empty()) text.pop_back();  // removes the last line break
  return {text,
          {{"file", path}, {"valid", valid}, {"problems", std::move(list)}},
          valid ? Exit::done : Exit::usage};
}

}  // namespace roster
