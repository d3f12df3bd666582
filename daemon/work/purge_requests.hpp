// Purge requests: configured purge jobs, or what the command line says in place of one, as the
// purge layer wants them.
#pragma once

#include <filesystem>
#include <vector>

#include "daemon/work/arguments.hpp"
#include "daemon/work/session.hpp"
#include "purge/purge.hpp"

namespace roster {

/// The jobs a command is about: all (--all, or a `why` that names none), the named one, or, without
/// a configuration, the one its options describe. Throws CommandError.
std::vector<PurgeJobConfig> chosen_purge_jobs(const Session& session, const Arguments& arguments,
                                              std::string_view parameter);

/// Where the erasure ledger's key is: beside the store, or in the spool's directory when the store
/// is elsewhere.
std::filesystem::path ledger_key(const Config& config);

/// Where ids of removed users may stand: the reports, and what lies in the drop directories.
purge::Traces traces_of(const Config& config);

/// The profiles that are configured, and how old their loads may be. None without a configuration.
std::vector<purge::NeededFeed> needed_feeds(const Config& config);

/// `policy`: the delete policy by name, instead of the configured one. The session must outlive the
/// request, and is told when the purge gets on.
purge::PurgeRequest purge_request(Session& session, const PurgeJobConfig& job,
                                  const std::optional<std::string>& policy = {});

/// The request of a purge whose row is in the store, by what the row keeps. Throws CommandError
/// when its job is configured no longer.
purge::PurgeRequest purge_request_of(Session& session, const Job& job);

}  // namespace roster
