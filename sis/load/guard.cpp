#include "sis/load/guard.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace roster::sis {

namespace {

/// A share of users or of records.
struct Share {
  std::string number;
  std::int64_t part = 0, whole = 0;
  double limit = 0;
};

class Check {
 public:
  Check(const Guard& guard, const LoadNumbers& numbers) : guard_(guard), numbers_(numbers) {}

  std::vector<Excess> run() {
    const LoadNumbers& n = numbers_;
    check_records();
    check({"created", n.created, n.population, guard_.created}, "created", "{0} against {1} users");
    if (n.full) check_missing();
    check({"newly_due", n.newly_due + n.newly_due_before, people(), guard_.newly_due},
          "newly due for purge", of_loads(), people());
    if (!excesses_.empty() && excesses_.back().number == "newly_due")
      excesses_.back().part = n.newly_due;
    for (const Cleared& cleared : n.cleared) check_cleared(cleared);
    return std::move(excesses_);
  }

 private:
  const Guard& guard_;
  const LoadNumbers& numbers_;
  std::vector<Excess> excesses_;

  /// Who may be changed. Where the profile has few, those whom it takes over from another count,
  /// too.
  std::int64_t people() const {
    const LoadNumbers& n = numbers_;
    return n.population >= guard_.from ? n.population : n.population + n.joined;
  }

  /// `text` contains the part as {0} and the whole as {1}.
  void check(const Share& share, std::string_view what, const std::string& text,
             std::int64_t there) {
    if (there >= guard_.from) add_if_over(share, what, text);
  }
  void check(const Share& share, std::string_view what, const std::string& text) {
    check(share, what, text, numbers_.population);
  }

  void add_if_over(const Share& share, std::string_view what, const std::string& text) {
    if (share.part < guard_.at_least || share.part == 0) return;
    const double found =
        share.whole == 0 ? 1 : static_cast<double>(share.part) / static_cast<double>(share.whole);
    if (found <= share.limit) return;
    excesses_.push_back({std::string(share.number), share.part,
                         fmt::format("{}: {} ({:.1f} %, limit {:.1f} %)", what,
                                     fmt::format(fmt::runtime(text), share.part, share.whole),
                                     found * 100, share.limit * 100)});
  }

  void check_records() {
    const LoadNumbers& n = numbers_;
    // A first load has no population; its size is the number of records.
    if (std::max(n.population, n.processed) >= guard_.from)
      add_if_over({"rejected", n.rejected, n.processed, guard_.rejected}, "rejected",
                  "{} of {} records");
    const std::int64_t whole = n.full ? n.processed : people();
    check({"updated", n.updated, whole, guard_.updated}, "updated",
          n.full ? "{} of {} records" : "{} of {} users", people());
  }

  /// The checks for full feeds.
  void check_missing() {
    const LoadNumbers& n = numbers_;
    if (n.processed == 0 && n.population > 0) {
      excesses_.push_back(
          {"", 0,
           fmt::format("empty: the feed has no users, and the profile has {}", n.population)});
    } else {
      check({"missing", n.missing, n.expected, guard_.shrink}, "shrink",
            "{} of {} users are not in the feed");
    }
    check({"absent", n.absent, n.population, guard_.absent}, "absent",
          "{} of {} users would be marked");
    if (n.announced && n.processed < *n.announced)
      excesses_.push_back({"", 0,
                           fmt::format("announced: the feed states {} records but contains {}",
                                       *n.announced, n.processed)});
  }

  std::string of_loads() const {
    if (numbers_.newly_due_before == 0) return "{} of {} users";
    return fmt::format("{{}} of {{}} users, {} of them by loads of the last 24 hours",
                       numbers_.newly_due_before);
  }

  void check_cleared(const Cleared& cleared) {
    if (cleared.had < guard_.from) return;
    add_if_over(
        {fmt::format("cleared_{}", cleared.field), cleared.lost, cleared.had, guard_.cleared},
        "cleared", fmt::format("{{}} of {{}} users would lose {}", cleared.field));
  }
};

}  // namespace

std::vector<Excess> check_guard(const Guard& guard, const LoadNumbers& numbers) {
  return Check(guard, numbers).run();
}

std::vector<Excess> worse_than_shown(std::vector<Excess> excesses,
                                     const std::map<std::string, std::int64_t>& shown) {
  const auto shown_part = [&](const Excess& excess) {
    const auto found = shown.find(excess.number);
    return found == shown.end() ? 0 : found->second;
  };
  std::erase_if(excesses, [&](const Excess& excess) { return excess.part <= shown_part(excess); });
  for (Excess& excess : excesses) excess.words += fmt::format("; approved: {}", shown_part(excess));
  return excesses;
}

std::string in_words(const std::vector<Excess>& excesses) {
  std::string words;
  for (const Excess& excess : excesses) {
    if (!words.empty()) words += "; ";
    words += excess.words;
  }
  return words;
}

}  // namespace roster::sis
