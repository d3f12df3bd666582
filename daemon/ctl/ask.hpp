// Ask: what cannot be taken back is confirmed at a terminal, by typing how many people it is about.
// Scripts are not asked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/ctl/ctl.hpp"

namespace roster {

/// Does the command remove people for ever, and did nobody say --yes?
bool must_ask(const Typed& typed);

/// The same as a dry run that reports as JSON.
Typed preview_of(const Typed& typed);

/// How many people such a report says would go; nothing when it says something else.
std::optional<std::int64_t> people_in(std::string_view report);

/// `Erase 990 people for ever? Type 990: `.
std::string question(std::int64_t people);
bool is_confirmation(std::string_view answer, std::int64_t people);

}  // namespace roster
