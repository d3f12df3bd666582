#include "daemon/commands/command.hpp"

#include <algorithm>

#include "daemon/work/session.hpp"
#include "sis/feed.hpp"

namespace roster {

const Command* find_command(std::string_view name) {
  const auto& all = commands();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Command& c) { return c.name == name; });
  return found == all.end() ? nullptr : &*found;
}

Exit run_command(const Command& command, Session& session, const Arguments& arguments,
                 const Presentation& presentation) {
  Presentation shown = presentation;
  if (shown.zone == nullptr) shown.zone = &session.zone();
  return present(command.run(session, arguments), shown);
}

Failure failure_of(const std::exception& error) {
  if (const auto* mistake = dynamic_cast<const CommandError*>(&error))
    return {mistake->code, mistake->what()};
  if (dynamic_cast<const sis::Cancelled*>(&error) != nullptr)
    return {Exit::refused, "stopped; the job resumes at the next start"};
  if (dynamic_cast<const StoreError*>(&error) != nullptr) return {Exit::unreachable, error.what()};
  if (dynamic_cast<const std::invalid_argument*>(&error) != nullptr)
    return {Exit::usage, error.what()};
  return {Exit::refused, error.what()};
}

bool is_own_trouble(const std::exception& error) {
  return dynamic_cast<const CommandError*>(&error) == nullptr &&
         dynamic_cast<const sis::FeedError*>(&error) == nullptr &&
         dynamic_cast<const sis::Cancelled*>(&error) == nullptr &&
         dynamic_cast<const std::invalid_argument*>(&error) == nullptr;
}

}  // namespace roster
