"""stdout is the answer, stderr the conversation; closed and full streams; colours; locales; places and names with blanks."""

import re
import subprocess

from harness import PROGRAM, SOURCE, expect, run, same
from terminal import Terminal

COLOUR = "\x1b["


def answers_and_conversation(project):
    done = project.run("upgrade")
    same(done.returncode, 0, done.stderr)
    expect(re.fullmatch(r"done applied=2 seconds=\d+\.\d\d head=\w+\n", done.stdout), done.stdout)
    expect("... ok" in done.stderr, done.stderr)
    done = project.run("-q", "upgrade")
    same((done.stdout.startswith("Nothing to do: "), done.stderr), (True, ""), "an upgrade with nothing to do, quiet")
    for words in (["current"], ["heads"], ["history"], ["show"], ["status"], ["check"], ["diff"], ["config"], ["branches"]):
        done = project.run(*words)
        same((done.returncode, done.stderr), (0, ""), f"dbtool {words} speaks on stderr")
        before = project.run(*words, "-q").stdout
        same(before, done.stdout, f"dbtool {words} -q")
        same(project.run("-q", *words).stdout, done.stdout, f"-q before {words}")
    for line in project.dbtool("history").splitlines():
        expect(re.fullmatch(r"[0-9a-f]{12}  .*", line), f"the first word of a line is the id: {line}")
    expect(re.fullmatch(r"[0-9a-f]{12} \(head\)\n", project.dbtool("current")), "current prints ID (head)")
    for words, code in ((["upgrde"], 2), (["show", "nope"], 7), (["-u", "sqlite:////none/a.db", "upgrade"], 3)):
        done = project.run(*words)
        same((done.returncode, done.stdout), (code, ""), f"an error of {words} on stdout")
        expect(done.stderr.startswith("error[DBT"), done.stderr)
    done = project.run("downgrade", "-vv")
    expect("DROP" in done.stderr and "DROP" not in done.stdout, "statements of -vv belong to stderr")
    project.dbtool("upgrade", "-y")


def shell(project, command, **variables):
    environment = {**project.environment(variables), "P": PROGRAM}
    return subprocess.run(["bash", "-c", command], cwd=project.folder, text=True, capture_output=True, env=environment, timeout=60)


def streams(project):
    for words in ("history", "--format json history", "completion bash", "--help", "config"):
        done = shell(project, f'"$P" {words} | head -1')
        expect(done.stdout and not done.stderr, f"{words} | head -1: {done.stderr}")
        done = shell(project, f'"$P" {words} | true; exit ${{PIPESTATUS[0]}}')
        expect(done.returncode in (0, 141) and not done.stderr, f"{words} into a closed pipe: {done.returncode} {done.stderr}")
        done = shell(project, f'"$P" {words} > /dev/full')
        expect(done.returncode == 2 and "No space left" in done.stderr, f"{words} > /dev/full: {done.returncode} {done.stderr}")
        done = shell(project, f'"$P" {words} >&-')
        expect(done.returncode == 2, f"{words} with stdout closed: {done.returncode} {done.stderr}")
        same(shell(project, f'"$P" {words} 2>&- <&-').returncode, 0, f"{words} with stdin and stderr closed")
    before = project.judge()
    done = shell(project, '"$P" downgrade <&- >&- 2>&-; "$P" upgrade <&- >&- 2>&-; "$P" current')
    expect("(head)" in done.stdout, f"without streams: {done.stdout}{done.stderr}")
    same(project.judge(), before, "schema after runs without streams")


def colours(project):
    def is_coloured(*words, **variables):
        return COLOUR in project.run("history", *words, variables={"NO_COLOR": None, "CI": None, **variables}).stdout
    same(is_coloured(), False, "into a pipe")
    same(is_coloured("--color", "always"), True, "--color always")
    same(is_coloured("--color=always", NO_COLOR="1"), True, "--color always is stronger than NO_COLOR")
    same(is_coloured(CLICOLOR_FORCE="1"), True, "CLICOLOR_FORCE")
    same(is_coloured(CLICOLOR_FORCE="0"), False, "CLICOLOR_FORCE=0")
    same(is_coloured(CLICOLOR_FORCE="1", NO_COLOR="1"), False, "NO_COLOR is stronger than CLICOLOR_FORCE")
    same(is_coloured(DBTOOL_COLOR="always"), True, "DBTOOL_COLOR")
    same(is_coloured("--color=never", DBTOOL_COLOR="always"), False, "an option is stronger than its variable")

    def on_terminal(*words, **variables):
        there = Terminal(project, "history", *words, variables={"NO_COLOR": None, **variables})
        same(there.end(), 0, there.shown)
        return COLOUR in there.shown
    same(on_terminal(), True, "on a terminal")
    same(on_terminal(NO_COLOR="yes"), False, "NO_COLOR on a terminal")
    same(on_terminal(NO_COLOR=""), True, "an empty NO_COLOR")
    same(on_terminal(TERM="dumb"), False, "TERM=dumb")
    same(on_terminal("--color", "never"), False, "--color never")


