"""What the native recorder does where there is too little of something."""

import os
import signal
import unittest

from tests.recording import ROOT, Target, record_source, recordings
from tests.test_native_values import REQUIRED
from tracehold import _native
from tracehold import _schema as schema

WITHOUT_MEMORY = """
import resource
def f(n): return n
def run(count):
    for n in range(count): f(1)
def size():
    with open('/proc/self/statm') as file: return int(file.read().split()[0]) * resource.getpagesize()
limits = resource.getrlimit(resource.RLIMIT_AS)
try:
    # What is asked of the recorder in Python once per place was asked before.
    run(1)
    resource.setrlimit(resource.RLIMIT_AS, (size(), limits[1]))
    hoard = []
    try:
        while True: hoard.append(bytearray(4000))
    except MemoryError:
        # For the program itself.
        del hoard[-4:]
    run(200_000)
finally:
    resource.setrlimit(resource.RLIMIT_AS, limits)
f(2)
"""

BY_WHOM = """
import tracehold
from tracehold import _recorder
by_python = 0
seal = _recorder.Recorder._seal_prefix
def counting(self, state):
    global by_python
    taken = seal(self, state)
    by_python += taken
    return taken
_recorder.Recorder._seal_prefix = counting
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
with tracehold.record(out='run', recorder='native'):
    for _ in range(3): fib(20)
print(by_python)
"""
# Which files the recorder was asked about, while the flusher is at work.
ASKED = """
import time, tracehold
from tracehold import _definitions
asked = set()
admit = _definitions.Definitions.admit
def asking(self, code, frame):
    asked.add(code.co_filename)
    return admit(self, code, frame)
_definitions.Definitions.admit = asking
def f(): pass
with tracehold.record(out='run', recorder='native'):
    f()
    time.sleep(0.3)
print(sorted(asked))
"""
# No more than so many bytes can be written to a file; then they can.
FULL_DISK = """
import os, resource, time
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
fib(18)
limits = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
fib(21)
time.sleep(0.2)
resource.setrlimit(resource.RLIMIT_FSIZE, limits)
fib(18)
"""
# There is room for a word about it, for a while, but not for the events.
NEARLY_FULL_DISK = """
import glob, os, resource, time
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
fib(17)
time.sleep(0.2)
limits = resource.getrlimit(resource.RLIMIT_FSIZE)
size, = map(os.path.getsize, glob.glob('run-*/*.thtrace'))
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 500, limits[1]))
fib(17)
time.sleep(0.2)
resource.setrlimit(resource.RLIMIT_FSIZE, limits)
fib(17)
"""
THREADS_AND_FORKS = """
import os, threading
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
def work(): fib(19)
for _ in range(3):
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads: thread.start()
    pid = os.fork()
    if pid == 0:
        fib(19)
        os._exit(0)
    os.waitpid(pid, 0)
    for thread in threads: thread.join()
"""
THREADS_THAT_END = """
import threading
def f(n): return [n]
def work(count):
    for n in range(count): f(n)
def start(): threading.Thread(target=work, args=(50,)).start()
threads = [threading.Thread(target=start) for _ in range(200)]
for thread in threads: thread.start()
for thread in threads: thread.join()
for thread in threading.enumerate():
    if thread is not threading.current_thread(): thread.join()
"""
# Threads that call while the interpreter ends, generators that it closes, and objects that go with their modules.
SHUTDOWN = """
import atexit, sys, threading
def f(n): return n
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
class Late:
    def __del__(self): f(self)
def gen():
    try: yield Late()
    finally: f(1)
def work():
    kept = gen()
    next(kept)
    while True: fib(12)
late = Late(); late.itself = late
kept = gen(); next(kept)
atexit.register(fib, 15)
for _ in range(4): threading.Thread(target=work, daemon=True).start()
fib(20)
"""
KILLED = """
import os, signal, time
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
fib(21)
def last(): pass
time.sleep(0.3)
last()
fib(21)
os.kill(os.getpid(), signal.SIGKILL)
"""


