// Obligation: what a user still owes or holds somewhere else, as another system (a source) says. It
// keeps the user from being purged. A source tells its whole truth at once, as of a time; the store
// replaces all it had said before.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "users/base/amount.hpp"
#include "users/model/user.hpp"

namespace roster {

enum class ObligationKind : std::uint8_t {
  loan,
  fee,
  po_line,
  purchase_order,
  invoice,
  locked_bib,
  import_profile,
  md_editor,
  asset,
  grant,
  hold_shelf_request,
  request,
  proxy,      ///< acts for another user
  guarantee,  ///< answers for another user
  block,
  other  ///< something that only the source understands: `other:WORD`
};
inline constexpr std::size_t kObligationKinds = 16;

std::string_view to_string(ObligationKind kind);
/// All kinds as files spell them, for messages: `loan, fee, …, other:WORD`.
std::string obligation_kind_names();

/// One row of what a source says. It concerns the user whose primary id is `id`, else the one with
/// such an identifier.
struct Obligation {
  std::string id;  // as the source writes it
  ObligationKind kind = ObligationKind::loan;
  std::int64_t count = 1;  // how many; not for a fee
  Amount amount;           // of a fee; below zero: a credit
  std::string word;        // what an `other` is, as the source calls it

  friend bool operator==(const Obligation&, const Obligation&) = default;
};

/// The row's kind as files and the store spell it: `loan`, `other:thesis`.
std::string kind_text(const Obligation& row);
/// Reads that into the row. The word of an `other` has 1 to 40 letters, digits, `_` and `-`. False,
/// and the row as it was, when it is no kind.
bool read_kind(std::string_view text, Obligation& row);

struct ObligationSource {
  std::string name;
  Time as_of{};
};

/// How what a source says fits the store's users.
struct ObligationCounts {
  std::int64_t rows = 0;
  std::int64_t users = 0;    // different users they concern
  std::int64_t blocked = 0;  // of them: who has a thing, or owes more than nothing
  std::int64_t unknown = 0;  // rows with an id that nobody has
};

}  // namespace roster
