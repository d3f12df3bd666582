// Ask: at a terminal, confirms irreversible commands by the number of people they affect. Scripts
// are not asked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/ctl/ctl.hpp"

namespace roster {

/// True when the command removes people permanently and --yes was not given.
bool must_ask(const Typed& typed);

/// The same command as a dry run with a JSON report; a list that is asked for is left out.
Typed preview_of(const Typed& typed);

/// The number of people that such a report would remove; nothing for other texts.
std::optional<std::int64_t> people_in(std::string_view report);

/// The command as it was confirmed: about exactly the people whom the dry runs of such a report
/// showed. What --again removes depends on another store's ledger alone.
Typed as_shown(const Typed& typed, std::string_view report);

/// `Erase 990 people for ever? Type 990: `; where the number is not known, `yes` is to be typed.
std::string question(std::optional<std::int64_t> people);
bool is_confirmation(std::string_view answer, std::optional<std::int64_t> people);

}  // namespace roster
