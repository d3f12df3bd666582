// The section `exports`.
#include <fmt/format.h>

#include <algorithm>

#include "daemon/config/read.hpp"
#include "exports/file_set.hpp"
#include "exports/presets.hpp"
#include "exports/source.hpp"

namespace roster {
namespace {

using exports::Column;
using exports::Content;
using exports::Preset;
using exports::What;
using exports::Where;

void read_preset(const YamlValue& value, ExportConfig& config) {
  if (const auto word = value.choose(exports::preset_names().subspan(1)))
    config.settings.as = static_cast<Preset>(*word + 1);
  if (config.settings.as == Preset::ezproxy) config.settings.what = What::all;
}

void read_from(const YamlValue& value, Column& column) {
  const auto* text = value.text();
  if (text == nullptr) return;
  try {
    exports::parse_source(*text, Day{});
    column.from = *text;
  } catch (const exports::BadSource& error) {
    value.error(error.what());
  }
}

void read_value_map(const YamlValue& value, Column& column) {
  column.map.clear();
  for (const YamlMember& member : value.members()) {
    std::string text;
    member.value.read(text);
    column.map[*member.key] = text;
  }
}

/// Text that may be empty.
void read_text(const YamlValue& value, std::string& target) {
  if (const auto* text = value.text(0, 1000)) target = *text;
}

constexpr YamlKey<Column> kColumnKeys[] = {
    {"name", [](auto& value, auto& column) { value.read(column.name); }},
    {"from", read_from},
    {"value", [](auto& value, auto& column) { read_text(value, column.value); }},
    {"map", read_value_map},
    {"otherwise", [](auto& value, auto& column) { value.read(column.otherwise); }},
    {"required", [](auto& value, auto& column) { value.read(column.required); }},
};

void read_columns(const YamlValue& value, ExportConfig& config) {
  auto& columns = config.settings.columns;
  columns.clear();
  for (const YamlValue& item : value.items()) {
    Column column;
    read_map(item, kColumnKeys, column);
    const auto same = [&](const Column& other) { return other.name == column.name; };
    if (column.name.empty())
      item.error("needs a name");
    else if (std::any_of(columns.begin(), columns.end(), same))
      item.error(fmt::format("{} is named twice", in_quotes(column.name)));
    columns.push_back(std::move(column));
  }
}

/// `any`, one value, or a list of them.
void read_any_of(const YamlValue& value, std::vector<std::string>& target,
                 void (*read)(const YamlValue&, std::string&)) {
  target.clear();
  if (value.is_word("any")) return;
  std::vector<YamlValue> values;
  if (value.is_single())
    values.push_back(value);
  else
    values = value.items();
  for (const YamlValue& item : values) {
    std::string text;
    read(item, text);
    if (!text.empty()) target.push_back(text);
  }
}

void read_plain(const YamlValue& value, std::string& target) { value.read(target); }

constexpr YamlKey<Where> kWhereKeys[] = {
    {"user_group",
     [](auto& value, auto& where) { read_any_of(value, where.user_group, read_plain); }},
    {"record_type",
     [](auto& value, auto& where) { read_any_of(value, where.record_type, read_record_type); }},
    {"profile", [](auto& value, auto& where) { read_any_of(value, where.profile, read_plain); }},
    {"status", [](auto& value, auto& where) { read_any_of(value, where.status, read_plain); }},
};

/// `auto`, or a pattern.
void read_file(const YamlValue& value, std::string& target) {
  target.clear();
  if (value.is_word("auto")) return;
  const auto* text = value.text(1, 200);
  if (text == nullptr) return;
  if (text->find('/') != std::string::npos || text->starts_with('.')) {
    value.error(fmt::format("{} is no file name", in_quotes(*text)));
  } else if (const std::string word = exports::unknown_word(*text); !word.empty()) {
    value.error(fmt::format("{} is none of {{date}}, {{day}}, {{job}}", in_quotes(word)));
  } else {
    target = *text;
  }
}

/// false, true for primary ids, or a type of ids.
void read_removed(const YamlValue& value, std::string& target) {
  target.clear();
  if (value.is_word("false")) return;
  value.read(target);
  if (target == "true") target = "primary_id";
}

/// What a target puts behind the name of a file it took.
void read_endings(const YamlValue& value, std::vector<std::string>& target) {
  target.clear();
  for (const YamlValue& item : value.items()) {
    const auto* ending = item.text();
    if (ending == nullptr) continue;
    if (ending->starts_with('.') && ending->find('/') == std::string::npos)
      target.push_back(*ending);
    else
      item.error(fmt::format("{} is no ending like .handled", in_quotes(*ending)));
  }
}

constexpr YamlKey<ExportConfig::Receipt> kReceiptKeys[] = {
    {"renamed", [](auto& value, auto& receipt) { read_endings(value, receipt.renamed); }},
    {"within",
     [](auto& value, auto& receipt) { value.read_duration(receipt.within, kMinute, kYear); }},
};

void read_receipt(const YamlValue& value, ExportConfig& config) {
  config.receipt.reset();
  if (value.is_word("none")) return;
  config.receipt = ExportConfig::Receipt{};
  read_map(value, kReceiptKeys, *config.receipt);
}

constexpr YamlKey<ExportConfig> kExportKeys[] = {
    {"name", [](auto& value, auto& config) { read_code(value, config.settings.name); }},
    {"as", read_preset},
    {"columns", read_columns},
    {"what",
     [](auto& value, auto& config) {
       value.template read_choice<What>(config.settings.what,
                                        {{"changed", What::changed}, {"all", What::all}});
     }},
    {"content",
     [](auto& value, auto& config) {
       value.template read_choice<Content>(config.settings.content,
                                           {{"store", Content::store}, {"feed", Content::feed}});
     }},
    {"where",
     [](auto& value, auto& config) { read_map(value, kWhereKeys, config.settings.where); }},
    {"file", [](auto& value, auto& config) { read_file(value, config.settings.file); }},
    {"removed",
     [](auto& value, auto& config) { read_removed(value, config.settings.removed_ids); }},
    {"schedule",
     [](auto& value, auto& config) {
       read_schedule_without_arrival(value, config.schedule, "an export");
     }},
    {"catch_up", [](auto& value, auto& config) { value.read(config.catch_up); }},
    {"after", [](auto& value, auto& config) { value.read(config.after); }},
    {"receipt", read_receipt},
};

}  // namespace

void read_exports(const YamlValue& value, Config& config) {
  config.exports.clear();
  for (const YamlValue& item : value.items()) {
    ExportConfig one;
    read_map(item, kExportKeys, one);
    config.exports.push_back(std::move(one));
  }
}

void list_export_keys(std::vector<std::string>& keys) {
  list_keys("exports.", kExportKeys, keys);
  list_keys("exports.columns.", kColumnKeys, keys);
  list_keys("exports.where.", kWhereKeys, keys);
  list_keys("exports.receipt.", kReceiptKeys, keys);
}

}  // namespace roster
