#include "sis/split/extent.hpp"

#include <algorithm>
#include <cstring>

#include "sis/xml/bytes16.hpp"
#include "sis/xml/characters.hpp"
#include "sis/xml/wellformed.hpp"

namespace roster::sis {
namespace {

constexpr std::size_t kNone = std::string_view::npos;
/// A literal end tag can have this many blanks before its `>`; with more it is not recognised.
constexpr std::size_t kMostBlanks = 256;

bool ends_name(char byte) { return is(byte, kBlank) || byte == '/' || byte == '>'; }

enum class Match { no, yes, cut };

/// Does `text` start with the start tag `<name`?
Match match_start(std::string_view text, std::string_view name) {
  const std::string_view found = text.substr(1, name.size());
  if (!name.starts_with(found)) return Match::no;
  if (text.size() < name.size() + 2) return Match::cut;
  return ends_name(text[name.size() + 1]) ? Match::yes : Match::no;
}

struct EndTag {
  Match match;
  std::size_t size;
};

/// Does `text` start with the end tag `</name >`?
EndTag match_end(std::string_view text, std::string_view name, std::size_t most_blanks) {
  if (text.size() >= 2 && text[1] != '/') return {Match::no, 0};
  const std::string_view found = text.substr(std::min<std::size_t>(2, text.size()), name.size());
  if (!name.starts_with(found)) return {Match::no, 0};
  std::size_t at = std::min(name.size() + 2, text.size());
  const std::size_t limit = most_blanks < kNone - at ? at + most_blanks : kNone;
  while (at < text.size() && is(text[at], kBlank) && at < limit) ++at;
  if (at == text.size()) return {Match::cut, 0};
  return text[at] == '>' ? EndTag{Match::yes, at + 1} : EndTag{Match::no, 0};
}

/// The next `<` that starts a tag with the element's name, or markup with `!` or `?`; some results
/// are false positives. Compares sixteen bytes at once: a record holds a hundred tags, of which two
/// matter.
std::size_t find_markup(std::string_view text, std::size_t from, std::string_view name) {
  const std::size_t length = name.size();
  std::size_t at = from;
  for (; at + length + 2 + 16 <= text.size(); at += 16) {
    const char* here = text.data() + at;
    const Bytes16 second = load16(here + 1);
    const Bytes16 special = lanes_equal(second, '!') | lanes_equal(second, '?');
    const Bytes16 start =
        lanes_equal(second, name.front()) & lanes_at_most(load16(here + length + 1), '>');
    const Bytes16 end = lanes_equal(second, '/') & lanes_equal(load16(here + 2), name.front()) &
                        lanes_at_most(load16(here + length + 2), '>');
    const Bytes16 hits = lanes_equal(load16(here), '<') & (special | start | end);
    if (any(hits)) return at + first(hits);
  }
  return std::min(text.find('<', at), text.size());
}

/// The end of the comment at `at`; when it has none, the position up to which it was searched: the
/// next comment, or the end of the text.
struct CommentEnd {
  enum class Kind { closed, endless, cut } kind;
  std::size_t at;
};
CommentEnd find_comment_end(std::string_view text, std::size_t at) {
  std::size_t dashes = text.find("--", at + 4);
  while (dashes != kNone && dashes + 2 < text.size()) {
    if (text[dashes + 2] == '>') return {CommentEnd::Kind::closed, dashes + 3};
    if (text.substr(dashes - 2, 2) == "<!") return {CommentEnd::Kind::endless, dashes};
    dashes = text.find("--", dashes + 1);
  }
  return {CommentEnd::Kind::cut, text.size()};
}

/// Tracks an element's markup from its start tag to its end tag.
class Tracker {
 public:
  Tracker(std::string_view text, std::string_view name) : text_(text), name_(name) {}

  Extent run() {
    open_element();
    while (!done_) {
      at_ = find_markup(text_, at_, name_);
      if (at_ >= text_.size()) break;
      piece();
    }
    extent_.seen = extent_.end == Extent::End::cut ? text_.size() : at_;
    return extent_;
  }

 private:
  void finish(Extent::End end) {
    extent_.end = end;
    done_ = true;
  }

