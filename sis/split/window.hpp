// Window: the unconsumed input that was read, and its position in the document.
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

  /// The unconsumed bytes. fill() and release() invalidate the view.
  std::string_view rest() const { return {buffer_.data() + start_, end_ - start_}; }
  /// Is rest() all that is left? Known only after a fill() that reached the end.
  bool complete() const { return complete_; }
  /// The position where rest() starts, and the number of bytes before it.
  const Position& position() const { return position_; }
  std::uint64_t consumed() const { return consumed_; }

  /// Consumes `count` bytes of rest().
  void consume(std::size_t count);

  /// Drops consumed bytes and reads `block` bytes, or as many as rest() holds if that is more, or
  /// up to the end of the input.
  void fill(std::size_t block);

  /// Returns the buffer; views into data consumed since the last fill() stay valid in it, the rest
  /// of it is undefined. rest() continues in `spare`, whose memory is reused and whose content is
  /// discarded.
  std::string release(std::string spare);

 private:
  ReadBytes in_;
  std::string buffer_;  // never shrinks, because growing fills it with zeros, which takes time
  std::size_t start_ = 0, end_ = 0;
  bool complete_ = false;
  Position position_;
  std::uint64_t consumed_ = 0;
};

}  // namespace roster::sis
