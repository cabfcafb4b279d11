"""Runs unittest modules and writes how each test ended: outcomes.py [--empty-hook] FILE module [module ...]

A line per test: outcome, id and, of a failure, the last line of its report. A module that cannot be imported here is
a line, too. With --empty-hook a hook of the recorder's kind is installed that does nothing: what it changes about a
program is what Python does to a program that is watched at all. Exits with 0 however the tests end: the two runs that
are compared may both fail.
"""

import sys
import threading
import unittest


class Outcomes(unittest.TestResult):
    """Notes what happens; subtests count as their test."""

    def __init__(self, file):
        super().__init__()
        self.file = file

    def note(self, outcome, test, error=None):
        last = ""
        if error is not None:
            last = self._exc_info_to_string(error, test).rstrip().split("\n")[-1]
        # Line buffered, so that a crash leaves what came before it.
        self.file.write("\t".join((outcome, test.id(), last)) + "\n")
        self.file.flush()

    def addSuccess(self, test):
        self.note("ok", test)

    def addError(self, test, err):
        self.note("error", test, err)

    def addFailure(self, test, err):
        self.note("failure", test, err)

    def addSkip(self, test, reason):
        self.note("skipped", test)

    def addExpectedFailure(self, test, err):
        self.note("expected failure", test)

    def addUnexpectedSuccess(self, test):
        self.note("unexpected success", test)

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.note("failure", subtest, err)


def install_empty_hook():
    def hook(*_arguments):
        return None

    if sys.version_info < (3, 12):
        threading.setprofile(hook)
        sys.setprofile(hook)
        return
    monitoring = sys.monitoring
    monitoring.use_tool_id(4, "empty")
    mask = 0
    for name in ("PY_START", "PY_RESUME", "PY_THROW", "PY_RETURN", "PY_YIELD", "PY_UNWIND"):
        event = getattr(monitoring.events, name)
        monitoring.register_callback(4, event, hook)
        mask |= event
    monitoring.set_events(4, mask)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[0] == "--empty-hook":
        install_empty_hook()
        del arguments[0]
    path, *modules = arguments
    with open(path, "w", encoding="utf-8", errors="backslashreplace") as file:
        unittest.defaultTestLoader.loadTestsFromNames(modules).run(Outcomes(file))
