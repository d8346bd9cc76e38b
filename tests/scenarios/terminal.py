"""A program at a pseudo terminal: what it shows is read, answers are typed."""

import os
import pty
import select
import signal
import time

from harness import PROGRAM, expect

PATIENCE = 30


class Terminal:
    """Runs the program with stdin, stdout and stderr on a terminal of its own."""

    def __init__(self, project, *arguments, variables=None):
        environment = project.environment({"CI": None, "TERM": "xterm", "DBTOOL_PAGER": "", **(variables or {})})
        environment = {name: value for name, value in environment.items() if value is not None}
        self.arguments = arguments
        self.shown = ""
        self.process, self.screen = pty.fork()
        if self.process == 0:
            os.chdir(project.folder)
            os.execve(PROGRAM, [PROGRAM, *arguments], environment)

    def _read(self, seconds):
        """What is shown within a time; None at the end."""
        if not select.select([self.screen], [], [], seconds)[0]:
            return ""
        try:
            text = os.read(self.screen, 65536).decode(errors="replace")
        except OSError:
            text = ""
        self.shown += text
        return text or None

    def wait_for(self, text, times=1):
        end = time.monotonic() + PATIENCE
        while self.shown.count(text) < times:
            expect(time.monotonic() < end and self._read(1) is not None, f"{text!r} was not shown:\n{self.shown}")

    def type(self, text):
        os.write(self.screen, text.encode())

    def end(self):
        """Waits for the end; the exit code, or the negative number of a signal."""
        end = time.monotonic() + PATIENCE
        while self._read(1) is not None:
            if time.monotonic() > end:
                os.kill(self.process, signal.SIGKILL)
                expect(False, f"{self.arguments}: the program did not end:\n{self.shown}")
        _, status = os.waitpid(self.process, 0)
        os.close(self.screen)
        return os.waitstatus_to_exitcode(status)
