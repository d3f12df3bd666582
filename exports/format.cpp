#include "exports/format.hpp"

#include "exports/folio.hpp"
#include "sis/record/writer_v2.hpp"

namespace roster::exports {
namespace {

using Kind = Form::Kind;

void write_line(const Form& form, const std::vector<std::string>& values, const ColumnsShown& shown,
                std::string& out) {
  bool first = true;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!shown.empty() && !shown[i]) continue;
    if (!first) out += form.style.separator;
    first = false;
    append_csv_cell(out, values[i], form.style);
  }
  out += form.line_end;
}

}  // namespace

void write_head(const Form& form, const std::vector<Column>& columns, const ColumnsShown& shown,
                std::string& out) {
  if (form.kind == Kind::alma) sis::write_prologue(out);
  if (form.kind != Kind::table) return;
  std::vector<std::string> names;
  for (const Column& column : columns) names.push_back(column.name);
  write_line(form, names, shown, out);
}

void write_one(const Form& form, Rows& rows, const ColumnsShown& shown, const User& user,
               std::string& out) {
  switch (form.kind) {
    case Kind::table:
      write_line(form, rows.values(), shown, out);
      break;
    case Kind::json_lines:
      append_folio_user(rows, user, out);
      break;
    case Kind::ids:
      out += rows.values().front();
      out += form.line_end;
      break;
    case Kind::alma:
      sis::write_user(user, out);
      break;
  }
}

void write_tail(const Form& form, std::string& out) {
  if (form.kind == Kind::alma) sis::write_epilogue(out);
}

/// EZproxy reads `id:password`, `::option` and `#comment`.
std::optional<Problem> unfit(const Form& form, const Rows& rows) {
  if (form.kind != Kind::ids) return std::nullopt;
  const std::string& id = rows.values().front();
  if (!id.starts_with('#') && id.find_first_of(":\r\n\t ") == std::string::npos)
    return std::nullopt;
  return Problem{"unfit",
                 "the id has a blank or ':', or begins with '#', which mean something else there"};
}

}  // namespace roster::exports
