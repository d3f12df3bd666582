// Window: what has been read of an input and not yet consumed, and where in the document that is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sis/feed.hpp"
#include "sis/xml/position.hpp"

namespace roster::sis {

class Window {
 public:
  explicit Window(ReadBytes in) : in_(std::move(in)) {}

  /// The bytes not yet consumed. The view dies with fill() and release().
  std::string_view rest() const { return {buffer_.data() + start_, end_ - start_}; }
  /// Is there nothing behind rest()? Known only after a fill() that met the end.
  bool complete() const { return complete_; }
  /// Where rest() begins, and how many bytes came before.
  const Position& position() const { return position_; }
  std::uint64_t consumed() const { return consumed_; }

  /// Moves the beginning of rest() on by `count` bytes.
  void consume(std::size_t count);

  /// Forgets what was consumed and reads on: `block` bytes, or as many as rest() holds if these are
  /// more, or up to the end.
  void fill(std::size_t block);

  /// Gives away the buffer, with views into what was consumed since the last fill() intact; rest()
  /// goes on in `spare`, whose memory is used and whose text is not. What else the buffer holds has
  /// no meaning.
  std::string release(std::string spare);

 private:
  ReadBytes in_;
  std::string buffer_;  // never shrinks: making it larger fills it with zeros, which takes time
  std::size_t start_ = 0, end_ = 0;
  bool complete_ = false;
  Position position_;
  std::uint64_t consumed_ = 0;
};

}  // namespace roster::sis
