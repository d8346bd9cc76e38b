#include "core/revisions/section_settings.h"

#include "core/support/text.h"

#include <algorithm>

namespace dbtool {

namespace {

constexpr long long most_retries = 1000;

const std::vector<std::string>& known_dialects() {
  static const std::vector<std::string> names = {"postgresql", "sqlite"};
  return names;
}

/// Reads values given as text, whichever file format they stand in.
class SettingsReader {
 public:
  explicit SettingsReader(std::vector<Problem>& problems) : problems_(problems) {}

  const SectionSettings& settings() const { return settings_; }

  void dialects(const std::vector<std::string>& names, const Location& where) {
    for (const std::string& name : names) {
      if (std::ranges::count(known_dialects(), name) == 0) {
        std::string hint = did_you_mean(name, known_dialects());
        if (name == "postgres" || name == "pg") hint = "did you mean \"postgresql\"?";
        report("unknown dialect \"" + name + "\"", where, std::move(hint));
      }
      settings_.only.push_back(name);
    }
  }

  std::optional<std::chrono::milliseconds> duration(const std::string& key, const std::string& text,
                                                    const Location& where) {
    const auto duration = parse_duration(text);
    if (!duration) {
      report("\"" + key + "\" is no time span: \"" + text + "\"", where,
             "write it as 2s, 500ms, 1m or 0");
    }
    return duration;
  }

  void lock_timeout(const std::string& text, const Location& where) {
    settings_.lock_timeout = duration("lock_timeout", text, where);
  }
  void statement_timeout(const std::string& text, const Location& where) {
    settings_.statement_timeout = duration("statement_timeout", text, where);
  }

  void retries(const std::string& text, const Location& where) {
    const std::optional<long long> number = parse_integer(text);
    if (number && *number >= 0 && *number <= most_retries) {
      settings_.retries = static_cast<int>(*number);
    } else {
      report("\"retries\" must be a number from 0 to 1000, not \"" + text + "\"", where);
    }
  }

  void isolation(const std::string& text, const Location& where) {
    const std::string level = replace_all(replace_all(lower(text), "_", " "), "-", " ");
    if (level == "serializable" || level == "repeatable read" || level == "read committed") {
      settings_.isolation = level;
    } else {
      report("unknown isolation \"" + text + "\"", where,
             "write serializable, repeatable read or read committed");
    }
  }

  void repeatable(bool flag) { settings_.repeatable = flag; }
  void repeatable_word(const std::string& text, const Location& where) {
    settings_.repeatable = on_or_off("repeatable", text, where);
  }

  void probe(const std::string& query) { settings_.probe = query; }
  void databases(std::vector<std::string> names) { settings_.databases = std::move(names); }

  void transaction(bool flag) { settings_.transaction = flag; }

  void transaction_word(const std::string& text, const Location& where) {
    settings_.transaction = on_or_off("transaction", text, where);
  }

  void foreign_keys(bool flag) { settings_.foreign_keys = flag; }

  void foreign_keys_word(const std::string& text, const Location& where) {
    settings_.foreign_keys = on_or_off("foreign_keys", text, where);
  }

 private:
  bool on_or_off(const std::string& key, const std::string& text, const Location& where) {
    const std::string word = lower(text);
    const bool on = word == "on" || word == "true";
    if (!on && word != "off" && word != "false") {
      report("\"" + key + "\" must be on or off, not \"" + text + "\"", where);
    }
    return on;
  }

  void report(std::string message, const Location& where, std::string hint = {}) {
    problems_.push_back(
        {.code = "DBT606", .message = std::move(message), .where = where, .hint = std::move(hint)});
  }

