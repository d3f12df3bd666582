#include "sis/match/generated_id.hpp"

#include <algorithm>

#include "users/base/character.hpp"
#include "users/base/fold.hpp"
#include "users/base/text.hpp"

namespace roster::sis {
namespace {

constexpr std::size_t kLongest = 240;  // bytes; leaves room for a number

std::string base_of(const User& user) {
  std::string base = user.first_name;
  if (!base.empty() && !user.last_name.empty()) base += '.';
  base += user.last_name;
  base = without_invisible(base);
  std::replace(base.begin(), base.end(), ' ', '_');
  if (base.size() > kLongest) base.resize(start_of_character(base, kLongest));
  return base;
}

std::string numbered(const std::string& base, std::uint64_t number) {
  return number == 1 ? base : base + std::to_string(number);
}

}  // namespace

std::string IdGenerator::make(const User& user,
                              const std::function<bool(const std::string&)>& is_taken) {
  const std::string base = base_of(user);
  if (base.empty()) return {};
  std::uint64_t& last = last_[fold_primary_id(base)];
  if (!is_taken(numbered(base, last + 1))) return numbered(base, ++last);
  // Used numbers mostly have no gaps: doubling finds a free number, halving finds the first one.
  std::uint64_t taken = last + 1, step = 1;
  while (is_taken(numbered(base, taken + step))) {
    taken += step;
    step *= 2;
  }
  std::uint64_t free = taken + step;
  while (free - taken > 1) {
    const std::uint64_t middle = taken + (free - taken) / 2;
    (is_taken(numbered(base, middle)) ? taken : free) = middle;
  }
  last = free;
  return numbered(base, free);
}

}  // namespace roster::sis
