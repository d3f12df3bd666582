// Silence: reports when nothing came from a feed for too long, or a target took no file of an
// export; again daily, and when it is over. What was reported, and since when each feed is waited
// for, is kept in a file: a restart is no news. Time is an argument. Any thread.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
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
    std::string name;  // the profile, source or export
    enum class What : std::uint8_t { silent, over, untaken, taken } what = What::silent;
    std::optional<Time> since;  // when something came last, or is waited for; of a file: its time
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
  mutable std::mutex mutex_;            // guards the rest
  std::map<std::string, Known> known_;  // `profile SIS`, `source circulation`, `export koha`

  std::optional<News> look_at(const std::string& name, bool is_wrong, News wrong, News right,
                              Time now);
  void save() const;
};

}  // namespace roster
