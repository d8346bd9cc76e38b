#include "core/revisions/new_revision.h"

#include "core/revisions/header_text.h"
#include "core/revisions/revision_body.h"
#include "core/revisions/revision_header.h"
#include "core/revisions/time_zone.h"
#include "core/support/digest.h"
#include "core/support/file.h"
#include "core/support/template.h"
#include "core/support/text.h"

#include <algorithm>
#include <map>

namespace dbtool {

namespace {

constexpr std::size_t longest_new_id = 64;
constexpr std::size_t longest_slug = 40;

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::string two_digits(long long number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

std::map<std::string, std::string> name_tokens(const NewRevision& revision) {
  using namespace std::chrono;
  const Instant created = revision.revision.created.value_or(now());
  const Instant shown = created + utc_offset(revision.timezone, created);
  const sys_days midnight = floor<days>(shown);
  const year_month_day date(midnight);
  const hh_mm_ss time(shown - midnight);
  return {{"rev", revision.revision.id},
          {"slug", slug_of(revision.revision.message)},
          {"year", std::to_string(static_cast<int>(date.year()))},
          {"month", two_digits(static_cast<unsigned>(date.month()))},
          {"day", two_digits(static_cast<unsigned>(date.day()))},
          {"hour", two_digits(time.hours().count())},
          {"minute", two_digits(time.minutes().count())},
          {"second", two_digits(time.seconds().count())},
          {"epoch", std::to_string(created.time_since_epoch().count())}};
}

[[noreturn]] void bad_file_template(const std::string& text, const std::string& why,
                                    std::string hint = {}) {
  throw UsageError(Problem{.code = "DBT614",
                           .message = "file_template \"" + text + "\" " + why,
                           .hint = std::move(hint)});
}

void check_name(const std::string& file_template, const std::string& name) {
  const std::filesystem::path path(name);
  const bool leaves = path.is_absolute() || std::ranges::count(path, "..") > 0;
  if (leaves) bad_file_template(file_template, "leads out of the folder");
  const auto is_passed_over = [](const std::filesystem::path& part) {
    const std::string word = part.string();
    return word.empty() || word.front() == '.' || word.front() == '#';
  };
  if (path.empty() || std::ranges::any_of(path, is_passed_over)) {
    bad_file_template(file_template, "gives the name \"" + name + "\", which is not read back");
  }
}

std::string without_line_end(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

std::map<std::string, std::string> yaml_values(const NewRevision& revision, Instant created) {
  const Revision& head = revision.revision;
  return {{"revision", yaml_word("revision", head.id)},
          {"revises", yaml_ids("revises", head.parents)},
          {"message", yaml_word("message", head.message)},
          {"created", to_iso(created)},
          {"branch_labels", yaml_word("branch_labels", list_value(head.labels))},
          {"depends_on", yaml_word("depends_on", list_value(head.depends_on))},
          {"upgrade", without_line_end(write_yaml_part(revision.body, Direction::upgrade))},
          {"downgrade", without_line_end(write_yaml_part(revision.body, Direction::downgrade))}};
}

/// A marker is one line.
std::string in_one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = ' ';
  }
  return std::string(trim(text));
}

std::string sql_section(const std::string& word, const std::string& sql,
                        const std::string& dialect) {
  std::string text = without_line_end(sql);
  if (text.starts_with("-- dbtool:")) return text;
  std::string marker = "-- dbtool:" + word;
  if (!dialect.empty() && !text.empty()) marker += " dialect=" + dialect;
  return text.empty() ? marker : marker + "\n" + text;
}

std::string sql_downgrade(const NewRevision& revision) {
  const std::optional<std::string>& reason = revision.body.irreversible;
  if (!reason) return sql_section("downgrade", revision.downgrade_sql, revision.dialect);
  std::string marker = "-- dbtool:downgrade irreversible";
  if (reason->empty()) return marker;
  return marker.append(" reason=\"") + in_one_line(replace_all(*reason, "\"", "'")) + "\"";
}

std::map<std::string, std::string> sql_values(const NewRevision& revision, Instant created) {
  const Revision& head = revision.revision;
  return {{"revision", head.id},
          {"revises", head.parents.empty() ? "null" : join(head.parents, " ")},
          {"message", in_one_line(head.message)},
          {"created", to_iso(created)},
          {"branch_labels", join(head.labels, " ")},
          {"depends_on", join(head.depends_on, " ")},
          {"upgrade", sql_section("upgrade", revision.upgrade_sql, revision.dialect)},
          {"downgrade", sql_downgrade(revision)}};
}

std::string template_name(const NewRevision& revision) {
  return "script." + revision.format + ".mustache";
}

/// For messages, with the ending that tells the format.
std::string file_of(const NewRevision& revision) {
  return template_name(revision) + "." + revision.format;
}

std::map<std::string, std::string> values_of(const NewRevision& revision) {
  const Instant created = revision.revision.created.value_or(now());
  return revision.format == "sql" ? sql_values(revision, created) : yaml_values(revision, created);
}

std::string text_with(const NewRevision& revision,
                      const std::map<std::string, std::string>& values) {
  std::string text = render_template(revision.template_text, values, template_name(revision));
  const std::vector<std::string>& replaces = revision.revision.replaces;
  return replaces.empty() ? text : with_replaces(text, file_of(revision), replaces);
}

/// A large body is let go of before its text is put together.
std::string take_text(NewRevision& revision) {
  const auto values = values_of(revision);
  revision.body = {};
  revision.upgrade_sql = revision.downgrade_sql = {};
  return text_with(revision, values);
}

/// A template is the user's: what it makes must still say what it was given.
void check_text(const NewRevision& revision, const std::string& text) {
  const std::string file = file_of(revision);
  std::vector<Problem> problems;
  const Revision read = parse_header(text, file, problems);
  const Revision& meant = revision.revision;
  const bool same = read.id == meant.id && read.parents == meant.parents &&
                    read.labels == meant.labels && read.depends_on == meant.depends_on &&
                    read.replaces == meant.replaces;
  if (problems.empty() && !same) {
    problems.push_back({.code = "DBT613",
                        .message = "the template leaves out a part of the header",
                        .hint = "it needs {{revision}}, {{revises}}, {{branch_labels}} and "
                                "{{depends_on}}"});
  }
  for (Problem& problem : problems) {
    problem.where = {.file = template_name(revision)};
    problem.notes.push_back({"note", "the template was not used, no file was written"});
  }
  if (!problems.empty()) throw UsageError(std::move(problems));
  parse_body(text, file, "");
}

void check_label(const std::string& label, const std::string& id) {
  const std::string why = label == id ? "is the revision's id" : why_illegal_id(label);
  if (why.empty()) return;
  throw UsageError(Problem{.code = "DBT612", .message = "branch label \"" + label + "\" " + why});
}

void check_header(const Revision& revision) {
  check_revision_id(revision.id);
  for (const std::string& label : revision.labels) check_label(label, revision.id);
  if (!is_valid_utf8(revision.message)) {
    throw UsageError(Problem{.code = "DBT612", .message = "the message is not UTF-8 text"});
  }
}

}  // namespace

std::string new_revision_id() {
  std::string id;
  do {
    id = random_hex(12);
  } while (id.find_first_of("abcdf") == std::string::npos);
  return id;
}

void check_revision_id(const std::string& id) {
  const bool plain = std::ranges::all_of(
      id, [](char c) { return is_word_character(c) && static_cast<unsigned char>(c) < 0x80; });
  std::string why = why_illegal_id(id);
  if (why.empty() && !plain) why = "has characters other than letters, digits and \"_\"";
  if (why.empty() && id.size() > longest_new_id) why = "is longer than 64 characters";
  if (why.empty()) return;
  throw UsageError(Problem{.code = "DBT612",
                           .message = "revision id \"" + id.substr(0, 100) + "\" " + why,
                           .hint = "leave --rev-id out and one is made"});
}

void require_free_name(const RevisionGraph& graph, const std::string& what,
                       const std::string& name) {
  const Revision* id = graph.find(name);
  const Revision* label = graph.find_label(name);
  const Revision* whole = graph.find_squashed(name);
  const Revision* other = id != nullptr ? id : label != nullptr ? label : whole;
  if (other == nullptr) return;
  std::string taken = "is the name of a revision already";
  if (id == nullptr) taken = label != nullptr ? "is a branch label already" : "was squashed";
  if (other->id != name) taken += label != nullptr ? ", of " + other->id : ", into " + other->id;
  throw HistoryError(
      {.code = "DBT732", .message = what + " \"" + name + "\" " + taken, .where = other->where});
}

std::string slug_of(const std::string& message) {
  std::string slug;
  std::size_t at = 0;
  while (at < message.size()) {
    const auto begin = std::find_if(message.begin() + static_cast<std::ptrdiff_t>(at),
                                    message.end(), is_word_character);
    const auto end = std::find_if_not(begin, message.end(), is_word_character);
    if (begin != end) slug += (slug.empty() ? "" : "_") + lower(std::string(begin, end));
    at = static_cast<std::size_t>(end - message.begin());
  }
  if (slug.size() <= longest_slug) return slug;
  std::size_t cut = slug.rfind('_', longest_slug);
  if (cut == std::string::npos || cut == 0) {
    cut = longest_slug;
    while ((static_cast<unsigned char>(slug[cut]) & 0xC0U) == 0x80U) --cut;
  }
  slug.resize(cut);
  return slug;
}

std::string file_name_of(const NewRevision& revision) {
  const std::map<std::string, std::string> tokens = name_tokens(revision);
  const std::string& text = revision.file_template;
  std::string name;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '{') {
      name += text[at];
      continue;
    }
    const std::size_t end = text.find('}', at);
    if (end == std::string::npos) bad_file_template(text, "has an open brace");
    const std::string token = text.substr(at + 1, end - at - 1);
    const auto known = tokens.find(token);
    if (known == tokens.end()) {
      std::vector<std::string> names;
      names.reserve(tokens.size());
      for (const auto& [each, value] : tokens) names.push_back(each);
      bad_file_template(text, "has the unknown token \"{" + token + "}\"",
                        did_you_mean(token, names));
    }
    name += known->second;
    at = end;
  }
  while (!name.empty() && (name.back() == '_' || name.back() == '-' || name.back() == ' ')) {
    name.pop_back();
  }
  check_name(text, name);
  return name;
}

std::string revision_text(const NewRevision& revision) {
  return text_with(revision, values_of(revision));
}

void fill_text(NewRevision& revision) {
  Revision& head = revision.revision;
  if (head.id.empty()) head.id = new_revision_id();
  if (!head.created) head.created = now();
  check_header(head);
  revision.text = take_text(revision);
  check_text(revision, revision.text);
}

std::filesystem::path write_revision(NewRevision& revision, const std::filesystem::path& folder) {
  if (revision.text.empty()) fill_text(revision);
  std::filesystem::path path = folder / (file_name_of(revision) + "." + revision.format);
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  if (error) {
    throw UsageError(Problem{.code = "DBT110",
                             .message = "cannot make the folder \"" +
                                        display_path(path.parent_path()) +
                                        "\": " + error.message()});
  }
  write_new_file(path, revision.text);
  revision.revision.file = path.string();
  return path;
}

}  // namespace dbtool
