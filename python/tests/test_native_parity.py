"""Both recorders write the same bytes: programs recorded by each with one clock, files compared but for addresses.

Before 3.12, where an exception leaves a call or is thrown into a generator, the files differ by intention, and events
are compared instead. sys.setprofile does not tell the exception: the pure recorder learns it a moment later, if at all,
by an event of its own, and takes a throw for a resume. The native recorder sees both at once, as from 3.12 on.
"""

import os
import re
import struct
import subprocess
import sys
import unittest

from tests.recording import ROOT, Recording, Target
from tests.test_native_values import REQUIRED
from tracehold import _native
from tracehold import _schema as schema

FIT = not _native.unfit()

PROGRAMS = {
    "recursion and sampling": """
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
fib(15)
fib(17)
def text(n): return 'x' * (n % 90) * 20
for n in range(4000): text(n)
""",
    "arguments of every kind": """
def f(a, /, b, c=3, *rest, d, e=5, **more):
    local = [a, b]
    del c
    if a > 2:
        unbound = 1
    return local
for n in range(5): f(n, 'text' * n, d={'password': 'x', 'n': n}, z=(1, 'é'), token='hidden')
f(1, 2, 3, 4, 5, d=None)
""",
    "closures and cells": """
def outer(x, y):
    z = x
    def inner(w):
        nonlocal z
        z += w
        return lambda: (x, z, w)
    return inner(y)()
def deleted(a):
    def see(): return a
    del a
    try: return see()
    except NameError: return None
def empty():
    def see(): return later
    try: see()
    except NameError: pass
    later = 1
    return see
for n in range(3): outer(n, 2); deleted(n); empty()
""",
    "comprehensions": """
def f(items, x):
    a = [x * 2 for x in items]
    b = {k: [y for y in range(k)] for k in items}
    c = {(lambda q: q + x)(v) for v in items}
    d = sum(z for z in items if z)
    fs = [lambda: i for i in items]
    return a, b, c, d, [g() for g in fs]
def fails(items): return [1 // item for item in items]
class Body:
    members = [name for name in 'abc']
    other = [name * 2 for name in members]
f([1, 2, 3], 4)
try: fails([1, 0])
except ZeroDivisionError: pass
""",
    "class bodies": """
import dataclasses, enum
def make(n):
    class Local:
        \"\"\"Text.\"\"\"
        x = n
        def __init__(self): super().__init__(); self.n = n
        @property
        def value(self): return self.n + self.x
        @classmethod
        def new(cls): return cls()
        __slots__ = ('n',)
    return Local.new().value
class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases): return {'from_prepare': 1}
    def __call__(cls, *args): return super().__call__(*args)
class Made(metaclass=Meta): y = 2
@dataclasses.dataclass
class Point:
    x: int
    y: int = 0
    def length(self): return abs(self.x) + self.y
class Color(enum.Enum):
    RED = 1
    def describe(self): return self.name
for n in range(3): make(n)
Made(); Point(1).length(); Color.RED.describe()
exec('q = 1\\ndef g(): return q\\ng()', {'__name__': 'other'})
exec('z = 2')
""",
    "exceptions": """
class Mine(Exception):
    def __init__(self, a): super().__init__(a); self.a = a
def leaf(n):
    if n % 2: raise Mine(n)
    raise KeyError('missing') from ValueError(n)
def middle(n):
    try: leaf(n)
    finally: n += 1
def top(n):
    try: middle(n)
    except (Mine, KeyError) as error: return str(error)
class Missing:
    def __getattr__(self, name): raise AttributeError(name)
for n in range(4): top(n); hasattr(Missing(), 'x'); next(iter([]), None)
def stop():
    raise StopIteration(5)
try: stop()
except StopIteration: pass
def exits(): raise SystemExit(3)
try: exits()
except SystemExit: pass
try: raise ExceptionGroup('g', [ValueError(1)])
except* ValueError as group: len(group.exceptions)
""",
    "generators": """
def numbers(n):
    total = 0
    for i in range(n):
        got = yield i
        total += got or 0
    return total
def outer(n): return (yield from numbers(n))
def catches():
    while True:
        try: yield 1
        except ValueError: yield 2
        except GeneratorExit: return
g = outer(3); next(g); g.send(2); list(g)
a, b = numbers(2), numbers(3)
next(a); next(b); next(a); list(b)
del a
c = catches(); next(c); c.throw(ValueError('in')); c.close()
d = catches(); d.close()
def raises():
    yield 1
    raise RuntimeError('x')
try: list(raises())
except RuntimeError: pass
sorted(numbers(4), key=lambda v: -v)
def through():
    e = numbers(2)
    next(e)
    try: e.throw(KeyError('k'))
    except KeyError: pass
through()
""",
    "thrown into before they began": """
def g(name):
    held = lambda: name
    yield held
async def c(name): return name
async def a(name): yield name
def throw(it, error):
    try: it.throw(error)
    except type(error): pass
throw(g('first'), ValueError('thrown'))
throw(c('coroutine'), KeyError('thrown'))
try: a('asynchronous').athrow(KeyError('thrown')).send(None)
except KeyError: pass
list(g('listed'))
for n in range(3): throw(g(n), ValueError(n))
throw((n for n in [1]), OSError('never seen before'))
def at_start():
    while True: yield 1
b = at_start(); next(b); throw(b, ValueError('begun'))
g('never').close()
""",
    "coroutines": """
import asyncio
async def leaf(n):
    await asyncio.sleep(0)
    if n == 2: raise ValueError(n)
    return n
async def stream(n):
    for i in range(n):
        yield i
        await asyncio.sleep(0)
async def consume(n): return [v async for v in stream(n)]
async def main():
    tasks = [asyncio.create_task(leaf(n), name='t%d' % n) for n in range(4)]
    results = await asyncio.gather(*tasks, return_exceptions=True)
    await consume(3)
    async with asyncio.timeout(5): await leaf(1)
    return len(results)
asyncio.run(main())
async def never(): pass
never().close()
""",
    "C that calls back": """
import functools, itertools, re, json
def key(v): return -v
def join(m): return m.group(0).upper()
class Ordered:
    def __init__(self, v): self.v = v
    def __lt__(self, other): return self.v < other.v
    def __hash__(self): return hash(self.v)
    def __eq__(self, other): return self.v == other.v
    def __len__(self): return 3
    def __iter__(self): return iter([1])
    def __repr__(self): return 'O'
sorted([3, 1, 2], key=key); re.sub('a', join, 'banana'); sorted([Ordered(2), Ordered(1)])
{Ordered(1), Ordered(1)}; len(Ordered(1)); list(Ordered(1)); list(map(key, [1, 2]))
functools.reduce(lambda a, b: a + b, [1, 2])
json.dumps({'a': [1]}, default=repr); list(itertools.accumulate([1, 2], lambda a, b: a * b))
functools.lru_cache(key)(3)
""",
    "threads": """
# Not by threading, in whose own functions the threads wait for each other as the system would have it: also calls that
# are not recorded ask for the time.
import _thread
def run(function, *arguments):
    begun = _thread.allocate_lock()
    begun.acquire()
    def body():
        begun.release()
        function(*arguments)
    _thread.start_new_thread(body, ())
    begun.acquire()
    while _thread._count(): pass
def work(n): return step(n) + 1
def step(n): return n * 2
def failing(): raise SystemExit
def generating(): return list(later(3))
def later(n): yield from range(n)
for n in range(3): run(work, n)
run(failing)
run(generating)
work(9)
""",
    "values past the budgets": """
def many(a, b, c, d, e, f, g, h): return [a, b]
def large(text): return {'key%d' % n: text * n for n in range(30)}
for n in range(150):
    many(*['x' * 100 * n] * 8)
    large('é' * n)
def locals_of(n):
    a = b = c = d = e = f = g = h = 'y' * 300; i = j = k = l = m = list(range(300)); o = p = q = r = s = t = u = 1 << n
    return a
for n in range(120): locals_of(n)
""",
    "a hook that is met in the middle": """
import sys
def f(n): return n
def later():
    f(1)
    return f
class Thing:
    def __del__(self): f(2)
def drop():
    thing = Thing()
    del thing
    Thing()
for n in range(3): later()(n); drop()
def trace(frame, event, arg): return trace
def traced(): f(3); return 1
sys.settrace(trace); traced(); sys.settrace(None)
""",
}
if sys.version_info < (3, 12):
    # sys.setprofile is told of the threads of threading only.
    PROGRAMS["threads"] = """
import threading
def run(function, *arguments):
    thread = threading.Thread(target=function, args=arguments, name='worker')
    thread.start()
    thread.join()
    # Among its attributes are numbers of the system's.
    del thread
""" + PROGRAMS["threads"][PROGRAMS["threads"].index("def work(n)") :]
if sys.version_info < (3, 11):
    PROGRAMS["exceptions"] = PROGRAMS["exceptions"].partition("try: raise ExceptionGroup")[0]
    PROGRAMS["coroutines"] = PROGRAMS["coroutines"].replace("async with asyncio.timeout(5): ", "")