@unittest.skipUnless(REQUIRED or not _native.unfit(), "no native hook here")
class Limits(unittest.TestCase):
    @unittest.skipIf("asan" in os.environ.get("LD_PRELOAD", ""), "without memory AddressSanitizer ends the process")
    def test_without_memory_events_are_lost_and_counted(self):
        found = record_source(WITHOUT_MEMORY, "--recorder", "native", "--values", "none")
        dropped, written = (found.end[field] for field in (schema.END_FIELD_DROPPED, schema.END_FIELD_EVENTS))
        self.assertEqual(written, len(found.events))
        # <module>, size, run twice, f once before and once after.
        self.assertEqual(written + dropped, 2 * 200_000 + 12)
        self.assertGreater(dropped, 0)
        self.assertEqual({problem[schema.PROBLEM_FIELD_CODE] for problem in found.problems}, {"events-lost"})
        self.assertIn("no memory", found.problems[0][schema.PROBLEM_FIELD_MESSAGE])

    def test_full_buffers_are_written_by_their_own_threads(self):
        target = Target()
        target.write("program.py", f"import sys\nsys.path.insert(0, {ROOT!r})\n" + BY_WHOM)
        done = target.plain("program.py")
        self.assertEqual(done.stderr, "")
        (found,) = recordings(target.folder + "/run")
        self.assertEqual(found.calls()["fib"], 3 * 21891)
        # The first chunk, as definitions wait, and what the flusher finds every 50 ms.
        self.assertLess(int(done.stdout), len(found.events) // 2)

    def test_the_recorder_is_not_asked_about_itself(self):
        # There may be no memory to ask when its thread begins.
        target = Target()
        path = target.write("program.py", f"import sys\nsys.path.insert(0, {ROOT!r})\n" + ASKED)
        done = target.plain(path)
        self.assertEqual((done.stdout, done.stderr), (f"{[path]}\n", ""))

    def test_a_full_disk(self):
        found = record_source(FULL_DISK, "--recorder", "native")
        dropped, written = (found.end[field] for field in (schema.END_FIELD_DROPPED, schema.END_FIELD_EVENTS))
        self.assertEqual(written, len(found.events))
        self.assertEqual(written + dropped, 2 * (2 * 8361 + 35421) + 2)
        self.assertGreater(dropped, 0)
        self.assertIn("events-dropped", {problem[schema.PROBLEM_FIELD_CODE] for problem in found.problems})

    def test_a_full_disk_is_told_of_once(self):
        for kind in ("pure", "native"):
            with self.subTest(kind):
                found = record_source(NEARLY_FULL_DISK, "--recorder", kind)
                dropped = found.end[schema.END_FIELD_DROPPED]
                self.assertGreater(dropped, 5000)
                (problem,) = found.problems
                self.assertEqual(problem[schema.PROBLEM_FIELD_CODE], "events-dropped")
                self.assertIn(f"{dropped} events could not be written", problem[schema.PROBLEM_FIELD_MESSAGE])

    def test_threads_fill_their_buffers_while_others_fork(self):
        target = Target()
        target.write("program.py", THREADS_AND_FORKS)
        done = target.recorded("program.py", options=("--recorder", "native"))
        self.assertEqual(done.returncode, 0, done.stderr)
        found = recordings(done.run)
        self.assertEqual(len(found), 4)
        # Reading them checks that each chunk has the number that follows.
        self.assertEqual(sorted(each.calls()["fib"] for each in found), [13529] * 3 + [12 * 13529])
        for each in found:
            self.assertEqual(each.end[schema.END_FIELD_DROPPED], 0)
            self.assertEqual(each.problems, [])

    def test_threads_that_end(self):
        found = record_source(THREADS_THAT_END, "--recorder", "native")
        self.assertEqual((found.calls()["work"], found.calls()["f"]), (200, 10_000))
        self.assertEqual(len({event.thread for event in found.of("f")}), 200)
        self.assertEqual((found.end[schema.END_FIELD_DROPPED], found.problems), (0, []))

    def test_the_interpreter_ends_while_threads_call(self):
        for _ in range(5):
            target = Target()
            target.write("program.py", SHUTDOWN)
            done = target.recorded("program.py", options=("--recorder", "native"))
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            (found,) = recordings(done.run)
            self.assertEqual(found.end[schema.END_FIELD_REASON], "exit")
            self.assertEqual((found.end[schema.END_FIELD_DROPPED], found.problems), (0, []))
            self.assertEqual(found.end[schema.END_FIELD_EVENTS], len(found.events))
            self.assertGreaterEqual(found.calls()["fib"], 21891 + 1973)

    def test_killed(self):
        target = Target()
        target.write("program.py", KILLED)
        done = target.recorded("program.py", options=("--recorder", "native"))
        self.assertEqual(done.returncode, -signal.SIGKILL)
        (found,) = recordings(done.run)
        self.assertIsNone(found.end)
        self.assertEqual(len(found.of("last", "return")), 1)
        # Of the last 50 ms at most the second half of a full buffer's.
        self.assertGreater(found.calls()["fib"], 35421 + 20000)


if __name__ == "__main__":
    unittest.main()
