#include "core/support/yaml_builder.h"
#include "core/support/yaml_text.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <array>
#include <istream>
#include <streambuf>

namespace dbtool::yaml {

namespace {

// Lets the parser read text in place.
class TextBuffer : public std::streambuf {
 public:
  explicit TextBuffer(std::string& text) {
    setg(text.data(), text.data(), text.data() + text.size());
  }
};

Mark to_mark(const YAML::Mark& mark) {
  if (mark.is_null()) return {};
  return {.offset = static_cast<std::size_t>(mark.pos), .line = mark.line, .column = mark.column};
}

// yaml-cpp's events, handed on to the builder.
class Events : public YAML::EventHandler {
 public:
  explicit Events(Builder& builder) : builder_(builder) {}

  void OnDocumentStart(const YAML::Mark& mark) override { builder_.begin_document(to_mark(mark)); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    builder_.add_null(to_mark(mark), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    builder_.add_alias(to_mark(mark), anchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    builder_.add_scalar(to_mark(mark), tag, anchor, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    builder_.open(Node::Kind::list, to_mark(mark), tag, anchor);
  }
  void OnSequenceEnd() override { builder_.close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    builder_.open(Node::Kind::map, to_mark(mark), tag, anchor);
  }
  void OnMapEnd() override { builder_.close(); }

 private:
  Builder& builder_;
};

struct SyntaxText {
  std::string_view library;  // how yaml-cpp 0.7 and 0.8 begin it
  std::string_view message, hint;
};

constexpr std::array<SyntaxText, 11> syntax_texts = {{
    {"illegal map value", "unexpected \":\"",
     "put a value that holds \": \" in quotes; check the indentation"},
    {"end of sequence flow not found", "this list is not closed", "\"]\" or \",\" is missing"},
    {"end of map flow not found", "this map is not closed", "\"}\" or \",\" is missing"},
    {"end of map not found", "this does not fit the keys above", "is the indentation right?"},
    {"end of sequence not found", "this does not fit the list above", "is the indentation right?"},
    {"illegal tab when looking for indentation", "a tab in the indentation", "use blanks"},
    {"the referenced anchor is not defined", "no anchor of that name is above",
     "write &name before what it stands for"},
    {"unknown token", "a value cannot begin with this character", "put it in quotes"},
    {"illegal EOF in scalar", "a quote that is not closed", "close it on the same line"},
    {"illegal flow end", "a bracket that was never opened", "take it out"},
    {"illegal block entry", "unexpected \"-\"", "put each list item on a line of its own"},
}};

/// A tab among the blanks that a line begins with, in the line of the mark or the one above: what
/// the parser stumbles over is only what comes of it.
std::optional<Mark> find_tab(std::string_view text, const Mark& mark) {
  std::optional<Mark> found;
  int line = 0;
  for (std::size_t start = 0; start < text.size() && line <= mark.line; ++line) {
    std::size_t first = std::min(text.find_first_not_of(' ', start), text.size() - 1);
    if (line + 1 >= mark.line && text[first] == '\t')
      found = {.offset = first, .line = line, .column = static_cast<int>(first - start)};
    std::size_t end = text.find('\n', start);
    start = end == std::string_view::npos ? text.size() : end + 1;
  }
  return found;
}

void report_syntax(Builder& builder, std::string_view file_text, const YAML::Exception& error) {
  if (auto tab = find_tab(file_text, to_mark(error.mark)))
    return builder.report("DBT100", "a tab in the indentation", builder.place(*tab, 1),
                          "indent with blanks, two for each level");
  // Where a bracket is missing shows only far below; the open one is what the author looks for.
  bool unclosed = error.msg.ends_with("flow not found");
  Location where = unclosed ? builder.innermost() : builder.place(to_mark(error.mark));
  for (const SyntaxText& text : syntax_texts)
    if (error.msg.starts_with(text.library))
      return builder.report("DBT100", std::string(text.message), where, std::string(text.hint));
  builder.report("DBT100", error.msg, where);
}

}  // namespace

Node parse(std::string_view text, const std::string& file, std::vector<Problem>& problems,
           const Limits& limits) {
  return parse_items(text, file, problems, {}, limits);
}

Node parse_items(std::string_view text, const std::string& file, std::vector<Problem>& problems,
                 const TakeItem& take, const Limits& limits) {
  std::optional<std::string> clean = clean_text(text, file, problems, limits);
  if (!clean) return {.where = {.file = file}};
  Builder builder(*clean, file, problems, limits, take);
  try {
    TextBuffer buffer(*clean);
    std::istream stream(&buffer);
    YAML::Parser parser(stream);
    Events events(builder);
    while (parser.HandleNextDocument(events)) continue;
  } catch (const YAML::Exception& error) {
    report_syntax(builder, *clean, error);
  } catch (const Stop&) {
    // Said already; what was read up to here is the result.
  }
  Node root = builder.take_root();
  if (root.where.file.empty()) root.where = {.file = file, .line = 1, .column = 1};
  return root;
}

}  // namespace dbtool::yaml