def pagers(project):
    def shown(*words, **variables):
        there = Terminal(project, *words, variables={"DBTOOL_PAGER": None, **variables})
        same(there.end(), 0, there.shown)
        return there.shown.replace("\r", "").splitlines()
    pager = "sed 's/^/paged: /'"
    plain = shown("history", DBTOOL_PAGER="")
    for words in (["history"], ["show", "head"], ["diff"]):
        same(shown(*words, PAGER=pager), ["paged: " + line for line in shown(*words, "--no-pager", PAGER=pager)], f"{words} paged")
    same(shown("history", DBTOOL_PAGER="cat", PAGER=pager), plain, "DBTOOL_PAGER is stronger than PAGER")
    same(shown("history", PAGER="no-such-pager"), plain, "a pager that is not there")
    same(shown("heads", PAGER=pager), shown("heads"), "heads are not paged")
    expect("paged" not in project.run("history", variables={"PAGER": pager}).stdout, "paged into a pipe")
    same(shown("history", PAGER="true"), [], "a pager that is left before it has read anything")
    there = Terminal(project, "show", "nope", variables={"DBTOOL_PAGER": pager})
    same(there.end(), 7, there.shown)


def locales(project):
    blog = SOURCE / "examples/blog"
    project.copy(blog / "next/blog.yaml", "models/blog.yaml")
    for words in (["diff"], ["check"], ["status"], ["history", "-v"], ["--help"], ["stamp", "head"]):
        for locale in ("C", "POSIX", "de_DE.ISO-8859-1"):
            done = project.run(*words, variables={"LC_ALL": locale})
            expect(done.stdout.isascii() and done.stderr.isascii(), f"LC_ALL={locale} dbtool {words}:\n{done.stdout}{done.stderr}")
    expect("→" in project.run("diff", variables={"LC_ALL": "C.UTF-8"}).stdout, "no arrow in a UTF-8 locale")
    project.copy(blog / "models/blog.yaml", "models/blog.yaml")


def places(project):
    """From below, from elsewhere, with blanks and quotes in names."""
    log = project.dbtool("history")
    deep = project.folder / "models/a b/c"
    deep.mkdir(parents=True)
    same(project.run("history", cwd=deep).stdout, log, "from a folder below")
    same(project.run("-C", str(project.folder), "history", cwd="/").stdout, log, "-C")
    same(project.run("history", "-C", str(project.folder), cwd="/").stdout, log, "-C after the command")
    same(project.run("-c", str(project.folder / "dbtool.yaml"), "history", cwd="/").stdout, log, "-c")
    same(project.run("history", cwd="/", variables={"DBTOOL_CONFIG": str(project.folder / "dbtool.yaml")}).stdout, log, "DBTOOL_CONFIG")
    same(project.run("-d", str(project.folder / "migrations"), "history", cwd="/").stdout, log, "-d")
    for words in (["heads"], ["upgrade"], ["status"], ["stamp", "head"], ["current"], ["check"]):
        done = project.run("-d", "not/there", *words)
        expect(done.returncode == 2 and "not/there" in done.stderr, f"-d not/there {words}: {done.returncode} {done.stdout}{done.stderr}")
    elsewhere = project.folder / "it's a \"place\" #1"
    elsewhere.mkdir()
    if project.database.kind == "sqlite":
        quiet = {"variables": {"DATABASE_URL": None}, "cwd": elsewhere}
        for words in (["init", "-q"], ["migrate", "-m", "it's \"quoted\": yes # 1"], ["upgrade"], ["show", "-v"], ["check"]):
            if words[0] == "migrate":
                (elsewhere / "models/schema.yaml").write_text("dbtool: 1\ntables: { t: { columns: { id: bigint primary key } } }\n")
            done = project.run(*words, **quiet)
            same(done.returncode, 0, f"in {elsewhere.name}: {words}\n{done.stdout}{done.stderr}")
        expect((elsewhere / "app.db").exists(), "the database is not beside dbtool.yaml")
        expect("it's \"quoted\": yes # 1" in project.run("history", **quiet).stdout, "the message of the revision")
        same(project.run("init", **quiet).returncode, 2, "init twice")


def scenario(project):
    project.settings()
    project.copy(SOURCE / "examples/blog/models/blog.yaml", "models/blog.yaml")
    project.dbtool("revision", "-m", "empty")
    project.dbtool("upgrade")
    project.dbtool("migrate", "-m", "blog")
    project.dbtool("downgrade")
    answers_and_conversation(project)
    streams(project)
    colours(project)
    pagers(project)
    locales(project)
    places(project)


run(scenario)
