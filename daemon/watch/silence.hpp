// Silence: told when nothing came from somewhere for longer than it may be, again daily as long as
// that lasts, and when it is over. Time is an argument.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "daemon/watch/survey.hpp"

namespace roster {

class SilenceWatch {
 public:
  struct News {
    std::string name;  // the profile or source
    enum class What : std::uint8_t { silent, over } what = What::silent;
    std::optional<Time> last;  // when something came last, if ever
  };

  /// `since`: when this daemon began to wait.
  explicit SilenceWatch(Time since) : since_(since) {}

  /// What is to be told now.
  std::vector<News> look(const Survey& survey);
  Time since() const { return since_; }

 private:
  Time since_;
  std::map<std::string, Time> told_;  // what is silent → when that was last told
};

}  // namespace roster
