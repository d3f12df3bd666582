#include "purge/obligations.hpp"

#include <algorithm>

#include "purge/asked.hpp"
#include "users/model/obligations_file.hpp"

namespace roster::purge {
namespace {

constexpr std::size_t kBatch = 1000;

std::optional<ObligationSource> known_source(Transaction& transaction, const std::string& name) {
  const auto sources = transaction.obligation_sources();
  const auto found = std::find_if(sources.begin(), sources.end(),
                                  [&](const auto& source) { return source.name == name; });
  return found == sources.end() ? std::nullopt : std::optional(*found);
}

/// Puts the list in place of the source's last one, and says how the two compare. One about a few
/// people is no smaller than it should be.
ListNumbers replace(const ObligationsRequest& request, Transaction& transaction,
                    const ObligationsPayload& kept) {
  ListNumbers list;
  ObligationsReader reader(request.fd, request.file, request.limits);
  list.as_of = reader.as_of().value_or(request.modified);
  if (const auto known = known_source(transaction, request.source)) {
    list.last =
        !kept.only_due.empty() ? ObligationCounts{} : transaction.count_obligations(request.source);
    list.last_as_of = known->as_of;
  }
  transaction.begin_obligations(request.source, list.as_of);
  std::vector<Obligation> rows;
  while (reader.next(rows, kBatch)) transaction.add_obligations(request.source, rows);
  list.announced = reader.announced_rows().value_or(-1);
  list.now = transaction.count_obligations(request.source);
  return list;
}

void list_unknown(const ObligationsRequest& request, Transaction& transaction,
                  ReportWriter& report) {
  constexpr std::size_t kMost = 10'000;  // nobody reads a longer report
  for (const Obligation& row : transaction.unknown_obligations(request.source, kMost)) {
    const std::string kind = kind_text(row);
    ReportLine line;
    line.outcome = "unknown";
    line.primary_id = row.id;
    line.message = "no user has this id";
    line.more.emplace_back("kind", kind);
    report.line(line);
  }
}

/// Sets the counts and warnings that are known before a person decides.
void count(Job& job, const ListNumbers& list, Now now) {
  job.counts = {{"rows", list.now.rows}, {"users", list.now.users}, {"unknown", list.now.unknown}};
  if (list.as_of > now.time) ++job.warnings["as_of_in_future"];
  if (list.last && list.last_as_of <= now.time && list.as_of < list.last_as_of)
    ++job.warnings["older_than_before"];
}

Ending changed(const ObligationsRequest& request) {
  const std::string why = request.file + " changed while it was read";
  return request.place.dropped.empty() ? failed(why) : given_back(why);
}

Ending hold(const ObligationsRequest& request, Job& job, std::string why) {
  if (request.keep) {
    const std::optional<std::string> copy = request.keep(job);
    if (!copy) return changed(request);
    auto payload = read_payload<ObligationsPayload>(job.payload);
    payload.file.spooled = *copy;
    job.payload = write_payload(payload);
  }
  return held(std::move(why));
}

/// The day on which the list was made; rather too early than too late, so that nobody counts as
/// asked about who was not due yet.
Day day_of(const ObligationsRequest& request, Time as_of) {
  constexpr std::chrono::hours kWestOfAll{12};
  if (request.local_day) return request.local_day(as_of);
  return std::chrono::floor<std::chrono::days>(as_of - kWestOfAll);
}

Ending take_in(const JobPlace& place, const ObligationsRequest& request, JobWork& work, Now now) {
  std::optional<std::string> tripped;
  try {
    const auto kept = read_payload<ObligationsPayload>(work.job.payload);
    const ListNumbers list = replace(request, work.transaction, kept);
    if (!kept.only_due.empty())
      work.transaction.set_seen(work.job.number, due_at(work.transaction, kept.only_due,
                                                        day_of(request, list.as_of), list.as_of));
    list_unknown(request, work.transaction, work.report);
    count(work.job, list, now);
    if (request.guard_mode == GuardMode::on) tripped = check_list(request.guard, list, now.time);
  } catch (const CsvCut& cut) {
    work.report.clear();
    if (request.too_short == TooShort::fails) return failed(cut.what());
    return given_back("waiting for the rest of " + request.file);
  } catch (const CsvError& refused) {
    work.report.clear();
    return failed(refused.what());
  }
  if (request.is_unchanged && !request.is_unchanged()) return changed(request);
  place.step(Step::guarded);
  if (tripped) return hold(request, work.job, *tripped);
  return completed(work.job.warnings.empty() ? JobStatus::completed_successfully
                                             : JobStatus::completed_with_warnings);
}

}  // namespace

Job add_obligations(Store& store, const ObligationsRequest& request, Now now) {
  Job job;
  job.kind = JobKind::obligations;
  job.by = request.by;
  job.name = request.source;
  job.file = request.file;
  job.payload = write_payload(
      ObligationsPayload{request.place, request.guard, request.guard_mode, request.only_due});
  return add_job(store, std::move(job), now);
}

Job run_obligations(Store& store, const ObligationsRequest& request, Job job, Now now) {
  const auto both = [&](Job& ended) {
    if (request.follow_up) request.follow_up(ended);
    follow_up(store, request.traces)(ended);
  };
  const JobPlace place{store, request.traces.reports, {}, request.on_step,
                       both,  request.on_left_over};
  return run_job(place, std::move(job), now,
                 [&](JobWork& work) { return take_in(place, request, work, now); });
}

}  // namespace roster::purge
