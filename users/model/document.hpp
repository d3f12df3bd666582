// Document: a User encoded as compact bytes, as the store keeps it. Entries are tag, length, value,
// as Shape describes. Absent members take no space; an unknown tag is an error (the schema version
// prevents reading a newer store).
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "users/model/fields.hpp"
#include "users/model/user.hpp"

namespace roster {

/// The bytes are not a document (the store is damaged), or the user has a value that a document
/// cannot hold.
struct BadDocument : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Appends the user's document to `out`. Equal users give equal bytes. Throws BadDocument for a day
/// outside the years 1 to 9999, which decode_user() would reject.
void encode_user(const User& user, std::string& out);

/// Reads a document back. Throws BadDocument.
User decode_user(std::string_view document);

/// The fields that have a value in a document, without reading the values. For a damaged document:
/// the fields that can still be read.
FieldSet fields_in(std::string_view document);

/// The number of a field in stored bytes. The order of Field may change; tags never change.
std::uint8_t tag_of(Field field);
std::optional<Field> field_of_tag(std::int64_t tag);

/// One field alone, for ManualEdit::last_sis_value.
std::string encode_field(const User& user, Field field);

/// Decodes a field into a user and replaces its value. Throws BadDocument.
void decode_field(std::string_view bytes, User& user, Field field);

}  // namespace roster
