// Fuzzing: one entrance of Roster for a stranger's bytes. Each fuzz_*.cpp defines fuzz() and is
// built twice over: with replay.cpp, which runs it over its corpus as a plain test, and, with
// ROSTER_FUZZ, with libFuzzer.
#pragma once

#include <string_view>

namespace roster::fuzz {

/// Takes the bytes in as the program would. Returns when they were taken or refused; whatever else
/// happens (another exception, a sanitizer's report, an endless loop, a broken promise) is a bug.
void fuzz(std::string_view bytes);

/// Ends the program when `kept` is false, also without assertions.
inline void promise(bool kept) {
  if (!kept) __builtin_trap();
}

}  // namespace roster::fuzz
