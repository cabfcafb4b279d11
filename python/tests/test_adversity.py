"""Programs that leave the recorder little: they must run as by themselves, and be recorded as far as can be."""

import os
import subprocess
import sys
import unittest

from tests.recording import ROOT, Target, recordings
from tracehold import _schema as schema

#: By name: what the program prints by itself is what it must print when it is recorded.
PROGRAMS = {
    "waits for a signal that it has blocked": """
import os, signal, time
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
os.kill(os.getpid(), signal.SIGTERM)
time.sleep(0.1)
print(int(signal.sigwait([signal.SIGTERM])))
""",
    "objects die in the thread that owns them": """
import sys, threading, time
sys.setswitchinterval(1e-5)
strangers = []
class Thing:
    def __init__(self): self.owner = threading.get_ident()
    def __del__(self):
        if threading.get_ident() != self.owner: strangers.append(1)
def use(thing):
    other = Thing()
    return [other] * 3
def work():
    end = time.time() + 0.7
    while time.time() < end: use(Thing())
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(len(strangers))
""",
    "functions of the system are mocked": """
import os
from unittest import mock
def f(number): return 'x' * 100 + str(number)
names = 'os.write os.open os.fstat os.getpid os.path.exists time.sleep time.time_ns time.perf_counter_ns'.split()
patches = [mock.patch(name) for name in names]
mocks = [patch.start() for patch in patches]
for number in range(5000): f(number)
if os.fork() == 0:
    f(1)
    os._exit(0)
os.wait()
print([each.call_count for each in mocks])
""",
    "a profiler of its own": """
import cProfile, pstats, sys, time
def leaf(): return 1
def work():
    leaf()
    time.sleep(0.3)
    leaf()
def start():
    profile = cProfile.Profile()
    profile.enable()
    return profile
profile = start()
work()
profile.disable()
print(sorted((key[2], row[0]) for key, row in pstats.Stats(profile).stats.items() if key[2] in ('leaf', 'work')))
""",
    "timeouts by signal, a thousand a second": """
import signal, time
class Alarm(Exception): pass
armed = False
def on_alarm(*_):
    # Once: the next may come before what handles this one has begun.
    global armed
    if armed:
        armed = False
        raise Alarm
signal.signal(signal.SIGALRM, on_alarm)
def leaf(number): return number
def some(count):
    for number in range(count): yield leaf(number)
def main():
    global armed
    timeouts, end = 0, time.time() + 1
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    while time.time() < end:
        try:
            try:
                armed = True
                while True: sum(some(50))
            finally:
                armed = False
        except Alarm:
            timeouts += 1
    signal.setitimer(signal.ITIMER_REAL, 0)
    return timeouts
print(main() > 100)
""",
    "Ctrl-C, hundreds of times": """
import os, signal, time
for number in signal.SIGALRM, signal.SIGINT: signal.signal(number, signal.default_int_handler)
def leaf(number): return number
def some(count):
    for number in range(count): yield leaf(number)
def delegating(count): yield from some(count)
def busy():
    while True: sum(delegating(20))
def main():
    caught, files, end = 0, set(), time.time() + 1
    while time.time() < end:
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.002)
            busy()
        except KeyboardInterrupt as error:
            caught += 1
            trace = error.__traceback__
            while trace:
                files.add(os.path.basename(trace.tb_frame.f_code.co_filename))
                trace = trace.tb_next
    return caught > 5, sorted(files)
print(main())
""",
    "Ctrl-C while it does nothing but call": """
import signal, time
for number in signal.SIGALRM, signal.SIGINT: signal.signal(number, signal.default_int_handler)
def leaf(number): return number + 1
def main():
    late = 0
    for _ in range(8):
        begin, number = time.time(), 0
        try:
            # In here: on a busy machine the time may be over before the next line.
            signal.setitimer(signal.ITIMER_REAL, 0.15)
            while time.time() < begin + 4:
                for _ in range(20_000): number = leaf(number)
        except KeyboardInterrupt: pass
        else: late += 1
    return late
print(main())
""",
    "globals of a class of its own": """
class Globals(dict):
    def get(self, *_): print('asked')
    def __getitem__(self, name): return dict.__getitem__(self, name)
space = Globals(__name__='space')
exec(compile('def f(): return 1\\nprint(f())', 'space.py', 'exec'), space)
""",
    "metaclasses that compare": """
class Meta(type):
    def __eq__(cls, other):
        print('compared')
        return NotImplemented
    __hash__ = type.__hash__
class Shown(metaclass=Meta): pass
shown = Shown()
def make():
    exec('def made(): return 1', globals())
    return made()
print(make())
""",
}


