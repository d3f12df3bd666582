#include "sis/record/whose.hpp"

#include <algorithm>
#include <utility>

#include "sis/split/extent.hpp"
#include "sis/xml/characters.hpp"
#include "sis/xml/reference.hpp"
#include "sis/xml/text.hpp"

namespace roster::sis {
namespace {

constexpr std::size_t kDeepest = 64;  // maximum depth of elements

using Path = std::vector<std::string_view>;

/// The role of an element, by the local names on its path from the record.
enum class Role : std::uint8_t { other, primary_id, identifier, id_type, value };

struct Place {
  Role role;
  std::vector<std::string_view> path;  // below the record
};

const std::vector<Place>& places() {
  static const std::vector<Place> kPlaces = {
      {Role::primary_id, {"primary_id"}},
      {Role::identifier, {"user_identifiers", "user_identifier"}},
      {Role::id_type, {"user_identifiers", "user_identifier", "id_type"}},
      {Role::value, {"user_identifiers", "user_identifier", "value"}},
      {Role::primary_id, {"userDetails", "userName"}},
      {Role::identifier, {"userIdentifiers", "userIdentifier"}},
      {Role::id_type, {"userIdentifiers", "userIdentifier", "type"}},
      {Role::value, {"userIdentifiers", "userIdentifier", "value"}},
  };
  return kPlaces;
}

/// `path` starts with the record itself.
Role role_of(const Path& path) {
  for (const Place& place : places())
    if (std::equal(place.path.begin(), place.path.end(), path.begin() + 1, path.end()))
      return place.role;
  return Role::other;
}

bool is_leaf(Role role) {
  return role == Role::primary_id || role == Role::id_type || role == Role::value;
}

/// The text in the form in which the reader stores it.
std::string as_stored(std::string_view text) {
  return std::string(trim(without_invisible(trim(text))));
}

/// Scans a record's markup, which can be damaged anywhere.
class Search {
 public:
  explicit Search(std::string_view bytes) : rest_(bytes) {}

  void run() {
    while (!rest_.empty() && !lost_) rest_.front() == '<' ? markup() : text();
  }

  Whose result(std::string_view match) && {
    Whose whose;
    whose.primary_id = std::move(primary_id_);
    if (several_) whose.primary_id.clear();
    bool matches = false;
    for (auto& [identifier, whole] : identifiers_) {
      matches = matches || (whole && identifier.id_type.value == match);
      whose.identifiers.push_back(std::move(identifier));
    }
    const bool has_id = !whose.primary_id.empty() && primary_id_whole_;
    whose.told = has_id || (matches && !several_);
    return whose;
  }

 private:
  std::string_view rest_;
  Path path_;            // open elements, starting with the record
  bool lost_ = false;    // the rest cannot be parsed
  bool broken_ = false;  // from here on the nesting is uncertain
  std::string taken_;    // text of the open leaf
  bool whole_ = true;    // the leaf has no damage
  std::string primary_id_;
  bool primary_id_whole_ = false;
  bool several_ = false;  // more than one primary id
  std::vector<std::pair<Identifier, bool>> identifiers_;

  Role role() const { return path_.empty() ? Role::other : role_of(path_); }

  void skip(std::size_t size) { rest_.remove_prefix(std::min(size, rest_.size())); }

  /// Skips `opening` and everything up to `closing`; returns the content between.
  std::string_view between(std::string_view opening, std::string_view closing) {
    const std::size_t end = rest_.find(closing, opening.size());
    if (end == rest_.npos) {
      lost_ = true;
      return {};
    }
    const std::string_view content = rest_.substr(opening.size(), end - opening.size());
    skip(end + closing.size());
    return content;
  }

  void text() {
    const std::string_view text = rest_.substr(0, rest_.find('<'));
    skip(text.size());
    if (is_leaf(role())) take(text);
  }

  /// Adds text and resolves its references; a bare & is kept.
  void take(std::string_view text) {
    while (!text.empty()) {
      const std::size_t plain = std::min(text.find('&'), text.size());
      taken_ += text.substr(0, plain);
      text.remove_prefix(plain);
      if (text.empty()) break;
      const Reference found = read_reference(text);
      if (found.length == 0) {
        whole_ = false;
        taken_ += '&';
        text.remove_prefix(1);
      } else {
        append_utf8(found.value, taken_);
        text.remove_prefix(found.length);
      }
    }
  }

