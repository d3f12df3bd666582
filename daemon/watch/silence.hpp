// Silence: told when nothing came from somewhere for longer than it may be, again daily as long as
// that lasts, and when it is over. What was told, and since when each feed is waited for, is kept
// in a file: a restart is no news. Time is an argument.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/watch/survey.hpp"

namespace roster {

/// Where the daemon keeps it, in its spool.
inline constexpr const char* kSilence = "silence";

class SilenceWatch {
 public:
  struct News {
    std::string name;  // the profile or source
    enum class What : std::uint8_t { silent, over } what = What::silent;
    std::optional<Time> since;  // when something came last, or is waited for
  };

  /// `file` need not exist.
  explicit SilenceWatch(std::filesystem::path file);

  /// Since when each feed of the survey is waited for: since it was first looked for.
  void complete(Survey& survey) const;
  /// What is to be told now. The survey is complete.
  std::vector<News> look(const Survey& survey);

 private:
  struct Known {
    Time waited_since{};
    std::optional<Time> told;  // when its silence was last told; nothing: it is not silent

    friend bool operator==(const Known&, const Known&) = default;
  };

  std::filesystem::path file_;
  std::map<std::string, Known> known_;  // `profile SIS`, `source circulation`

  std::optional<News> look_at(const std::string& name, const Survey::Feed& feed, Time now);
  void save() const;
};

}  // namespace roster
