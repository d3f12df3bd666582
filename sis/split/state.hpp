// The splitter's state and its steps. A step handles one thing: a record, an unknown element, the
// root's end tag, or some damage.
//
// The result of a step depends on the document only, never on how its bytes arrive: to judge an
// element, a step sees limits.record + 1 bytes of it, or everything up to the end of the input.
#pragma once

#include <string>

#include "sis/split/envelope.hpp"
#include "sis/split/extent.hpp"
#include "sis/split/source.hpp"
#include "sis/split/split.hpp"

namespace roster::sis {

struct Splitter::State {
  enum class Phase { before, inside, behind };  // relative to the root element
  enum class Step {
    done,     // continue
    starved,  // more input is needed
    finished  // the document has ended
  };
  enum class Found { whole, damaged };

  State(ReadBytes in, std::string name, const Limits& limits, Reading how)
      : source{Window(std::move(in)), std::move(name), limits}, reading(how) {}

  /// Reads up to the first record; has an effect only once.
  void begin();
  Step step(RecordBatch& batch);
  /// Keeps the data still needed from a batch that is about to be returned.
  void remember(const RecordBatch& batch);

  Step inside(RecordBatch& batch);
  Step behind();
  Step element(RecordBatch& batch);
  Step root_end(const RecordBatch& batch);
  void emit(RecordBatch& batch, std::size_t size, Found found);
  void emit_misnamed(RecordBatch& batch, std::string_view name, std::size_t size);
  void pass_unknown(RecordBatch& batch, std::string_view name, std::size_t size);

  // Damage: damage.cpp.
  Step contain(RecordBatch& batch, std::string_view name, const Extent& extent);
  Step resume(RecordBatch& batch);
  void pass_remains(RecordBatch& batch, std::size_t size);
  /// Does the text contain an id?
  static bool names_somebody(std::string_view text) {
    return text.find("primary_id>") != text.npos || text.find("userName>") != text.npos;
  }
  void emit_too_large(RecordBatch& batch, std::string_view name, std::size_t size);
  /// Can the markup ahead be the rest of a broken record?
  bool follows_damage(const RecordBatch& batch);
  void spend(std::size_t bytes);

  /// The part of the window's rest that is used to judge an element.
  std::string_view judged() const {
    return source.window.rest().substr(0, std::size_t{source.limits.record} + 1);
  }
  /// Can reading on extend judged()?
  bool may_show_more() const {
    return !source.window.complete() && source.window.rest().size() <= source.limits.record;
  }
  /// The root's qualified name; empty for a bare record, which has no root around it.
  std::string_view surrounding() const {
    return root.envelope.bare ? std::string_view{} : root.name;
  }

  Source source;
  Reading reading;
  Root root;
  Phase phase = Phase::before;
  bool damaged = false;         // the last record was broken: what follows can be its rest
  bool skipping = false;        // inside damage: search for the next boundary
  bool skipping_large = false;  // inside a record that was too large
  std::string broken_name;      // of the last broken record
  std::string last_record;      // of the last batch
  std::size_t unknown = 0;      // unknown elements skipped
  std::uint64_t vain = 0;       // bytes scanned without finding an end
};

}  // namespace roster::sis
