#include "users/base/earlier_fold.hpp"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>

namespace roster {

std::string earlier_fold(std::string_view id) {
  utf8proc_uint8_t* folded = nullptr;
  const auto length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(id.data()),
                   static_cast<utf8proc_ssize_t>(id.size()), &folded,
                   utf8proc_option_t(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD));
  if (length < 0) return std::string(id);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(folded, &std::free);
  return std::string(reinterpret_cast<const char*>(folded), static_cast<std::size_t>(length));
}

}  // namespace roster
