// The splitter's handling of damage: finds where a broken record ends and the next valid one
// starts.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sis/split/state.hpp"
#include "sis/xml/excerpt.hpp"
#include "sis/xml/wellformed.hpp"
#include "users/base/size.hpp"

namespace roster::sis {
namespace {

/// The part kept of a record that is too large: enough to identify its user.
constexpr std::size_t kPrefix = 64 * 1024;
/// Limit for bytes scanned without result, in addition to a multiple of the consumed bytes. Damage
/// that cannot be tracked costs a look-ahead each time and must not make reading quadratic.
constexpr std::uint64_t kVainBytes = 1ULL << 30;
constexpr std::uint64_t kVainShare = 16;

}  // namespace

/// Handles an element without an end tag: finds where the damage ends.
Splitter::State::Step Splitter::State::contain(RecordBatch& batch, std::string_view name,
                                               const Extent& extent) {
  constexpr std::size_t kNone = std::string_view::npos;
  spend(extent.seen);
  Boundary boundary{extent.nested != kNone, extent.nested, 0};
  if (!boundary.found) {
    const std::size_t from = extent.lost != kNone ? extent.lost : name.size() + 1;
    boundary = find_boundary(judged(), from, name, surrounding());
  }
  if (!boundary.found && may_show_more()) return Step::starved;
  const std::size_t size = boundary.found ? boundary.at : judged().size();
  const bool large = size > source.limits.record;
  if (!boundary.found && !large) {
    refuse_incomplete(source, fmt::format("the file ends inside the <{}> of line {}", excerpt(name),
                                          source.window.position().line));
  }
  broken_name = name;
  damaged = true;
  skipping = !boundary.found;
  skipping_large = skipping && large;
  if (large) {
    emit_too_large(batch, name, boundary.found ? boundary.at : boundary.safe);
  } else {
    emit(batch, boundary.at, Found::damaged);
  }
  return Step::done;
}

/// Moves to the next literal record tag or end tag of the root.
Splitter::State::Step Splitter::State::resume(RecordBatch& batch) {
  const Boundary boundary = find_boundary(judged(), 0, broken_name, surrounding());
  if (!boundary.found && may_show_more()) return Step::starved;
  if (!boundary.found && judged().size() <= source.limits.record) {
    refuse_incomplete(source,
                      fmt::format("the file ends before the end tag </{}>", excerpt(root.name)));
  }
  pass_remains(batch, boundary.found ? boundary.at : std::max<std::size_t>(boundary.safe, 1));
  skipping = !boundary.found;
  skipping_large = skipping_large && skipping;
  return Step::done;
}

/// Skips bytes that belong to no record. If they contain an id, they may be a record that lost its
/// start: reports an unreadable record, so that its user does not count as missing.
void Splitter::State::pass_remains(RecordBatch& batch, std::size_t size) {
  const std::string_view remains = source.window.rest().substr(0, size);
  if (!skipping_large && names_somebody(remains)) {
    const Position& where = source.window.position();
    Rejection rejection{
        "malformed", where.line,
        fmt::format("line {}, column {}: this data follows a broken record and is not a record",
                    where.line, where.column)};
    batch.records.push_back(
        {remains.substr(0, kPrefix), where.line, std::move(rejection), where.column});
  }
  source.window.consume(size);
}

void Splitter::State::emit_too_large(RecordBatch& batch, std::string_view name, std::size_t size) {
  const Position& where = source.window.position();
  Rejection rejection{"too_large", where.line,
                      fmt::format("the element <{}> is larger than {} (limits: record)",
                                  excerpt(name), format_size(source.limits.record))};
  const std::string_view bytes = source.window.rest().substr(0, std::min(kPrefix, size));
  batch.records.push_back({bytes, where.line, std::move(rejection), where.column});
  source.window.consume(size);
  if (root.envelope.bare) phase = Phase::behind;
}

// A malformed record may have ended at a false end tag, for instance in an attribute value. The
// last record is checked for this only when unexpected markup follows it.
bool Splitter::State::follows_damage(const RecordBatch& batch) {
  if (damaged) return true;
  const std::string_view last = batch.records.empty() ? last_record : batch.records.back().bytes;
  if (last.empty() || !check_wellformed(last, root.envelope.namespaces, 1)) return false;
  broken_name = tag_name(last);
  damaged = true;
  return true;
}

void Splitter::State::spend(std::size_t bytes) {
  vain += bytes;
  if (vain > kVainBytes + kVainShare * source.window.consumed()) {
    refuse(source, "too many damaged records: their ends cannot be found");
  }
}

}  // namespace roster::sis
