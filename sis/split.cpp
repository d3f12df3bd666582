#include "sis/split.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sis/envelope.hpp"
#include "sis/excerpt.hpp"
#include "sis/extent.hpp"
#include "sis/source.hpp"
#include "sis/wellformed.hpp"

namespace roster::sis {
namespace {

constexpr std::size_t kSmallestBlock = 4096;
/// What remains of a record that is too large: enough to see whose it is.
constexpr std::size_t kPrefix = 1024;
/// A document with more unknown elements is no feed.
constexpr std::size_t kMostUnknown = 1000;
/// Bytes that may be looked at in vain, beyond a multiple of those consumed: damage that cannot be
/// followed costs a look ahead each time, and must not make reading quadratic.
constexpr std::uint64_t kVainBytes = 1ULL << 30;
constexpr std::uint64_t kVainShare = 16;

}  // namespace

struct Splitter::State {
  enum class Phase { before, inside, behind };  // the root element
  enum class Step { done, starved, finished };
  enum class Found { whole, damaged };

  State(ReadBytes in, std::string label, const Limits& limits, Reading how)
      : source{Window(std::move(in)), std::move(label), limits}, reading(how) {}

  void begin();
  Step step(RecordBatch& batch);
  Step inside(RecordBatch& batch);
  Step behind();
  Step element(RecordBatch& batch);
  Step contain(RecordBatch& batch, std::string_view name, const Extent& extent);
  Step root_end();
  Step resume();
  void emit(RecordBatch& batch, std::size_t size, Found found);
  void emit_too_large(RecordBatch& batch, std::string_view name, std::size_t size);
  void pass_unknown(RecordBatch& batch, std::string_view name, std::size_t size);
  void spend(std::size_t bytes);