  void markup() {
    if (rest_.starts_with("<!--")) {
      between("<!--", "-->");
    } else if (rest_.starts_with("<![CDATA[")) {
      const std::string_view content = between("<![CDATA[", "]]>");
      if (is_leaf(role())) taken_ += content;
    } else if (rest_.starts_with("<?")) {
      between("<?", "?>");
    } else if (rest_.starts_with("</")) {
      end_tag();
    } else {
      start_tag();
    }
  }

  void start_tag() {
    const bool named = rest_.size() > 1 && (is(rest_[1], kNameStart) || (rest_[1] & 0x80) != 0);
    if (!named) {  // not a tag
      broken_ = true;
      return skip(1);
    }
    const TagEnd tag = find_tag_end(rest_);
    if (tag.broken) return broken_tag();
    if (tag.size == 0) {
      lost_ = true;
      return;
    }
    const std::string_view inside = rest_.substr(1, tag.size - 2);
    const std::string_view full = inside.substr(0, inside.find_first_of(" \t\r\n/"));
    skip(tag.size);
    open(local_name(full));
    if (tag.empty) close();
  }

  /// A tag that contains the start of another one.
  void broken_tag() {
    broken_ = true;
    const std::string_view full = rest_.substr(1, rest_.find_first_of(" \t\r\n/><\"'", 1) - 1);
    skip(1 + full.size());
    open(local_name(full));
  }

  void open(std::string_view name) {
    if (is_leaf(role())) whole_ = false;
    if (path_.size() == kDeepest) {
      lost_ = true;
      return;
    }
    path_.push_back(name);
    const Role now = role();
    if (is_leaf(now)) {
      taken_.clear();
      whole_ = true;
    }
    if (now == Role::identifier) identifiers_.push_back({{}, true});
    if (broken_ && now == Role::other && (name == "primary_id" || name == "userName"))
      several_ = several_ || !in_proxies();
  }

  bool in_proxies() const {
    return std::find(path_.begin(), path_.end(), "proxy_for_users") != path_.end();
  }

  void end_tag() {
    const std::size_t end = rest_.find('>');
    if (end == rest_.npos) {
      lost_ = true;
      return;
    }
    const std::string_view name = local_name(trim(rest_.substr(2, end - 2)));
    skip(end + 1);
    const auto opened = std::find(path_.rbegin(), path_.rend(), name);
    if (path_.empty() || name != path_.back()) broken_ = true;
    if (opened == path_.rend()) return;
    while (path_.back() != name) path_.pop_back();  // not closed, so not complete
    close();
  }

  /// Closes the innermost element.
  void close() {
    const Role closing = role();
    path_.pop_back();
    if (!is_leaf(closing)) return;
    const bool whole = whole_ && !broken_ && is_utf8(taken_);
    std::string text = as_stored(taken_);
    if (text.empty()) return;
    if (closing == Role::primary_id) return found_primary_id(std::move(text), whole);
    if (identifiers_.empty()) return;
    auto& [identifier, sound] = identifiers_.back();
    (closing == Role::value ? identifier.value : identifier.id_type.value) = std::move(text);
    sound = sound && whole;
  }

  /// A second, equal primary id has no effect.
  void found_primary_id(std::string text, bool whole) {
    if (!primary_id_.empty()) {
      several_ = several_ || text != primary_id_;
      return;
    }
    primary_id_ = std::move(text);
    primary_id_whole_ = whole;
  }
};

}  // namespace

Whose whose_record(std::string_view bytes, std::string_view match) {
  Search search(bytes);
  search.run();
  Whose whose = std::move(search).result(match);
  std::erase_if(whose.identifiers, [](const Identifier& identifier) {
    return identifier.value.empty() || !is_utf8(identifier.value);
  });
  if (!is_utf8(whose.primary_id)) whose.primary_id.clear();
  return whose;
}

}  // namespace roster::sis
