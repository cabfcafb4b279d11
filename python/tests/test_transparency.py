"""A recorded program behaves as it does by itself: output, errors, exit code, arguments, path, stdin, signals."""

import os
import signal
import subprocess
import sys
import time
import unittest

from tests.recording import ROOT, Target, recordings
from tracehold import _schema as schema

PROGRAMS = {
    "facts of main": """
import sys, __main__, threading
print(__name__, __file__, sys.argv, sys.path[0], __package__, __spec__, __builtins__.__name__)
print(sorted(k for k in vars(__main__)), __main__ is sys.modules['__main__'])
print(sys.path, [t.name for t in threading.enumerate()], threading.active_count(), sys.getrecursionlimit())
heavy = ('json', 're', 'typing', 'dataclasses', 'enum', 'functools', 'collections', 'ctypes', 'subprocess', 'inspect')
print(sys.gettrace(), [name for name in heavy if name in sys.modules])
""",
    "exit with a number": "import sys; sys.exit(7)",
    "exit with a text": "import sys; print('out'); sys.exit('a text for stderr')",
    "exit with None": "raise SystemExit",
    "exit in a function": "def f():\n    raise SystemExit(3)\nf()",
    "uncaught exception": """
def inner(x):
    raise ValueError(x)
def outer():
    try:
        inner(1)
    except ValueError as error:
        raise KeyError('chained') from error
outer()
""",
    "uncaught in a thread": """
import threading
def work(): raise OSError('in a thread')
thread = threading.Thread(target=work); thread.start(); thread.join(); print('after')
""",
    "syntax error": "def broken(:\n",
    "hard exit": "import os, sys; print('x'); sys.stdout.flush(); os._exit(5)",
    "stdin": "import sys\nprint(input('name? '), sys.stdin.read())",
    "atexit order": "import atexit\natexit.register(print, 'first in, last out'); atexit.register(print, 'second')",
    "keyboard interrupt": "import os, signal, time\nos.kill(os.getpid(), signal.SIGINT); time.sleep(20)",
    "death by signal": "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\nimport time; time.sleep(5)",
    "recursion to the limit and back": """
def down(n): return down(n + 1)
try: down(0)
except RecursionError as error: print(type(error).__name__)
def shallow(n): return n if n == 0 else shallow(n - 1)
print(shallow(400))
""",
    "signal handler that raises": """
import signal
class Alarm(Exception): pass
def on_alarm(*_): raise Alarm
signal.signal(signal.SIGALRM, on_alarm)
def busy():
    total = 0
    for i in range(10**9): total += step(i)
def step(i): return i
caught = 0
for _ in range(5):
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    try: busy()
    except Alarm: caught += 1
print(caught)
""",
    "locals as seen by the program": """
def f(a):
    seen = locals()
    b = 2
    return seen
print(sorted(f(1))[:1], f(1)['a'])
class C:
    x = 1
    del x
    y = locals().keys()
print(sorted(k for k in C.__dict__ if len(k) == 1))
exec("z = 3\\ndef g(): return z\\n", globals()); print(g())
def generator(a): yield a
waiting = generator(1)
held = waiting.gi_frame.f_locals
print(next(waiting), held['a'])
""",
    "builtins replaced": """
import builtins
calls = []
def counted(*arguments): calls.append(arguments); raise RuntimeError
def f(values): return values
saved = {name: getattr(builtins, name) for name in ('len', 'id', 'isinstance', 'max', 'any', 'map', 'bytes')}
for name in saved: setattr(builtins, name, counted)
for n in range(300): f([n, {'a': object()}])
for name in saved: setattr(builtins, name, saved[name])
print(calls)
""",
    "open descriptors": "import os\nfd = os.open(os.devnull, os.O_RDONLY); print(fd)",
    "descriptors all closed": """
import os
def f(): return 1
f(); os.closerange(3, 2000); fd = os.open('mine.txt', os.O_CREAT | os.O_WRONLY)
os.dup2(fd, 400); f(); print(os.path.getsize('mine.txt'))
""",
    "warnings of fork": """
import os, warnings
warnings.simplefilter('error')
pid = os.fork()
if pid == 0: os._exit(0)
print(os.waitpid(pid, 0)[1])
""",
}


