// Purge requests: turns configured purge jobs, or the options of the command line, into requests of
// the purge layer.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "daemon/work/arguments.hpp"
#include "daemon/work/session.hpp"
#include "purge/purge.hpp"

namespace roster {

/// Returns the jobs of a command: all (--all, or `why` or `due` without a name), the named one, or,
/// without a configuration, the one that the options describe. Throws CommandError.
std::vector<PurgeJobConfig> chosen_purge_jobs(const Session& session, const Arguments& arguments,
                                              std::string_view parameter);

/// The path of the erasure ledger's key: beside the store's file, or beside the spool when the
/// store is a database.
std::filesystem::path ledger_key(const Config& config);

/// The places that may contain ids of removed users: reports, drop directories, the outbox.
purge::Traces traces_of(const Config& config);

/// The configured profiles, and the maximum age of their loads. Empty without a configuration.
std::vector<purge::NeededFeed> needed_feeds(const Config& config);

/// `policy`: name of the delete policy, instead of the configured one. The session must outlive the
/// request; its progress() is called while the purge runs.
purge::PurgeRequest purge_request(Session& session, const PurgeJobConfig& job,
                                  const std::optional<std::string>& policy = {});

/// What `purge` was asked to do, by all of its options.
struct AskedPurge {
  std::vector<PurgeJobConfig> jobs;
  std::optional<std::string> policy;
  DryRun dry_run = DryRun::no;
  purge::GuardMode guard_mode = purge::GuardMode::on;  // always: by --hold, or four_eyes
  std::optional<std::vector<UserId>> confirmed;        // nothing: whoever is due
  std::map<std::string, purge::Shown> shown;           // by job, with --as-shown
  std::unordered_set<UserId> gone_before;              // PurgeRequest::gone_before
};

/// Reads the file of --confirmed, and remarks how many of its ids nobody has. Throws CommandError,
/// also when --as-shown names no dry run of one of the jobs.
AskedPurge asked_purge(Session& session, const Arguments& arguments);

/// The request for one of its jobs.
purge::PurgeRequest purge_request(Session& session, const PurgeJobConfig& job,
                                  const AskedPurge& asked);

/// The dry run of a `delete` that --as-shown names. Throws CommandError, also when that user would
/// not have gone.
std::optional<purge::DeletePayload> shown_deletion(Session& session, const Arguments& arguments);

/// Restores the request of a purge from its row in the store. Throws CommandError when its job is
/// no longer configured.
purge::PurgeRequest purge_request_of(Session& session, const Job& job);

}  // namespace roster
