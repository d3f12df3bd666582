// Json: writes JSON, as far as reports need it. Objects and arrays grow in a string; the caller
// closes them. Text is UTF-8; invalid bytes are written as U+FFFD.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace roster {

/// Appends `text` as a JSON string with its quotes.
void append_json_text(std::string& out, std::string_view text);

/// Whether a space follows `:` and `,`.
enum class JsonStyle : std::uint8_t { compact, spaced };

/// An object under construction at the end of `out`, which must outlive it.
class JsonObject {
 public:
  JsonObject(std::string& out, JsonStyle style);

  JsonObject& text(std::string_view key, std::string_view value);
  JsonObject& number(std::string_view key, std::int64_t value);
  /// `true`, `null`, or a value the caller has already written as JSON.
  JsonObject& raw(std::string_view key, std::string_view json);
  /// Writes the key; the caller appends its value to `out`.
  JsonObject& key(std::string_view key);
  void close();

 private:
  std::string& out_;
  std::string_view colon_, comma_, between_;
};

}  // namespace roster