class Transparency(unittest.TestCase):
    maxDiff = None

    def test_programs(self):
        target = Target()
        for name, source in PROGRAMS.items():
            for options in ((), ("--all",)):
                with self.subTest(name, options=options):
                    target.write("program.py", source)
                    arguments = ("program.py", "a", "b c", "--", "--all")
                    plain = target.plain(*arguments, input="Ada\nmore")
                    recorded = target.recorded(*arguments, options=options, input="Ada\nmore")
                    self.assertEqual(recorded.stdout, plain.stdout)
                    self.assertEqual(recorded.stderr, plain.stderr)
                    self.assertEqual(recorded.returncode, plain.returncode)

    def test_locales(self):
        target = Target()
        target.write(
            "program.py",
            "import locale, os, sys\n"
            "print(sys.flags.utf8_mode, os.environ.get('LC_CTYPE'), locale.setlocale(locale.LC_CTYPE),\n"
            "      sys.stdin.errors, sys.stdout.encoding, sys.getfilesystemencoding())",
        )
        unset = dict.fromkeys(("LANG", "LC_ALL", "LC_CTYPE", "PYTHONUTF8", "PYTHONCOERCECLOCALE"))
        for given in (
            {},
            {"LC_CTYPE": "C"},
            {"LC_CTYPE": "C.UTF-8"},
            {"LC_ALL": "C"},
            {"LANG": "C.UTF-8"},
            {"PYTHONUTF8": "1"},
            {"PYTHONCOERCECLOCALE": "0"},
        ):
            with self.subTest(given):
                plain = target.plain("program.py", env={**unset, **given})
                recorded = target.recorded("program.py", env={**unset, **given})
                self.assertEqual((recorded.stdout, recorded.stderr), (plain.stdout, plain.stderr))

    def test_module(self):
        target = Target()
        target.write("package/__init__.py", "")
        target.write("package/__main__.py", "import sys\nprint(__name__, __package__, sys.argv[1:], sys.path[0])")
        plain = target.plain("-m", "package", "x")
        recorded = target.recorded("-m", "package", "x")
        self.assertEqual((recorded.stdout, recorded.stderr), (plain.stdout, plain.stderr))

    def test_missing_script(self):
        target = Target()
        plain, recorded = target.plain("nowhere.py"), target.recorded("nowhere.py")
        self.assertEqual((recorded.stderr, recorded.returncode), (plain.stderr, plain.returncode))

    def test_another_sitecustomize_still_runs(self):
        target = Target()
        target.write("site/sitecustomize.py", "import builtins\nbuiltins.from_site = 'ran'")
        target.write("program.py", "print(from_site)")
        out = os.path.join(target.folder, "out")
        path = os.pathsep.join((ROOT, os.path.join(target.folder, "site")))
        words = [sys.executable, "-m", "tracehold", "run", "--out", out, "--", "program.py"]
        done = subprocess.run(
            words, cwd=target.folder, env=dict(os.environ, PYTHONPATH=path), stdout=subprocess.PIPE, check=True
        )
        self.assertEqual(done.stdout.strip(), b"ran")
        self.assertEqual(len(recordings(out)), 1)

    def test_interpreter_options_are_kept(self):
        target = Target()
        target.write(
            "program.py", "import sys; print(sys.flags.optimize, sys.flags.dont_write_bytecode, sys.warnoptions)"
        )
        out = os.path.join(target.folder, "out")
        words = [sys.executable, "-OO", "-B", "-W", "error", "-m", "tracehold", "run", "--out", out, "--", "program.py"]
        done = subprocess.run(
            words, cwd=target.folder, env=dict(os.environ, PYTHONPATH=ROOT), stdout=subprocess.PIPE, check=True
        )
        self.assertEqual(done.stdout.split()[:2], [b"2", b"1"])
        self.assertIn(b"error", done.stdout)

    def test_modes(self):
        target = Target()
        target.write("program.py", "pass")
        run = target.recorded("program.py").run
        self.assertEqual(os.stat(run).st_mode & 0o777, 0o700)
        for name in os.listdir(run):
            self.assertEqual(os.stat(os.path.join(run, name)).st_mode & 0o777, 0o600, name)


