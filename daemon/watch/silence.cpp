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
  const std::map<std::string, Known> before = known_;
  std::vector<News> news;
  const auto look = [&](const char* kind, const std::vector<Survey::Feed>& feeds) {
    for (const Survey::Feed& feed : feeds)
      if (const std::optional<News> found = look_at(kind + feed.name, feed, survey.now.time))
        news.push_back(*found);
  };
  look("profile ", survey.profiles);
  look("source ", survey.sources);
  if (known_ != before) save();
  return news;
}

std::optional<SilenceWatch::News> SilenceWatch::look_at(const std::string& name,
                                                        const Survey::Feed& feed, Time now) {
  Known& known = known_.try_emplace(name, Known{now, {}}).first->second;
  if (known.waited_since > now) known.waited_since = now;  // by a clock that was wrong
  if (!feed.is_silent(now)) {
    if (!known.told) return {};
    known.told.reset();
    return News{feed.name, News::What::over, feed.applied};
  }
  if (known.told && now - *known.told < kAgain && now >= *known.told) return {};
  known.told = now;
  return News{feed.name, News::What::silent, feed.heard_since(now)};
}

}  // namespace roster
