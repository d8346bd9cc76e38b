#include "cli/arguments.h"

#include "core/support/error.h"
#include "core/support/text.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace dbtool::cli {
namespace {

std::string shown_name(const OptionDescription& option) {
  return option.positional ? option.names : names_of(option).back();
}

UsageError bad_value(std::string message, std::string hint = {}) {
  return UsageError({.code = "DBT003", .message = std::move(message), .hint = std::move(hint)});
}

/// "--message: 1 required TEXT missing" is CLI11's way of saying it.
std::string trim_message(const CLI::ParseError& error) {
  std::string text = error.what();
  const auto colon = text.find(": ");
  if (text.find("required") == std::string::npos || colon == std::string::npos) return text;
  return "\"" + text.substr(0, colon) + "\" needs a value";
}

void check_values(const OptionDescription& option, const std::vector<std::string>& values) {
  if (!option.repeats && values.size() > 1)
    throw bad_value("\"" + shown_name(option) + "\" is given twice");
  auto choices = choices_of(option);
  for (const std::string& value : values)
    if (!choices.empty() && std::find(choices.begin(), choices.end(), value) == choices.end())
      throw bad_value(
          "\"" + shown_name(option) + "\" takes " + list_of(choices) + ", not \"" + value + "\"",
          did_you_mean(value, choices));
}

// CLI11 takes the next word when nothing follows the "=".
void refuse_empty_values(const std::vector<OptionDescription>& options,
                         const std::vector<std::string>& words) {
  for (const OptionDescription& option : options)
    for (const std::string& name : names_of(option))
      if (!option.positional && std::count(words.begin(), words.end(), name + "=") != 0)
        throw bad_value("\"" + name + "\" needs a value");
}

void refuse_extras(const std::vector<OptionDescription>& options, std::vector<std::string> extras) {
  std::erase(extras, "--");
  std::vector<std::string> known;
  for (const OptionDescription& option : options)
    for (const std::string& name : names_of(option))
      if (!option.positional) known.push_back(name);
  for (const std::string& extra : extras) {
    std::string name = extra.substr(0, extra.find('='));
    if (name.size() > 1 && name[0] == '-')
      throw UsageError({.code = "DBT002",
                        .message = "there is no option \"" + name + "\"",
                        .hint = did_you_mean(name, known)});
  }
  if (!extras.empty())
    throw UsageError({.code = "DBT004", .message = "\"" + extras.front() + "\" is one too many"});
}

}  // namespace

std::vector<std::string> names_of(const OptionDescription& option) {
  return split(option.names, ',');
}

std::vector<std::string> choices_of(const OptionDescription& option) {
  return option.value.find('|') == std::string::npos ? std::vector<std::string>{}
                                                     : split(option.value, '|');
}

Arguments& Arguments::add(OptionDescription description, std::function<void(const Values&)> fill) {
  declared_.push_back({std::move(description), std::move(fill)});
  return *this;
}

Arguments& Arguments::positional(const std::string& name, std::string& into,
                                 const std::string& help) {
  return add({.names = name, .value = name, .help = help, .positional = true},
             [&into](const Values& values) { into = values.back(); });
}

Arguments& Arguments::positional(const std::string& name, std::optional<std::string>& into,
                                 const std::string& help) {
  return add({.names = name, .value = name, .help = help, .positional = true},
             [&into](const Values& values) { into = values.back(); });
}

Arguments& Arguments::positionals(const std::string& name, std::vector<std::string>& into,
                                  const std::string& help) {
  return add({.names = name, .value = name, .help = help, .positional = true, .repeats = true},
             [&into](const Values& values) { into = values; });
}

Arguments& Arguments::option(const std::string& names, std::string& into, const std::string& value,
                             const std::string& help) {
  return add({.names = names, .value = value, .help = help},
             [&into](const Values& values) { into = values.back(); });
}

Arguments& Arguments::option(const std::string& names, std::optional<std::string>& into,
                             const std::string& value, const std::string& help) {
  return add({.names = names, .value = value, .help = help},
             [&into](const Values& values) { into = values.back(); });
}

Arguments& Arguments::list(const std::string& names, std::vector<std::string>& into,
                           const std::string& value, const std::string& help) {
  return add({.names = names, .value = value, .help = help, .repeats = true},
             [&into](const Values& values) { into = values; });
}

Arguments& Arguments::flag(const std::string& names, bool& into, const std::string& help) {
  return add({.names = names, .help = help, .repeats = true},
             [&into](const Values&) { into = true; });
}

Arguments& Arguments::count(const std::string& names, int& into, const std::string& help) {
  return add({.names = names, .help = help, .repeats = true},
             [&into](const Values& values) { into = static_cast<int>(values.size()); });
}

Arguments& Arguments::example(const std::string& command, const std::string& help) {
  examples_.push_back({command, help});
  return *this;
}

std::vector<OptionDescription> Arguments::descriptions() const {
  std::vector<OptionDescription> descriptions;
  for (const Declared& declared : declared_) descriptions.push_back(declared.description);
  return descriptions;
}

void Arguments::parse(const std::vector<std::string>& words) const {
  refuse_empty_values(descriptions(), words);
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::vector<CLI::Option*> options;
  for (const auto& [description, fill] : declared_) {
    CLI::Option* option = app.add_option(description.names, [](const Values&) { return true; });
    if (description.value.empty()) option->expected(0)->type_size(0);
    if (description.positional && description.repeats) option->expected(-1);
    options.push_back(option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll));
  }
  try {
    app.parse(Values(words.rbegin(), words.rend()));
  } catch (const CLI::ParseError& error) {
    throw bad_value(trim_message(error));
  }
  refuse_extras(descriptions(), app.remaining());
  for (std::size_t i = 0; i < options.size(); ++i) {
    if (options[i]->count() == 0) continue;
    check_values(declared_[i].description, options[i]->results());
    declared_[i].fill(options[i]->results());
  }
}

}  // namespace dbtool::cli
