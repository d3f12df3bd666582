#include "daemon/watch/silence.hpp"

namespace roster {

std::vector<SilenceWatch::News> SilenceWatch::look(const Survey& survey) {
  constexpr std::chrono::hours kAgain{24};
  const Time now = survey.now.time;
  std::vector<News> news;
  for (const auto* feeds : {&survey.profiles, &survey.sources}) {
    for (const Survey::Feed& feed : *feeds) {
      const auto told = told_.find(feed.name);
      if (!feed.is_silent(now, since_)) {
        if (told == told_.end()) continue;
        told_.erase(told);
        news.push_back({feed.name, News::What::over, feed.last});
      } else if (told == told_.end() || now - told->second >= kAgain || now < told->second) {
        told_[feed.name] = now;
        news.push_back({feed.name, News::What::silent, feed.last});
      }
    }
  }
  return news;
}

}  // namespace roster
