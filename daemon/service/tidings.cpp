// Notifications by the service: files that are left alone, and silent sources.
#include <fmt/format.h>

#include "daemon/service/service.hpp"
#include "daemon/show/render.hpp"
#include "daemon/watch/ledger_check.hpp"
#include "daemon/work/purge_requests.hpp"
#include "sis/drop/drop_directory.hpp"
#include "users/base/csv.hpp"
#include "users/base/day.hpp"
#include "users/base/text.hpp"

namespace roster {

namespace {

constexpr std::chrono::minutes kLookForSilence{1};

/// The report beside a file that was left alone.
std::string left_csv(const LeftAlone& left) {
  return fmt::format(
      "# {}: left alone; {}\r\nseverity,entry,line,primary_id,code,message\r\n"
      "error,,,,left_alone,{}\r\n",
      printable(left.name), printable(left.text), csv_cell(left.text));
}

/// Writes the report where possible: the sender has no other way to learn of it.
void tell_sender(const std::filesystem::path& directory, const LeftAlone& left) {
  if (left.name.find('/') != std::string::npos) return;
  try {
    sis::DropDirectory(directory).write(left.name + ".report.csv", left_csv(left));
  } catch (const std::system_error&) {
    // The name is too long, or a directory has the report's name: the log and the mail report it.
  }
}

}  // namespace

/// On the runner's thread.
void Service::file_left(const ScheduledInput& input, const LeftAlone& left) {
  seen_.left(input.name, left, session_.now().time);
  const bool unreported = left.why == LeftAlone::Why::unreported;
  const bool odd = left.why == LeftAlone::Why::odd;  // a companion may come with every feed
  log(odd || unreported ? Level::warning : Level::info, left_text(left), {{"FILE", left.name}});
  if (!odd && !unreported) return;
  if (odd) tell_sender(input.directory, left);
  const std::string subject =
      unreported ? fmt::format("{}: the report of {} is missing", input.name, left.name)
                 : fmt::format("{}: {} is left alone", input.name, left.name);
  mail_those_in_charge(session_.config(), input.input.profile, subject,
                       fmt::format("{}: {}: {}\n", input.directory.string(), on_one_line(left.name),
                                   on_one_line(left.text)));
}

/// Sends a mail to all who are notified of jobs, and to the contacts of the profile, if it is one.
void Service::mail_those_in_charge(const Config& config, const std::string& profile,
                                   std::string subject, std::string text) {
  Job of_profile;
  of_profile.name = profile;
  const NotifyConfig notify = notify_for(config, of_profile);
  if (!notify.to.empty()) mailer_.add({notify.to, std::move(subject), std::move(text)});
}

/// On the runner's thread, once a day.
void Service::look_at_ledger(Time now) {
  const Config& config = session_.config();
  const std::filesystem::path file = config.spool / kLedgerCheck;
  const LedgerCheck check =
      check_ledger(*session_.store().begin(Access::read), ledger_key(config), file, now);
  keep_ledger_check(file, check);
  if (check.fault.empty()) return;
  log(Level::error, check.fault);
  mail_those_in_charge(config, "", "the erasure ledger", check.fault + "\n");
}

std::optional<Survey> Service::survey_now(std::string& trouble) const {
  try {
    const std::unique_ptr<Store> reader = open_reader(config_.store);
    const Time now = surroundings_.clock();
    Survey found = survey(*reader->begin(Access::read), config_,
                          {now, local_day(find_zone(config_.timezone), now)});
    silence_.complete(found);
    return found;
  } catch (const StoreError& error) {
    trouble = error.what();
  }
  return {};
}

/// False when the news is of something else.
bool Service::tell_of_export(const SilenceWatch::News& news) {
  using What = SilenceWatch::News::What;
  if (news.what == What::taken)
    log(Level::info, fmt::format("resolved: files of export {} were taken", news.name),
        {{"EXPORT", news.name}});
  if (news.what != What::untaken) return news.what == What::taken;
  const std::string text =
      fmt::format("export {}: a file of {} was not taken", news.name,
                  format_local(find_zone(config_.timezone), news.since.value_or(Time{})));
  log(Level::warning, text, {{"EXPORT", news.name}});
  mail_those_in_charge(config_, "", text,
                       text +
                           "\nIts target renames what it took (receipt). It is told again daily "
                           "until that was done; `rosterctl status` says which file.\n");
  return true;
}

void Service::look_for_silence() {
  const SteadyTime steady = std::chrono::steady_clock::now();
  if (looked_for_silence_ && steady - *looked_for_silence_ < kLookForSilence) return;
  looked_for_silence_ = steady;
  std::string trouble;
  const std::optional<Survey> found = survey_now(trouble);
  if (!found) return;
  const date::time_zone& zone = find_zone(config_.timezone);
  for (const SilenceWatch::News& news : silence_.look(*found)) {
    if (tell_of_export(news)) continue;
    if (news.what == SilenceWatch::News::What::over) {
      log(Level::info, fmt::format("resolved: no data from {}", news.name),
          {{"PROFILE", news.name}});
      continue;
    }
    const std::string text = fmt::format("nothing came of {} since {}", news.name,
                                         format_local(zone, news.since.value_or(started_)));
    log(Level::warning, text, {{"PROFILE", news.name}});
    mail_those_in_charge(
        config_, news.name, text,
        text + "\nThis mail is repeated daily until a file arrives (silent_after).\n");
  }
}

}  // namespace roster
