#include "sis/split/split.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "sis/split/state.hpp"
#include "sis/xml/excerpt.hpp"
#include "sis/xml/wellformed.hpp"
#include "users/base/size.hpp"

namespace roster::sis {
namespace {

constexpr std::size_t kSmallestBlock = 4096;
/// A record needs memory besides its bytes, even when it is small.
constexpr std::size_t kMostRecords = 1000;
/// A document with more unknown elements is not a feed.
constexpr std::size_t kMostUnknown = 1000;

[[noreturn]] void refuse_large_tag(const Source& source) {
  refuse(source, fmt::format("a tag larger than {}", format_size(source.limits.record)));
}

}  // namespace

void Splitter::State::begin() {
  if (phase != Phase::before) return;
  root = read_root(source);
  if (reading == Reading::strict && !root.envelope.plain_users) {
    refuse(source,
           fmt::format("the root element <{}> does not match the schema", excerpt(root.name)));
  }
  phase = root.empty && !root.envelope.bare ? Phase::behind : Phase::inside;
}

Splitter::State::Step Splitter::State::step(RecordBatch& batch) {
  if (skipping) return resume(batch);
  return phase == Phase::inside ? inside(batch) : behind();
}

void Splitter::State::remember(const RecordBatch& batch) {
  if (!batch.records.empty()) last_record = batch.records.back().bytes;
}

Splitter::State::Step Splitter::State::inside(RecordBatch& batch) {
  const Ahead ahead = skip_misc(source);
  if (ahead == Ahead::unknown) return Step::starved;
  if (ahead == Ahead::start_tag) return element(batch);
  if (ahead == Ahead::end_tag) return root_end(batch);
  if (ahead == Ahead::nothing) {
    refuse_incomplete(source,
                      fmt::format("the file ends before the end tag </{}>", excerpt(root.name)));
  }
  if (ahead == Ahead::doctype || !follows_damage(batch)) refuse_ahead(source, ahead);
  skipping = true;
  return Step::done;
}

/// After the root's end, only comments and processing instructions are allowed.
Splitter::State::Step Splitter::State::behind() {
  const Ahead ahead = skip_misc(source);
  if (ahead == Ahead::unknown) return Step::starved;
  if (ahead == Ahead::nothing) return Step::finished;
  if (ahead != Ahead::start_tag) refuse_ahead(source, ahead);
  const std::string_view name = tag_name(judged());
  if (name.empty() && may_show_more()) return Step::starved;
  const std::string second = excerpt(name.empty() ? judged().substr(1) : name);
  if (!root.envelope.bare) refuse(source, fmt::format("a second root element <{}>", second));
  refuse(source,
         fmt::format("a second root element <{}>; is the root element <users> missing?", second));
}

/// Handles the element ahead: a record or an unknown element.
Splitter::State::Step Splitter::State::element(RecordBatch& batch) {
  const std::string_view name = tag_name(judged());
  if (name.empty()) {
    if (may_show_more()) return Step::starved;
    if (judged().size() > source.limits.record) refuse_large_tag(source);
    refuse_incomplete(source, "the file ends inside a tag");
  }
  const bool record = is_record_name(name.substr(name.find(':') + 1));
  if (!record && damaged && name != broken_name) {
    skipping = true;  // the rest of the broken record
    return Step::done;
  }
  const Extent extent = find_extent(judged(), name);
  if (extent.end == Extent::End::cut && may_show_more()) return Step::starved;
  if (extent.end != Extent::End::closed || extent.size > source.limits.record) {
    return contain(batch, name, extent);
  }
  damaged = false;
  if (record) {
    emit(batch, extent.size, Found::whole);
  } else {
    pass_unknown(batch, name, extent.size);
  }
  return Step::done;
}

Splitter::State::Step Splitter::State::root_end(const RecordBatch& batch) {
  const std::size_t end = judged().find('>');
  if (end == std::string_view::npos) {
    if (may_show_more()) return Step::starved;
    if (judged().size() > source.limits.record) refuse_large_tag(source);
    refuse_incomplete(source,
                      fmt::format("the file ends inside the end tag </{}>", excerpt(root.name)));
  }
  Lexer lexer(judged().substr(0, end + 1));
  if (lexer.end_tag(root.name)) {
    source.window.consume(end + 1);
    phase = Phase::behind;
    return Step::done;
  }
  if (!follows_damage(batch)) refuse(source, lexer.fault());
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

void Splitter::State::pass_unknown(RecordBatch& batch, std::string_view name, std::size_t size) {
  const std::string_view bytes = source.window.rest().substr(0, size);
  if (reading == Reading::strict) {
    refuse(source, fmt::format("the element <{}> is not allowed between records", excerpt(name)));
  }
  if (check_wellformed(bytes, root.envelope.namespaces, 1)) {
    return emit(batch, size, Found::damaged);
  }
  if (names_somebody(bytes)) return emit_misnamed(batch, name, size);
  if (++unknown > kMostUnknown) {
    refuse(source, fmt::format("more than {} unknown elements, the last one <{}>: is this a feed?",
                               kMostUnknown, excerpt(name)));
  }
  batch.warnings.push_back(
      {"unknown_element", source.window.position().line,
       fmt::format("the element <{}> is unknown here; it was skipped", excerpt(name))});
  source.window.consume(size);
}

/// Rejects a record under another name instead of skipping it: its user must not count as missing.
void Splitter::State::emit_misnamed(RecordBatch& batch, std::string_view name, std::size_t size) {
  const Position& where = source.window.position();
  Rejection rejection{
      "schema", where.line,
      fmt::format("the element <{}> contains an id but is not <user>", excerpt(name))};
  batch.records.push_back(
      {source.window.rest().substr(0, size), where.line, std::move(rejection), where.column});
  source.window.consume(size);
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
  Window& window = state_->source.window;
  const std::uint64_t before = window.consumed();
  State::Step step = State::Step::done;
  while (step != State::Step::finished) {
    step = state_->step(batch);
    // A window that grew for a large record can hold many small ones after it.
    const bool full =
        batch.records.size() == kMostRecords || window.consumed() - before >= 2 * target;
    if (full && !batch.records.empty()) break;
    if (step != State::Step::starved) continue;
    if (!batch.records.empty()) break;
    assert(!window.complete());
    window.fill(std::max(target, kSmallestBlock));
  }
  state_->remember(batch);
  batch.buffer = window.release(std::move(batch.buffer));
  return batch;
}

}  // namespace roster::sis
