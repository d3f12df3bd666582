// Format: users in the form of a target, piece by piece. The pieces are appended to a text, which
// the caller writes and clears as it likes.
#pragma once

#include <string>
#include <vector>

#include "exports/presets.hpp"
#include "exports/rows.hpp"

namespace roster::exports {

/// Which columns of a table are written; empty: all.
using ColumnsShown = std::vector<bool>;

/// What stands before the first user: a line of names, the start of a document, or nothing.
void write_head(const Form& form, const std::vector<Column>& columns, const ColumnsShown& shown,
                std::string& out);

/// One user. `rows` was filled with it (but for V.2, which has no columns).
void write_one(const Form& form, Rows& rows, const ColumnsShown& shown, const User& user,
               std::string& out);

/// What stands behind the last user.
void write_tail(const Form& form, std::string& out);

/// What keeps a user out of a file of this form, though all columns have what they need.
std::optional<Problem> unfit(const Form& form, const Rows& rows);

}  // namespace roster::exports