  void piece() {
    const std::string_view rest = text_.substr(at_);
    if (rest.size() < 2) return finish(Extent::End::cut);
    if (rest[1] == '!') return exclamation(rest);
    if (rest[1] == '?') return skip_to("?>", 2);
    if (rest[1] == '/') return end_tag(rest);
    const Match match = match_start(rest, name_);
    if (match == Match::no) {
      ++at_;
    } else if (match == Match::cut) {
      finish(Extent::End::cut);
    } else {
      extent_.nested = std::min(extent_.nested, at_);
      open_element();
    }
  }

  void exclamation(std::string_view rest) {
    if (rest.starts_with("<!--")) return comment();
    if (rest.starts_with("<![CDATA[")) return skip_to("]]>", 9);
    at_ += 2;  // neither; the well-formedness check reports it
  }

  void comment() {
    const CommentEnd end = find_comment_end(text_, at_);
    if (end.kind != CommentEnd::Kind::closed) {
      extent_.lost = at_;
      finish(end.kind == CommentEnd::Kind::cut ? Extent::End::cut : Extent::End::untracked);
    }
    at_ = end.at;
  }

  void skip_to(std::string_view closing, std::size_t opening) {
    const std::size_t end = text_.find(closing, at_ + opening);
    if (end != kNone) {
      at_ = end + closing.size();
    } else {
      extent_.lost = at_;
      finish(Extent::End::cut);
    }
  }

  void open_element() {
    if (depth_ == kMaxDepth) return finish(Extent::End::untracked);
    const TagEnd tag = tag_end();
    if (tag.size == 0 && !tag.broken) return finish(Extent::End::cut);
    at_ += tag.broken ? name_.size() + 1 : tag.size;
    ++depth_;
    if (tag.empty) close_element();
  }

  // Most tags have no attributes and need no search.
  TagEnd tag_end() const {
    const std::size_t plain = name_.size() + 2;
    const std::string_view rest = text_.substr(at_);
    if (rest.size() >= plain && rest[plain - 1] == '>') return {plain, false, false};
    return find_tag_end(rest);
  }

  void close_element() {
    if (--depth_ > 0) return;
    extent_.size = at_;
    finish(Extent::End::closed);
  }

  void end_tag(std::string_view rest) {
    const EndTag tag = match_end(rest, name_, kNone);
    if (tag.match == Match::cut) return finish(Extent::End::cut);
    if (tag.match == Match::no) {
      ++at_;
    } else {
      at_ += tag.size;
      close_element();
    }
  }

  std::string_view text_;
  std::string_view name_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool done_ = false;
  Extent extent_;
};

}  // namespace

TagEnd find_tag_end(std::string_view text) {
  std::size_t at = text.find_first_of("<>\"'", 1);
  while (at != kNone) {
    if (text[at] == '<') return {0, false, true};
    if (text[at] == '>') return {at + 1, text[at - 1] == '/', false};
    const std::size_t stop = text.find_first_of(text[at] == '"' ? "\"<" : "'<", at + 1);
    if (stop == kNone) return {};
    at = text[stop] == '<' ? stop : text.find_first_of("<>\"'", stop + 1);
  }
  return {};
}

Extent find_extent(std::string_view text, std::string_view name) {
  return Tracker(text, name).run();
}

Boundary find_boundary(std::string_view text, std::size_t from, std::string_view name,
                       std::string_view root) {
  for (std::size_t at = text.find('<', from); at != kNone; at = text.find('<', at + 1)) {
    const std::string_view rest = text.substr(at);
    const EndTag end = match_end(rest, name, kMostBlanks);
    if (end.match == Match::yes) return {true, at + end.size, 0};
    const EndTag last = root.empty() ? EndTag{Match::no, 0} : match_end(rest, root, kMostBlanks);
    const Match start = match_start(rest, name);
    if (last.match == Match::yes || start == Match::yes) return {true, at, 0};
    if (end.match == Match::cut || last.match == Match::cut || start == Match::cut) {
      return {false, 0, at};
    }
  }
  return {false, 0, text.size()};
}

}  // namespace roster::sis
