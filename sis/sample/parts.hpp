// The parts of sample feeds. Used by sis/sample only.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "sis/sample/sample.hpp"

namespace roster::sis {

/// The commented examples: one record each, as indented text.
using CommentedUsers = std::array<std::string_view, kCommentedUsers>;
extern const CommentedUsers kCommentedV1;
extern const CommentedUsers kCommentedV2;

/// The V.1 counterparts of write_prologue, write_user and write_epilogue (writer_v2.hpp). Data that
/// V.1 cannot express (descriptions, preferred names, pop-up notes, …) is omitted.
void write_prologue_v1(std::string& out);
void write_user_v1(const User& user, std::string& out);
void write_epilogue_v1(std::string& out);

}  // namespace roster::sis