def unpaired(found):
    """Exits that are not those of the innermost open call of their thread."""
    stacks, wrong = {}, []
    for event in found.events:
        stack = stacks.setdefault(event.thread, [])
        if event.kind in ("call", "resume", "throw"):
            stack.append(event.function.id)
        elif event.kind != "exception" and (not stack or stack.pop() != event.function.id):
            wrong.append(event)
    return wrong


class Adversity(unittest.TestCase):
    maxDiff = None

    def check(self, source, options=(), **keywords):
        target = Target()
        target.write("program.py", source)
        plain = target.plain("program.py", **keywords)
        recorded = target.recorded("program.py", options=options, **keywords)
        # At once: where one of them differs the others tell why.
        self.assertEqual(
            (recorded.stdout, recorded.stderr, recorded.returncode), (plain.stdout, plain.stderr, plain.returncode)
        )
        return recordings(recorded.run)

    def test_programs(self):
        for name, source in PROGRAMS.items():
            if sys.version_info < (3, 12) and name.startswith("objects die"):
                # sys.setprofile: the flusher looks at stacks to find a lost hook (docs/architecture.md, limits).
                continue
            if sys.version_info < (3, 11) and name.startswith("Ctrl-C"):
                # Signals are looked for before nearly every instruction, and one of the hook's is outside its try.
                continue
            with self.subTest(name):
                for found in self.check(source):
                    self.assertEqual(found.end[schema.END_FIELD_DROPPED], 0)
                    self.assertEqual(found.end[schema.END_FIELD_EVENTS], len(found.events))
                    if sys.version_info >= (3, 12) and name.startswith("Ctrl-C"):
                        self.assertEqual(unpaired(found), [])

    def test_installed_command_runs_a_module(self):
        target = Target()
        target.write("bin/tracehold", "from tracehold.__main__ import main\nmain()\n")
        target.write("package/__main__.py", "import sys\nprint(sys.argv[1:], sys.flags.optimize)\n")
        out = os.path.join(target.folder, "out")
        words = ["-O", "bin/tracehold", "run", "--out", out, "--", "-m", "package", "-m", "tracehold"]
        done = target.plain(*words, env={"PYTHONPATH": ROOT}, timeout=30)
        self.assertEqual((done.stdout, done.stderr), ("['-m', 'tracehold'] 1\n", ""))

    def test_no_threads_to_be_had(self):
        source = "import time\ndef f(n): return n\nfor n in range(5000): f(n)\n"
        # The recorder takes its function when it is loaded, before the program begins.
        target = Target()
        target.write(
            "site/sitecustomize.py",
            "import _thread\ndef refused(*_): raise RuntimeError\n_thread.start_new_thread = refused\n",
        )
        target.write("program.py", source)
        out = os.path.join(target.folder, "out")
        path = os.pathsep.join((ROOT, os.path.join(target.folder, "site")))
        words = [sys.executable, "-m", "tracehold", "run", "--out", out, "--", "program.py"]
        done = subprocess.run(
            words,
            cwd=target.folder,
            env=dict(os.environ, PYTHONPATH=path),
            stdout=subprocess.PIPE,
            timeout=60,
            check=True,
        )
        self.assertEqual(done.stdout, b"")
        (found,) = recordings(out)
        self.assertEqual(found.calls()["f"], 5000)
        self.assertIn("no-flusher", [problem[schema.PROBLEM_FIELD_CODE] for problem in found.problems])
        self.assertEqual(found.end[schema.END_FIELD_REASON], "exit")


if __name__ == "__main__":
    unittest.main()