class Usage(unittest.TestCase):
    def check(self, words, said, code=2):
        target = Target()
        target.write("program.py", "print('ran')")
        done = target.plain("-m", "tracehold", *words, env={"PYTHONPATH": ROOT})
        self.assertIn(said, done.stderr)
        self.assertEqual((done.returncode, done.stdout), (code, ""))

    def test_errors(self):
        for words, said in (
            (["run", "--nonsense", "--", "program.py"], "unknown option --nonsense"),
            (["run", "--values", "all", "--", "program.py"], "--values takes one of"),
            (["run", "--sample", "0", "--", "program.py"], "--sample takes"),
            (["run", "--rich", "1,2", "--", "program.py"], "--rich takes four numbers"),
            (["run", "--out"], "--out needs a value"),
            (["run"], "no program given"),
            ([], "usage:"),
        ):
            with self.subTest(words):
                self.check(words, said)

    def test_folder_in_use(self):
        target = Target()
        target.write("program.py", "pass")
        run = target.recorded("program.py").run
        done = target.plain("-m", "tracehold", "run", "--out", run, "--", "program.py", env={"PYTHONPATH": ROOT})
        self.assertIn("holds a recording already", done.stderr)
        self.assertEqual(done.returncode, 1)


class Killed(unittest.TestCase):
    def test_kill_loses_at_most_a_flush_interval(self):
        target = Target()
        target.write(
            "program.py",
            "import time\ndef tick(n): return n\nn = 0\n"
            "while True:\n    n = tick(n + 1)\n    print(n, time.time(), flush=True)\n    time.sleep(0.01)\n",
        )
        out = os.path.join(target.folder, "out")
        words = [sys.executable, "-m", "tracehold", "run", "--out", out, "--", "program.py"]
        process = subprocess.Popen(
            words,
            cwd=target.folder,
            env=dict(os.environ, PYTHONPATH=ROOT),
            stdout=subprocess.PIPE,
            universal_newlines=True,
        )
        seen = [process.stdout.readline() for _ in range(80)]
        killed_at = time.time()
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        found = recordings(out)[0]
        self.assertIsNone(found.end)
        ticks = [event.value[0] for event in found.of("tick", "call")]
        self.assertEqual(ticks, list(range(1, len(ticks) + 1)))
        expected = [int(line.split()[0]) for line in seen if float(line.split()[1]) < killed_at - 0.1]
        self.assertGreater(len(expected), 50)
        self.assertGreaterEqual(len(ticks), expected[-1])

    def test_sleeping_program_is_flushed(self):
        target = Target()
        target.write("program.py", "import time\ndef f(): return 1\nf()\nprint('up', flush=True)\ntime.sleep(60)\n")
        out = os.path.join(target.folder, "out")
        words = [sys.executable, "-m", "tracehold", "run", "--out", out, "--", "program.py"]
        process = subprocess.Popen(
            words, cwd=target.folder, env=dict(os.environ, PYTHONPATH=ROOT), stdout=subprocess.PIPE
        )
        process.stdout.readline()
        time.sleep(0.3)
        try:
            self.assertEqual([event.kind for event in recordings(out)[0].of("f")], ["call", "return"])
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


class EndOfRecording(unittest.TestCase):
    def test_reason(self):
        for source, reason in (
            ("pass", "exit"),
            ("raise SystemExit(3)", "exit"),
            ("1/0", "exit"),
            ("import os; os._exit(0)", "_exit"),
            ("import os, sys; os.execv(sys.executable, [sys.executable, '-c', 'pass'])", "exec"),
        ):
            with self.subTest(source):
                target = Target()
                target.write("program.py", source)
                first = recordings(target.recorded("program.py").run)[0]
                self.assertEqual(first.end[schema.END_FIELD_REASON], reason)
                self.assertEqual(first.end[schema.END_FIELD_DROPPED], 0)


if __name__ == "__main__":
    unittest.main()
