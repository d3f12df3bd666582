#include "sis/xml/excerpt.hpp"

#include "users/base/text.hpp"

namespace roster::sis {

std::string excerpt(std::string_view text) {
  constexpr std::size_t kMost = 40;
  return printable_start(text, kMost);
}

}  // namespace roster::sis
