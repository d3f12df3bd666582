// A configuration. Every mistake in it is a problem with its place; none is an exception.
#include "daemon/config/config.hpp"
#include "tests/fuzz/fuzz.hpp"

void roster::fuzz::fuzz(std::string_view bytes) {
  const ConfigFile file = parse_config(std::string(bytes), "/etc/roster/roster.yaml");
  promise(file.is_usable() || !file.problem_text().empty());
}
