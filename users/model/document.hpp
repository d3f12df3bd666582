// Document: a User as compact bytes, the form in which the store keeps it. Tag, length, value,
// driven by Shape; absent members take no room, unknown tags are an error (the schema version
// guards against reading a newer store).
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "users/model/fields.hpp"
#include "users/model/user.hpp"

namespace roster {

/// The bytes are not a document: the store is damaged. Or the user has a value that no document can
/// hold.
struct BadDocument : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Appends the user's document to `out`. Equal users give equal bytes. Throws BadDocument for what
/// decode_user() would refuse: a day outside the years 1 to 9999.
void encode_user(const User& user, std::string& out);

/// Reads a document back. Throws BadDocument.
User decode_user(std::string_view document);

/// The fields that a document has a value for, without reading the values. Of a damaged document,
/// those that can be told.
FieldSet fields_in(std::string_view document);

/// The number that stands for a field in stored bytes: the order of Field may change, tags never
/// do.
std::uint8_t tag_of(Field field);
std::optional<Field> field_of_tag(std::int64_t tag);

/// One field alone, for ManualEdit::last_sis_value.
std::string encode_field(const User& user, Field field);

/// Puts an encoded field into a user, replacing what it had. Throws BadDocument.
void decode_field(std::string_view bytes, User& user, Field field);

}  // namespace roster
