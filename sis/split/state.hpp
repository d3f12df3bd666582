// The splitter's inside: what it has seen of a document, and its steps. A step handles one thing:
// a record, an unknown element, the root's end tag, some damage.
//
// What a step decides depends on the document alone, never on how its bytes arrive: to judge an
// element it sees limits.record + 1 bytes of it, or all up to the input's end.
#pragma once

#include <string>

#include "sis/split/envelope.hpp"
#include "sis/split/extent.hpp"
#include "sis/split/source.hpp"
#include "sis/split/split.hpp"

namespace roster::sis {

struct Splitter::State {
  enum class Phase { before, inside, behind };  // the root element
  enum class Step {
    done,     // go on
    starved,  // more must be read
    finished  // the document has ended
  };
  enum class Found { whole, damaged };

  State(ReadBytes in, std::string name, const Limits& limits, Reading how)
      : source{Window(std::move(in)), std::move(name), limits}, reading(how) {}

  /// Reads up to the first record, once.
  void begin();
  Step step(RecordBatch& batch);
  /// Keeps what may be needed of a batch that is about to leave.
  void remember(const RecordBatch& batch);

  Step inside(RecordBatch& batch);
  Step behind();
  Step element(RecordBatch& batch);
  Step root_end(const RecordBatch& batch);
  void emit(RecordBatch& batch, std::size_t size, Found found);
  void emit_misnamed(RecordBatch& batch, std::string_view name, std::size_t size);
  void pass_unknown(RecordBatch& batch, std::string_view name, std::size_t size);

  // Damage: split_damage.cpp.
  Step contain(RecordBatch& batch, std::string_view name, const Extent& extent);
  Step resume(RecordBatch& batch);
  void pass_remains(RecordBatch& batch, std::size_t size);
  /// Does an id stand in it?
  static bool names_somebody(std::string_view text) {
    return text.find("primary_id>") != text.npos || text.find("userName>") != text.npos;
  }
  void emit_too_large(RecordBatch& batch, std::string_view name, std::size_t size);
  /// Is what stands ahead perhaps the remains of a broken record?
  bool follows_damage(const RecordBatch& batch);
  void spend(std::size_t bytes);

  /// As much of the window's rest as an element may be judged by.
  std::string_view judged() const {
    return source.window.rest().substr(0, std::size_t{source.limits.record} + 1);
  }
  /// Would reading on show more of it?
  bool may_show_more() const {
    return !source.window.complete() && source.window.rest().size() <= source.limits.record;
  }
  /// The root's qualified name, or nothing for a bare record, which no root surrounds.
  std::string_view surrounding() const {
    return root.envelope.bare ? std::string_view{} : root.name;
  }

  Source source;
  Reading reading;
  Root root;
  Phase phase = Phase::before;
  bool damaged = false;         // the last record was broken: what follows it may be its remains
  bool skipping = false;        // amid damage: go to the next boundary
  bool skipping_large = false;  // of a record that was too large
  std::string broken_name;      // of the last broken record
  std::string last_record;      // of the last batch
  std::size_t unknown = 0;      // elements passed over
  std::uint64_t vain = 0;       // bytes looked at without finding an end
};

}  // namespace roster::sis