  std::vector<Problem>& problems_;
  SectionSettings settings_;
};

void unknown_option(const MarkerOption& option, std::vector<Problem>& problems) {
  const std::vector<std::string> known = {
      "dialect", "database",          "transaction",  "lock_timeout", "isolation",
      "retries", "statement_timeout", "foreign_keys", "repeatable",   "probe"};
  std::string hint = did_you_mean(option.key, known);
  if (option.key == "only") hint = "did you mean \"dialect\"?";
  problems.push_back({.code = "DBT604",
                      .message = "unknown option \"" + option.key + "\"",
                      .where = option.where,
                      .hint = std::move(hint),
                      .notes = {{"known", join(known, ", ")}}});
}

std::string duration_text(std::chrono::milliseconds duration) {
  const long long count = duration.count();
  if (count == 0) return "0";
  return count % 1000 == 0 ? std::to_string(count / 1000) + "s" : std::to_string(count) + "ms";
}

}  // namespace

std::vector<MarkerOption> marker_options(std::string_view rest, const Location& start,
                                         std::vector<Problem>& problems) {
  std::vector<MarkerOption> options;
  std::size_t at = 0;
  while ((at = rest.find_first_not_of(" \t", at)) != std::string_view::npos) {
    MarkerOption& option = options.emplace_back();
    const std::size_t begin = at;
    at = std::min(rest.find_first_of("= \t", at), rest.size());
    option.key = rest.substr(begin, at - begin);
    option.where = start;
    option.where.column += static_cast<int>(begin);
    if (at < rest.size() && rest[at] == '=') {
      option.has_value = true;
      const bool quoted = rest.substr(++at).starts_with('"');
      const std::size_t value = quoted ? at + 1 : at;
      at = rest.find_first_of(quoted ? "\"" : " \t", value);
      if (quoted && at == std::string_view::npos) {
        problems.push_back({.code = "DBT606",
                            .message = "a quote in \"" + option.key + "\" is not closed",
                            .where = option.where});
      }
      at = std::min(at, rest.size());
      option.value = rest.substr(value, at - value);
      if (quoted && at < rest.size()) ++at;
    }
    option.where.length = static_cast<int>(at - begin);
  }
  return options;
}

SectionSettings settings_of(const std::vector<MarkerOption>& options,
                            std::vector<Problem>& problems) {
  SettingsReader reader(problems);
  std::vector<std::string> seen;
  for (const MarkerOption& option : options) {
    if (std::ranges::count(seen, option.key) > 0) {
      problems.push_back({.code = "DBT606",
                          .message = "option \"" + option.key + "\" is there twice",
                          .where = option.where});
    }
    seen.push_back(option.key);
    if (option.key == "dialect") {
      reader.dialects(split(option.value, ','), option.where);
    } else if (option.key == "database") {
      reader.databases(split(option.value, ','));
    } else if (option.key == "transaction") {
      reader.transaction_word(option.value, option.where);
    } else if (option.key == "foreign_keys") {
      reader.foreign_keys_word(option.value, option.where);
    } else if (option.key == "lock_timeout") {
      reader.lock_timeout(option.value, option.where);
    } else if (option.key == "statement_timeout") {
      reader.statement_timeout(option.value, option.where);
    } else if (option.key == "retries") {
      reader.retries(option.value, option.where);
    } else if (option.key == "isolation") {
      reader.isolation(option.value, option.where);
    } else if (option.key == "repeatable") {
      reader.repeatable_word(option.value, option.where);
    } else if (option.key == "probe") {
      reader.probe(option.value);
    } else {
      unknown_option(option, problems);
    }
  }
  return reader.settings();
}

SectionSettings settings_of(yaml::MapReader& map) {
  SettingsReader reader(map.problems());
  const auto text_of = [&](const char* key, auto take) {
    std::string text;
    if (map.read(key, text)) take(text, map.node().find(key)->where);
  };
  bool transaction = true;
  map.read("transaction", transaction);
  reader.transaction(transaction);
  bool foreign_keys = true;
  map.read("foreign_keys", foreign_keys);
  reader.foreign_keys(foreign_keys);
  if (const yaml::Node* only = map.find("only")) {
    reader.dialects(yaml::to_strings(*only, "\"only\"", map.problems()), only->where);
  }
  if (const yaml::Node* databases = map.find("database")) {
    reader.databases(yaml::to_strings(*databases, "\"database\"", map.problems()));
  }
  text_of("lock_timeout", [&](auto& text, auto& where) { reader.lock_timeout(text, where); });
  text_of("statement_timeout",
          [&](auto& text, auto& where) { reader.statement_timeout(text, where); });
  text_of("retries", [&](auto& text, auto& where) { reader.retries(text, where); });
  text_of("isolation", [&](auto& text, auto& where) { reader.isolation(text, where); });
  bool repeatable = false;
  map.read("repeatable", repeatable);
  reader.repeatable(repeatable);
  text_of("probe", [&](auto& text, auto&) { reader.probe(text); });
  return reader.settings();
}

void apply_header_settings(const std::vector<HeaderWord>& words, RevisionBody& body,
                           std::vector<Problem>& problems) {
  std::vector<MarkerOption> options;
  for (const HeaderWord& word : words)
    if (word.key.ends_with("_timeout") || word.key == "retries" || word.key == "isolation")
      options.push_back({.key = word.key, .value = join(word.values, " "), .where = word.where});
  if (options.empty()) return;
  const SectionSettings usual = settings_of(options, problems);
  for (std::vector<Section>* sections : {&body.upgrade, &body.downgrade})
    for (Section& section : *sections) {
      SectionSettings& own = section.settings;
      if (!own.lock_timeout) own.lock_timeout = usual.lock_timeout;
      if (!own.statement_timeout) own.statement_timeout = usual.statement_timeout;
      if (!own.retries) own.retries = usual.retries;
      if (own.isolation.empty()) own.isolation = usual.isolation;
    }
}

Value::Map write_settings(const SectionSettings& settings) {
  Value::Map map;
  if (!settings.transaction) put(map, "transaction", false);
  if (!settings.foreign_keys) put(map, "foreign_keys", false);
  const auto put_names = [&](const char* key, const std::vector<std::string>& names) {
    if (!names.empty()) put(map, key, Value::List(names.begin(), names.end()));
  };
  put_names("only", settings.only);
  put_names("database", settings.databases);
  if (settings.lock_timeout) put(map, "lock_timeout", duration_text(*settings.lock_timeout));
  if (settings.statement_timeout) {
    put(map, "statement_timeout", duration_text(*settings.statement_timeout));
  }
  if (settings.retries) put(map, "retries", *settings.retries);
  if (!settings.isolation.empty()) put(map, "isolation", settings.isolation);
  if (settings.repeatable) put(map, "repeatable", true);
  if (!settings.probe.empty()) put(map, "probe", settings.probe);
  return map;
}

std::string marker_text(const SectionSettings& settings) {
  std::vector<std::string> options;
  if (!settings.only.empty()) options.push_back("dialect=" + join(settings.only, ","));
  if (!settings.databases.empty()) options.push_back("database=" + join(settings.databases, ","));
  if (!settings.transaction) options.emplace_back("transaction=off");
  if (!settings.foreign_keys) options.emplace_back("foreign_keys=off");
  if (settings.lock_timeout) {
    options.push_back("lock_timeout=" + duration_text(*settings.lock_timeout));
  }
  if (settings.statement_timeout) {
    options.push_back("statement_timeout=" + duration_text(*settings.statement_timeout));
  }
  if (settings.retries) options.push_back("retries=" + std::to_string(*settings.retries));
  if (!settings.isolation.empty()) {
    options.push_back("isolation=" + replace_all(settings.isolation, " ", "_"));
  }
  if (settings.repeatable) options.emplace_back("repeatable=on");
  if (!settings.probe.empty()) options.push_back("probe=\"" + settings.probe + "\"");
  return join(options, " ");
}

bool runs_on(const SectionSettings& settings, const std::string& dialect,
             const std::string& database) {
  const auto is_for = [](const std::vector<std::string>& names, const std::string& name) {
    return name.empty() || names.empty() || std::ranges::count(names, name) > 0;
  };
  return is_for(settings.only, dialect) && is_for(settings.databases, database);
}

}  // namespace dbtool