  Source source;
  Reading reading;
  Root root;
  Phase phase = Phase::before;
  bool damaged = false;   // the last record was broken: what follows it may be its remains
  bool skipping = false;  // amid damage: go to the next boundary
  std::string broken_name;
  std::size_t unknown = 0;
  std::uint64_t vain = 0;
};

void Splitter::State::begin() {
  if (phase != Phase::before) return;
  root = read_root(source);
  if (reading == Reading::strict && !root.envelope.plain_users) {
    refuse(source,
           fmt::format("the root element <{}> is not as the schema wants it", excerpt(root.name)));
  }
  phase = root.empty && !root.envelope.bare ? Phase::behind : Phase::inside;
}

Splitter::State::Step Splitter::State::step(RecordBatch& batch) {
  if (skipping) return resume();
  return phase == Phase::inside ? inside(batch) : behind();
}

Splitter::State::Step Splitter::State::inside(RecordBatch& batch) {
  const Ahead ahead = skip_misc(source);
  switch (ahead) {
    case Ahead::unknown:
      return Step::starved;
    case Ahead::nothing:
      refuse_incomplete(source,
                        fmt::format("the file ends before the end tag </{}>", excerpt(root.name)));
    case Ahead::start_tag:
      return element(batch);
    case Ahead::end_tag:
      return root_end();
    default:
      break;
  }
  if (!damaged) refuse_ahead(source, ahead);
  skipping = true;
  return Step::done;
}

/// Behind the root's end nothing but comments and the like may follow.
Splitter::State::Step Splitter::State::behind() {
  const Ahead ahead = skip_misc(source);
  if (ahead == Ahead::unknown) return Step::starved;
  if (ahead == Ahead::nothing) return Step::finished;
  if (ahead != Ahead::start_tag) refuse_ahead(source, ahead);
  const std::string_view rest = source.window.rest();
  const std::string_view name = tag_name(rest);
  if (name.empty() && !source.window.complete() && rest.size() < kSmallestBlock) {
    return Step::starved;
  }
  const std::string second = excerpt(name.empty() ? rest.substr(1) : name);
  refuse(
      source,
      root.envelope.bare
          ? fmt::format("a second root element <{}>; is the root element <users> missing?", second)
          : fmt::format("a second root element <{}>", second));
}

/// The element ahead: a record, or one that is unknown.
Splitter::State::Step Splitter::State::element(RecordBatch& batch) {
  const std::string_view rest = source.window.rest();
  const std::string_view name = tag_name(rest);
  const bool known = is_record_name(name.substr(name.find(':') + 1));
  if (damaged && !known && !name.empty() && name != broken_name) {
    skipping = true;
    return Step::done;
  }
  const Extent extent = name.empty() ? Extent{} : find_extent(rest, name);
  if (extent.end == Extent::End::closed) {
    damaged = false;
    if (extent.size > source.limits.record) {
      emit_too_large(batch, name, extent.size);
    } else if (known) {
      emit(batch, extent.size, Found::whole);
    } else {
      pass_unknown(batch, name, extent.size);
    }
    return Step::done;
  }
  const bool more = !source.window.complete() && rest.size() <= source.limits.record;
  if (more && extent.end == Extent::End::cut) return Step::starved;
  return contain(batch, name, extent);
}

/// An element whose end tag was not found is damaged: finds out where the damage ends.
Splitter::State::Step Splitter::State::contain(RecordBatch& batch, std::string_view name,
                                               const Extent& extent) {
  constexpr std::size_t kNone = std::string_view::npos;
  const std::string_view rest = source.window.rest();
  const bool complete = source.window.complete();
  const std::string_view outer = root.envelope.bare ? std::string_view{} : root.name;
  spend(rest.size());
  Boundary boundary{extent.nested != kNone, extent.nested, 0};
  if (!boundary.found && !name.empty()) {
    const std::size_t from = extent.lost != kNone ? extent.lost : name.size() + 1;
    boundary = find_boundary(rest, from, name, outer);
  }
  if (!boundary.found && complete) {
    refuse_incomplete(source, fmt::format("the file ends inside the <{}> of line {}", excerpt(name),
                                          source.window.position().line));
  }
  if (!boundary.found && rest.size() <= source.limits.record) return Step::starved;
  if (name.empty()) {
    refuse(source, fmt::format("a tag larger than {}", format_size(source.limits.record)));
  }
  broken_name = name;
  damaged = true;
  skipping = !boundary.found;
  if (skipping || boundary.at > source.limits.record) {
    emit_too_large(batch, name, skipping ? boundary.safe : boundary.at);
  } else {
    emit(batch, boundary.at, Found::damaged);
  }
  return Step::done;
}

/// Amid damage: goes to where a record or the root's end tag literally is.
Splitter::State::Step Splitter::State::resume() {
  const std::string_view outer = root.envelope.bare ? std::string_view{} : root.name;
  const Boundary boundary = find_boundary(source.window.rest(), 0, broken_name, outer);
  if (!boundary.found && source.window.complete()) {
    refuse_incomplete(source,
                      fmt::format("the file ends before the end tag </{}>", excerpt(root.name)));
  }
  source.window.consume(boundary.found ? boundary.at : boundary.safe);
  skipping = !boundary.found;
  return skipping ? Step::starved : Step::done;
}

Splitter::State::Step Splitter::State::root_end() {
  const std::string_view rest = source.window.rest();
  const std::size_t end = rest.find('>');
  if (end == std::string_view::npos) {
    if (source.window.complete()) {
      refuse_incomplete(source,
                        fmt::format("the file ends inside the end tag </{}>", excerpt(root.name)));
    }
    if (rest.size() <= source.limits.record) return Step::starved;
    refuse(source, fmt::format("a tag larger than {}", format_size(source.limits.record)));
  }
  Lexer lexer(rest.substr(0, end + 1));
  if (lexer.end_tag(root.name)) {
    source.window.consume(end + 1);
    phase = Phase::behind;
    return Step::done;
  }
  if (!damaged) refuse(source, lexer.fault());
  skipping = true;
  return Step::done;
}

void Splitter::State::emit(RecordBatch& batch, std::size_t size, Found found) {
  const std::string_view bytes = source.window.rest().substr(0, size);
  const Position& where = source.window.position();
  Record record{bytes, where.line, std::nullopt, where.column};
  if (found == Found::damaged) {
    record.broken = check_wellformed(bytes, root.envelope.namespaces, where.line, where.column);
  }
  batch.records.push_back(std::move(record));
  source.window.consume(size);
  if (root.envelope.bare) phase = Phase::behind;
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

void Splitter::State::pass_unknown(RecordBatch& batch, std::string_view name, std::size_t size) {
  const std::string_view bytes = source.window.rest().substr(0, size);
  const Position& where = source.window.position();
  if (reading == Reading::strict) {
    refuse(source, fmt::format("the element <{}> is not allowed between records", excerpt(name)));
  }
  if (check_wellformed(bytes, root.envelope.namespaces, where.line, where.column)) {
    return emit(batch, size, Found::damaged);
  }
  if (++unknown > kMostUnknown) {
    refuse(source, fmt::format("more than {} unknown elements, the last one <{}>: is this a feed?",
                               kMostUnknown, excerpt(name)));
  }
  batch.warnings.push_back(
      {"unknown_element", where.line,
       fmt::format("the element <{}> is unknown here; it was skipped", excerpt(name))});
  source.window.consume(size);
}

void Splitter::State::spend(std::size_t bytes) {
  vain += bytes;
  if (vain > kVainBytes + kVainShare * source.window.consumed()) {
    refuse(source, "too many damaged records to tell where they end");
  }
}

Splitter::Splitter(ReadBytes in, std::string label, const Limits& limits, Reading reading)
    : state_(std::make_unique<State>(std::move(in), std::move(label), limits, reading)) {}
Splitter::~Splitter() = default;
Splitter::Splitter(Splitter&&) noexcept = default;

const Envelope& Splitter::envelope() {
  state_->begin();
  return state_->root.envelope;
}

RecordBatch Splitter::next(std::size_t target, RecordBatch used) {
  state_->begin();
  RecordBatch batch = std::move(used);
  batch.records.clear();
  batch.warnings.clear();
  State::Step step = State::Step::done;
  while (step != State::Step::finished) {
    step = state_->step(batch);
    if (step != State::Step::starved) continue;
    if (!batch.records.empty()) break;
    state_->source.window.fill(std::max(target, kSmallestBlock));
  }
  batch.buffer = state_->source.window.release(std::move(batch.buffer));
  return batch;
}

}  // namespace roster::sis
