#include "exports/writing.hpp"

#include <algorithm>

#include "exports/format.hpp"

namespace roster::exports {
namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10;
constexpr std::int64_t kProgressEvery = 1000;

/// The user as the target's feed would have it: what staff entered is not the SIS's.
User as_fed(User user) {
  const auto drop_internal = [](auto& list) {
    std::erase_if(list, [](const auto& item) { return item.segment == Segment::internal; });
  };
  drop_internal(user.addresses);
  drop_internal(user.emails);
  drop_internal(user.phones);
  drop_internal(user.user_identifiers);
  drop_internal(user.user_blocks);
  drop_internal(user.user_notes);
  drop_internal(user.user_statistics);
  return user;
}

/// One export on its way.
class Writing {
 public:
  Writing(const Settings& settings, Day today, const Output& output, const Listener& listener)
      : form_(form_of(settings.as)),
        is_active_(parse_source("active", today)),
        rows_(columns_of(settings), today),
        output_(output),
        listener_(listener) {}

  Written run(Transaction& transaction, const Selection& selection) {
    if (form_.blank == Form::Blank::left_out) shown_ = used_columns(transaction, selection);
    visit_users(transaction, selection, [&](const StoredUser& stored) {
      one(stored);
      return true;
    });
    end_file();
    written_.unknown_codes = rows_.unknown_codes();
    return std::move(written_);
  }

 private:
  Form form_;
  Source is_active_;
  Rows rows_;
  const Output& output_;
  const Listener& listener_;
  ColumnsShown shown_;
  std::string text_;
  std::int64_t in_file_ = 0;
  Written written_;

  bool is_v2() const { return form_.kind == Form::Kind::alma; }
  /// An internal account is none of the SIS's: a feed that names it is refused. A list of ids is of
  /// those who may come in.
  bool is_passed_over(const User& user) const {
    if (is_v2()) return !is_external(user);
    if (form_.kind != Form::Kind::ids) return false;
    std::string active;
    is_active_(user, active);
    return active != "true";
  }

  std::optional<Problem> problem_of(const StoredUser& stored) {
    if (stored.damaged()) return Problem{"damaged", "the row cannot be read"};
    if (is_v2()) return std::nullopt;
    if (auto problem = rows_.fill(stored.user)) return problem;
    return unfit(form_, rows_);
  }

  /// The columns that somebody has a value for. Ends as soon as all are known to be used.
  ColumnsShown used_columns(Transaction& transaction, const Selection& selection) const {
    Rows rows = rows_;
    ColumnsShown used(rows.columns().size());
    std::size_t left = used.size();
    visit_users(transaction, selection, [&](const StoredUser& stored) {
      if (stored.damaged() || rows.fill(stored.user)) return true;
      for (std::size_t i = 0; i < used.size(); ++i)
        if (!used[i] && !rows.values()[i].empty()) {
          used[i] = true;
          --left;
        }
      return left > 0;
    });
    return used;
  }

  void one(const StoredUser& stored) {
    if (is_passed_over(stored.user)) return;
    if (++written_.processed % kProgressEvery == 0 && listener_.on_progress)
      listener_.on_progress();
    if (const auto problem = problem_of(stored)) {
      ++written_.rejected;
      if (listener_.on_problem) listener_.on_problem(stored, *problem);
      return;
    }
    if (is_v2() && in_file_ == listener_.users_per_file) next_file();
    if (in_file_++ == 0) write_head(form_, rows_.columns(), shown_, text_);
    ++written_.exported;
    if (is_v2()) {
      write_one(form_, rows_, shown_, as_fed(stored.user), text_);
    } else {
      write_one(form_, rows_, shown_, stored.user, text_);
    }
    if (text_.size() >= kPiece) flush();
  }

  void next_file() {
    if (!listener_.on_next_file) return;  // a pipe takes all of it as one
    end_file();
    listener_.on_next_file();
  }

  void end_file() {
    if (in_file_ > 0) write_tail(form_, text_);
    in_file_ = 0;
    flush();
  }

  void flush() {
    if (!text_.empty()) output_(text_);
    text_.clear();
  }
};

}  // namespace

Written write_users(Transaction& transaction, const Settings& settings, const Selection& selection,
                    Day today, const Output& output, const Listener& listener) {
  return Writing(settings, today, output, listener).run(transaction, selection);
}

}  // namespace roster::exports