OPTIONS = (
    (),
    ("--sample", "off"),
    ("--values", "none"),
    ("--values", "type", "--sample", "3"),
    ("--all", "--values", "none"),
)
_ADDRESS = re.compile(rb"\xcf\x00\x00[\x50-\x7f].{5}", re.DOTALL)


def chunks_of(path):
    """The chunks of a recording without their checksums, every address masked."""
    with open(path, "rb") as file:
        data = file.read()
    found, offset = [data[: schema.FILE_HEADER_BYTES]], schema.FILE_HEADER_BYTES
    while offset < len(data):
        (length,) = struct.unpack_from("<I", data, offset)
        end = offset + schema.CHUNK_HEADER_BYTES + length
        found.append(data[offset : offset + 4] + _ADDRESS.sub(b"\xcf" + bytes(8), data[offset + 8 : end]))
        offset = end
    return found


_ADDRESS_IN_TEXT = re.compile(r"\b\d{14,15}\b")


def shown(value):
    """A value as text without addresses."""
    return _ADDRESS_IN_TEXT.sub("address", repr(value))


class Seen:
    """An event that can be compared: an exit by an exception has it in ``exception``, or None where it is not known."""

    def __init__(self, event):
        self.kind, self.qualname, self.thread = event.kind, event.qualname, event.thread
        self.place = (event.site, event.user_site, event.activation, event.task)
        self.value = shown(event.value)
        self.exception = self.variables = None
        if event.kind == "unwind" and event.value:
            exception, self.variables = event.value[0], shown(event.value[1])
            if getattr(exception, "tag", 0) != schema.EXTENSION_UNSET:
                self.exception = shown(exception)

    def __repr__(self):
        return f"<{self.kind} {self.qualname} {self.value}>"


