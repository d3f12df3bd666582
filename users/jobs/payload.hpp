// Payload: the part of a job's row that is needed to run the job again with the same parameters,
// after a crash or after an approval. Each kind has its own struct and one function that names its
// members; the writer and the reader below both call this function:
//
//   template <class Fields>
//   void describe(Fields& fields, PurgePayload& payload) {
//     fields("days", payload.days);
//     …
//   }
//   job.payload = write_payload(payload);
//   PurgePayload again = read_payload<PurgePayload>(job.payload);
//
// A member missing in the text keeps its default, so that rows of older versions can be read.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "users/base/file_stamp.hpp"
#include "users/base/json_value.hpp"

namespace roster {

/// What happens to a job whose file ends too early.
enum class TooShort : std::uint8_t {
  fails,
  waits  // the row is pending again: the rest of the file may arrive
};

/// The file of a job. Part of the payloads of loads and of obligations jobs.
struct JobFile {
  std::string dropped;   // the path in its drop directory; empty: given by hand
  FileStamp stamp;       // of the dropped file
  std::string spooled;   // the private copy; empty: there is none
  std::string ended;     // the dropped file's name after renaming: `a.xml.held`
  bool waiting = false;  // it ended too early, or changed during reading
};

namespace payload {

inline JsonValue put(bool value) { return {value}; }
inline JsonValue put(int value) { return {std::int64_t{value}}; }
inline JsonValue put(std::int64_t value) { return {value}; }
inline JsonValue put(double value) { return {value}; }
inline JsonValue put(const std::string& value) { return {value}; }
JsonValue put(const FileStamp& stamp);

inline void take(const JsonValue& json, bool& value) {
  if (const auto* found = json.as<bool>()) value = *found;
}
void take(const JsonValue& json, int& value);
void take(const JsonValue& json, std::int64_t& value);
void take(const JsonValue& json, double& value);
inline void take(const JsonValue& json, std::string& value) {
  if (const auto* found = json.as<std::string>()) value = *found;
}
void take(const JsonValue& json, FileStamp& stamp);

/// True for values that are not written.
template <class T>
bool is_left_out(const T& value) {
  if constexpr (std::is_same_v<T, std::string>) return value.empty();
  if constexpr (std::is_same_v<T, FileStamp>) return value == FileStamp{};
  return false;
}

class Writer {
 public:
  template <class T>
  void operator()(std::string_view key, const T& value) {
    if (!is_left_out(value)) out_.add(key, value_of(value));
  }
  template <class T>
  void operator()(std::string_view key, const std::optional<T>& value) {
    if (value) (*this)(key, *value);
  }
  JsonValue take() { return std::move(out_); }

 private:
  JsonValue out_{JsonValue::Members{}};

  template <class T>
  static JsonValue value_of(const T& value) {
    if constexpr (std::is_enum_v<T>) {
      return put(static_cast<int>(value));
    } else if constexpr (requires(Writer & fields, T & part) { describe(fields, part); }) {
      Writer part;
      describe(part, const_cast<T&>(value));  // a writer does not modify the value
      return part.take();
    } else {
      return put(value);
    }
  }
  template <class T>
  static JsonValue value_of(const std::vector<T>& list) {
    JsonValue::Items items;
    for (const T& item : list) items.push_back(value_of(item));
    return {std::move(items)};
  }
  template <class T>
  static JsonValue value_of(const std::map<std::string, T>& map) {
    JsonValue::Members members;
    for (const auto& [key, item] : map) members.emplace_back(key, value_of(item));
    return {std::move(members)};
  }
};

class Reader {
 public:
  explicit Reader(const JsonValue& in) : in_(in) {}

  template <class T>
  void operator()(std::string_view key, T& value) {
    if (const JsonValue* found = in_.find(key)) read(*found, value);
  }

 private:
  const JsonValue& in_;

  template <class T>
  static void read(const JsonValue& json, T& value) {
    if constexpr (std::is_enum_v<T>) {
      int number = static_cast<int>(value);
      take(json, number);
      value = static_cast<T>(number);
    } else if constexpr (requires(Reader & fields) { describe(fields, value); }) {
      Reader part(json);
      describe(part, value);
    } else {
      take(json, value);
    }
  }
  template <class T>
  static void read(const JsonValue& json, std::optional<T>& value) {
    read(json, value.emplace());
  }
  template <class T>
  static void read(const JsonValue& json, std::vector<T>& list) {
    for (const JsonValue& item : json.items()) read(item, list.emplace_back());
  }
  template <class T>
  static void read(const JsonValue& json, std::map<std::string, T>& map) {
    if (const auto* members = json.as<JsonValue::Members>())
      for (const auto& [key, item] : *members) read(item, map[key]);
  }
};

}  // namespace payload

template <class Fields>
void describe(Fields& fields, JobFile& file) {
  fields("dropped", file.dropped);
  fields("stamp", file.stamp);
  fields("spooled", file.spooled);
  fields("ended", file.ended);
  fields("waiting", file.waiting);
}

/// The file in a payload of any kind.
JobFile file_in(std::string_view payload);
/// Was it a load of changes only (`--partial`)? It tells nothing about those it does not name. True
/// for a damaged payload.
bool is_partial(std::string_view payload);
/// The payload with its file replaced; everything else is unchanged.
std::string with_file(std::string_view payload, const JobFile& file);

template <class Payload>
std::string write_payload(Payload value) {
  payload::Writer writer;
  describe(writer, value);
  return print_json(writer.take());
}

/// An empty text gives a payload of defaults. Throws JsonError when the text is damaged.
template <class Payload>
Payload read_payload(std::string_view text) {
  Payload value;
  if (text.empty()) return value;
  const JsonValue json = parse_json(text);
  payload::Reader reader(json);
  describe(reader, value);
  return value;
}

}  // namespace roster
