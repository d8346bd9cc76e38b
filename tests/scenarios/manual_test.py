"""dbtool(1) and --help agree: every command and every option of one stands in the other; the pages have no errors."""

import re
import shutil
import subprocess
import sys

from harness import PROGRAM, SOURCE

PAGE = SOURCE / "man/dbtool.1"


def help_text(*words):
    return subprocess.run([PROGRAM, *words, "--help"], text=True, capture_output=True, check=True).stdout


def options_of_help(text):
    return set(re.findall(r"^ {2,6}(-\S.*?)(?: {2,}.*)?$", text, re.M))


def options_of_section(text):
    return {option.replace("\\e", "\\") for option in re.findall(r'^\.It Li "(-.*)"$', text, re.M)}


def main():
    page, failures = PAGE.read_text(), []
    top = help_text()
    commands = set(re.findall(r"^  (?:Start|Change|Apply|Ask|More|     )\s+(\S+)  +\S", top, re.M))
    sections = dict(part.split("\n", 1) for part in page.split(".Sh COMMANDS\n")[1].split(".Sh OUTPUT")[0].split(".Ss ")[1:])
    if commands != set(sections):
        failures.append(f"commands: help has {sorted(commands)}, the page {sorted(sections)}")
    if len(commands) < 15:
        failures.append(f"the help of dbtool was not understood:\n{top}")
    pairs = [("dbtool", top, page.split(".Sh COMMANDS")[0])]
    pairs += [(name, help_text(name), sections.get(name, "")) for name in sorted(commands)]
    for name, text, section in pairs:
        if options_of_help(text) != options_of_section(section):
            failures.append(f"{name}: help has {sorted(options_of_help(text))}, the page {sorted(options_of_section(section))}")
    if shutil.which("mandoc"):
        for path in sorted((SOURCE / "man").glob("*.[157]")):
            lint = subprocess.run(["mandoc", "-Tlint", "-Werror", path], text=True, capture_output=True)
            if lint.returncode:
                failures.append(lint.stdout + lint.stderr)
    print("\n".join(failures) or f"{len(commands)} commands agree")
    sys.exit(bool(failures))


main()