def told(events):
    """The events of the pure recorder before 3.12 with each exception at the exit that it caused."""
    found = []
    for event in events:
        if event.kind != "exception":
            found.append(Seen(event))
            continue
        last = next(seen for seen in reversed(found) if (seen.thread, seen.qualname) == (event.thread, event.qualname))
        assert last.kind in ("unwind", "yield"), last
        last.kind = "unwind"
        last.exception = shown(event.value[0]) if event.value else None
    return found


def differs(pure, native):
    """Whether two events, of which the native one may tell more, contradict each other."""
    if (pure.qualname, pure.thread, pure.place) != (native.qualname, native.thread, native.place):
        return True
    if native.kind == "throw":
        return pure.kind not in ("resume", "call")
    if native.kind == "unwind":
        # One that leaves a generator at once looks like a yield of None, and stays so where C code swallows it.
        if pure.kind == "yield":
            return pure.value not in ("[None]", "None")
        # The pure recorder, which is told later, has the smaller budget for it: a text may be cut (27) there.
        whole, cut, _ = (pure.exception or "").partition("Ext(27")
        same = native.exception.startswith(whole) if cut else pure.exception in (None, native.exception)
        return pure.kind != "unwind" or not same or None is not pure.variables != native.variables
    return (pure.kind, pure.value) != (native.kind, native.value)


@unittest.skipUnless(REQUIRED or FIT, "no native hooks here")
class Parity(unittest.TestCase):
    maxDiff = 2000

    def record(self, target, kind, *options):
        # One name for both: it is among the values.
        folder = os.path.join(target.folder, "run")
        os.mkdir(folder)
        options += ("--exclude", "parity_target.py")
        words = [
            sys.executable,
            "-m",
            "tests.parity_target",
            os.path.join(target.folder, "program.py"),
            folder,
            *options,
        ]
        # Sets of texts are in the order of their hashes.
        variables = dict(os.environ, PYTHONPATH=ROOT, TRACEHOLD_RECORDER=kind, PYTHONHASHSEED="1")
        done = subprocess.run(words, env=variables, capture_output=True, text=True, check=False, timeout=120)
        self.assertEqual((done.returncode, done.stdout), (0, kind), done.stderr)
        kept = os.path.join(target.folder, kind)
        os.rename(folder, kept)
        return os.path.join(kept, "trace-7.thtrace")

    def compare(self, source, options):
        target = Target()
        target.write("program.py", source)
        pure, native = (self.record(target, kind, *options) for kind in ("pure", "native"))
        # Reading checks the checksums.
        events = [list(Recording(path).events) for path in (pure, native)]
        self.assertGreater(len(events[0]), 5)
        if sys.version_info < (3, 12) and any(event.kind in ("unwind", "throw") for event in events[1]):
            mine, other = told(events[0]), [Seen(event) for event in events[1]]
            for index, pair in enumerate(zip(mine, other)):
                self.assertFalse(differs(*pair), f"event {index}: {pair}")
            self.assertEqual(len(mine), len(other))
            return
        self.assertEqual(*([(event.kind, event.qualname) for event in side] for side in events))
        for index, (mine, other) in enumerate(zip(chunks_of(pure), chunks_of(native))):
            self.assertEqual(mine, other, f"chunk {index}")
        self.assertEqual(len(chunks_of(pure)), len(chunks_of(native)))


def _add(name, source):
    def test(self):
        for options in OPTIONS:
            if name == "threads" and "--all" in options and sys.version_info < (3, 12):
                # Which thread waits for which inside threading is not for the program to say.
                continue
            with self.subTest(options):
                self.compare(source, options)

    setattr(Parity, "test_" + name.replace(" ", "_"), test)


for _name, _source in PROGRAMS.items():
    _add(_name, _source)


if __name__ == "__main__":
    unittest.main()
