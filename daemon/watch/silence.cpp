#include "daemon/watch/silence.hpp"

#include <fmt/format.h>

#include "users/base/day.hpp"
#include "users/base/small_file.hpp"

namespace roster {

namespace {

constexpr std::chrono::hours kAgain{24};
constexpr std::string_view kNotTold = "-";

/// The next word of a line, which is taken off it.
std::string take_word(std::string& line) {
  const std::string word = line.substr(0, line.find(' '));
  line.erase(0, word.size() + 1);
  return word;
}

}  // namespace

/// A line each: since when it is waited for, when its silence was told or `-`, and what it is.
SilenceWatch::SilenceWatch(std::filesystem::path file) : file_(std::move(file)) {
  for (std::string& line : read_lines(file_)) {
    const std::optional<Time> since = parse_time(take_word(line));
    const std::optional<Time> told = parse_time(take_word(line));
    if (since && !line.empty()) known_[line] = {*since, told};
  }
}

void SilenceWatch::save() const {
  std::vector<std::string> lines;
  for (const auto& [name, known] : known_)
    lines.push_back(fmt::format("{} {} {}", format_time(known.waited_since),
                                known.told ? format_time(*known.told) : kNotTold, name));
  replace_lines(file_, lines);  // the worst is that something is told twice
}

void SilenceWatch::complete(Survey& survey) const {
  const std::lock_guard lock(mutex_);
  const auto complete = [&](const char* kind, std::vector<Survey::Feed>& feeds) {
    for (Survey::Feed& feed : feeds) {
      const auto known = known_.find(kind + feed.name);
      feed.waited_since = known == known_.end() ? survey.now.time : known->second.waited_since;
    }
  };
  complete("profile ", survey.profiles);
  complete("source ", survey.sources);
}

std::vector<SilenceWatch::News> SilenceWatch::look(const Survey& survey) {
  const std::lock_guard lock(mutex_);
  const std::map<std::string, Known> before = known_;
  std::vector<News> news;
  using What = News::What;
  const Time now = survey.now.time;
  const auto look = [&](const std::string& name, bool is_wrong, News wrong, News right) {
    if (auto found = look_at(name, is_wrong, std::move(wrong), std::move(right), now))
      news.push_back(std::move(*found));
  };
  const auto look_at_feeds = [&](const char* kind, const std::vector<Survey::Feed>& feeds) {
    for (const Survey::Feed& feed : feeds)
      look(kind + feed.name, feed.is_silent(now), {feed.name, What::silent, feed.heard_since(now)},
           {feed.name, What::over, feed.applied});
  };
  look_at_feeds("profile ", survey.profiles);
  look_at_feeds("source ", survey.sources);
  for (const Survey::Export& one : survey.exports)
    look("export " + one.name, one.is_late(now), {one.name, What::untaken, one.since},
         {one.name, What::taken, one.since});
  if (known_ != before) save();
  return news;
}

/// `wrong` when it is to be told now, `right` when it was told and is over.
std::optional<SilenceWatch::News> SilenceWatch::look_at(const std::string& name, bool is_wrong,
                                                        News wrong, News right, Time now) {
  Known& known = known_.try_emplace(name, Known{now, {}}).first->second;
  if (known.waited_since > now) known.waited_since = now;  // by a clock that was wrong
  if (!is_wrong) {
    if (!known.told) return {};
    known.told.reset();
    return right;
  }
  if (known.told && now - *known.told < kAgain && now >= *known.told) return {};
  known.told = now;
  return wrong;
}

}  // namespace roster
