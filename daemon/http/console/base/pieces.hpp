// Pieces: what pages have in common: how a moment, a status, a table and a form look. A status is a
// word and a shape, never a colour alone.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/http/console/base/html.hpp"
#include "users/base/day.hpp"
#include "users/model/job.hpp"

namespace date {
class time_zone;
}

namespace roster::http {

/// `12,345`.
std::string number_text(std::int64_t number);
/// `1 person`, `12 people`.
std::string people_text(std::int64_t count);

/// One of a job's numbers; 0 when it has none of this name.
std::int64_t count_of(const Job& job, std::string_view name);
/// An account's name; a dash for a schedule or a file that arrived.
std::string_view account_text(std::string_view account);

/// A time in the zone, as a machine reads it too. Nothing: a dash.
void moment(Html& html, const date::time_zone& zone, std::optional<Time> time);
void day(Html& html, const std::optional<Day>& day);

/// The status of a job; a dry run says so.
void status(Html& html, const Job& job);

/// A link to a job's page, `17`.
void job_link(Html& html, JobNumber number);
/// A link to a person's page; an empty id: a dash.
void user_link(Html& html, std::string_view primary_id);

struct Heading {
  std::string_view name;
  enum class Kind : std::uint8_t { text, number } kind = Kind::text;
};

/// A table under its caption; `rows` writes the rows. It scrolls by itself where the window is
/// narrow.
void table(Html& html, std::string_view caption, const std::vector<Heading>& headings,
           const std::function<void()>& rows);
/// One cell that `content` fills, or that holds a text or a number.
void cell(Html& html, const std::function<void()>& content);
void cell(Html& html, std::string_view text);
void cell(Html& html, std::int64_t number);
/// A cell of sentences, which need room.
void prose(Html& html, const std::function<void()>& content);

/// A section under a heading.
void section(Html& html, std::string_view heading, const std::function<void()>& content);

/// Names and values, a line each.
void fact(Html& html, std::string_view name, const std::function<void()>& value);
void fact(Html& html, std::string_view name, std::string_view value);

/// A form that changes something: it carries the token of the page.
void post_form(Html& html, std::string_view action, std::string_view token,
               const std::function<void()>& fields);
/// A form that asks: its fields become the address of the answer.
void ask_form(Html& html, std::string_view action, const std::function<void()>& fields);
/// A form that narrows the list in `#found`; the list alone is replaced where there is JavaScript.
void filter_form(Html& html, std::string_view action, const std::function<void()>& fields);
/// A form that changes something by a file (`upload`), of at most so many bytes.
struct FileForm {
  std::string_view action, token, accept, button;
  std::uint64_t most = 0;
};
void file_form(Html& html, const FileForm& form, const std::function<void()>& fields);
void hidden(Html& html, std::string_view name, std::string_view value);

struct Input {
  std::string_view name, label, type = "text";
  std::string value;
  enum class Must : std::uint8_t { not_be, be } must = Must::not_be;  // filled
};
/// A field under its label.
void input(Html& html, const Input& input);
/// One of several; the empty value is `any`.
void choice(Html& html, std::string_view name, std::string_view label, std::string_view any,
            const std::vector<std::string>& values, std::string_view chosen);
/// A box to tick; the form is not sent without it.
void tick(Html& html, std::string_view name, std::string_view label);

enum class Weight : std::uint8_t { usual, harmful };
void button(Html& html, std::string_view label, Weight weight = Weight::usual);

}  // namespace roster::http
