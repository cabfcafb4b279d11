"""Runs a program and has cProfile count its calls, in a window that a recording can be held against.

    counted.py BY PRELOAD COUNTS [script.py | -m module] [arguments]

BY says who counts:
    cprofile   cProfile; with sys.setprofile (before 3.12) one Profile per thread, because it sees only its own
    events     a profile function that counts call events by whether they begin the frame's code or go on in it;
               for 3.11, where the creation of a generator is a call event, too
    nobody     the program as it is, to be recorded (before 3.12 a process has room for one profile function)

PRELOAD is a file with a module name per line, imported before the window opens; '-' for none. COUNTS receives a line
per function: file, line, name, whether it is a generator or the like, calls; or, by `nobody`, the loaded modules.
Without a program the window stays empty: what such a recording holds is what lies outside the window.

Whatever comes after the window is C code, and the process ends by os._exit: nothing after it is counted by anyone.
"""

import gc
import os
import runpy
import sys
import threading
from cProfile import Profile

SHARED = sys.version_info < (3, 12)
LIKE_GENERATOR = 0x20 | 0x80 | 0x100 | 0x200


class ByCProfile:
    """cProfile, for all threads."""

    def __init__(self):
        self.profiles = []
        self.first = []

    def start(self):
        if SHARED:
            threading.setprofile(self.in_thread)
        self.profiles.append(Profile())
        self.profiles[0].enable()

    def in_thread(self, frame, event, _argument):
        """The thread's first event: a call that its Profile comes too late for."""
        profile = Profile()
        self.profiles.append(profile)
        if event == "call":
            self.first.append(frame.f_code)
        profile.enable()

    def stop(self):
        self.profiles[0].disable()
        if SHARED:
            threading.setprofile(None)

    def counts(self):
        lines = [line(code, 1) for code in self.first]
        for profile in self.profiles:
            for entry in profile.getstats():
                if not isinstance(entry.code, str):
                    lines.append(line(entry.code, entry.callcount))
        return lines


class ByEvents:
    """A frame whose last instruction is -1 has not begun. By address: code objects of two files may be equal."""

    def __init__(self):
        self.codes = {}

    def start(self):
        codes = self.codes

        def count(frame, event, _argument):
            if event == "call":
                code = frame.f_code
                entry = codes.get(id(code))
                if entry is None:
                    entry = codes[id(code)] = [code, 0, 0]
                entry[1 if frame.f_lasti < 0 else 2] += 1

        threading.setprofile(count)
        sys.setprofile(count)

    def stop(self):
        sys.setprofile(None)
        threading.setprofile(None)

    def counts(self):
        return [line(*entry) for entry in self.codes.values()]


class ByNobody:
    """Modules, in the order in which they were loaded: the recorder has loaded some that the program asks for later."""

    def __init__(self):
        self.modules = []

    def start(self):
        self.modules = list(sys.modules)

    def stop(self):
        return None

    def counts(self):
        return self.modules


def line(code, *counts):
    words = (code.co_filename, code.co_firstlineno, code.co_name, int(bool(code.co_flags & LIKE_GENERATOR)), *counts)
    return "\t".join(map(str, words))


def preload(path):
    if path == "-":
        return
    with open(path, encoding="utf-8") as file:
        names = file.read().split()
    for name in names:
        try:
            __import__(name)
        except ImportError:
            sys.modules[name] = type(sys)(name)


def run(program):
    """As python itself would. Returns the exit code."""
    if not program:
        return 0
    try:
        if program[0] == "-m":
            sys.argv[:] = program[1:]
            runpy.run_module(program[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv[:] = program
            sys.path[0] = os.path.dirname(program[0])
            runpy.run_path(program[0], run_name="__main__")
    except SystemExit as ending:
        return ending.code
    return 0


def pad(frames, program):
    """`run`, below frames of this file.

    From 3.12 on cProfile sees all threads and keeps one stack for them. What the recorder's own thread had open when
    the window opened or closed shortens or lengthens that stack, and the error falls to its lowest frames: these.
    """
    return pad(frames - 1, program) if frames else run(program)


def main():
    by, preloaded, path, *program = sys.argv[1:]
    preload(preloaded)
    counter = {"cprofile": ByCProfile, "events": ByEvents, "nobody": ByNobody}[by]()
    output = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    # Finalizers must not depend on how much memory the recorder uses.
    gc.disable()
    counter.start()
    code = pad(30, program)
    counter.stop()
    sys.stdout.flush()
    sys.stderr.flush()
    os.write(output, "\n".join(counter.counts()).encode())
    os.close(output)
    os._exit(code if isinstance(code, int) else code is not None)


if __name__ == "__main__":
    main()
