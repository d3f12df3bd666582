// Obligation: what a user still owes or holds in another system (a source). It prevents a purge of
// the user. A source always reports its complete list as of a time; the store replaces the earlier
// list.
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
  guarantee,  ///< guarantees for another user
  block,
  other  ///< known only to the source: `other:WORD`
};
inline constexpr std::size_t kObligationKinds = 16;

std::string_view to_string(ObligationKind kind);
/// All kinds as files spell them, for messages: `loan, fee, …, other:WORD`.
std::string obligation_kind_names();

/// One row of a source's list. It belongs to every user who has `id` now, as primary id or
/// identifier, or had it before.
struct Obligation {
  std::string id;  // as the source writes it
  ObligationKind kind = ObligationKind::loan;
  std::int64_t count = 1;  // how many; unused for a fee
  Amount amount;           // of a fee; negative: a credit
  std::string word;        // the source's word for an `other`

  friend bool operator==(const Obligation&, const Obligation&) = default;
};

/// The row's kind as files and the store write it: `loan`, `other:thesis`.
std::string kind_text(const Obligation& row);
/// Parses that form into the row. The word of an `other` has 1 to 40 letters, digits, `_` and `-`.
/// Returns false and leaves the row unchanged when the text is not a kind.
bool read_kind(std::string_view text, Obligation& row);

struct ObligationSource {
  std::string name;
  Time as_of{};
};

/// How a source's list matches the store's users.
struct ObligationCounts {
  std::int64_t rows = 0;
  std::int64_t users = 0;                    // distinct users with rows
  std::int64_t blocked = 0;                  // of them: users with an item or a debt above zero
  std::int64_t unknown = 0;                  // rows whose id no user has
  std::int64_t blocked_beside_requests = 0;  // as blocked; requests need not block
};

}  // namespace roster
