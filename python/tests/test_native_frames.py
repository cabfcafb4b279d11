"""The native recorder on 3.8 to 3.11, by which frames are evaluated: deep stacks, neighbours, what was there before."""

import sys
import unittest

from tests.recording import ROOT, Target, recordings
from tests.test_native_values import REQUIRED
from tracehold import _native
from tracehold import _schema as schema

FIT = sys.version_info < (3, 12) and not _native.unfit()
#: Begins and ends a recording where a program wants it.
HEAD = """
import sys
sys.path.insert(0, {root!r})
import tracehold
def recording(): return tracehold.record(out='run')
"""
DEEP = """
import sys, threading
sys.setrecursionlimit(10**6)
def down(n): return 0 if n == 0 else 1 + down(n - 1)
def after(): return 1
def main():
    print(down({depth}))
    return after()
{start}
"""
#: Before 3.12 it is a function.
COMPREHENSION = {"<listcomp>": 1}
IN_THREAD = "threading.stack_size({size} << 20); t = threading.Thread(target=main); t.start(); t.join()"


def problems(found):
    return [problem[schema.PROBLEM_FIELD_CODE] for problem in found.problems]


def pairs(test, found, kinds=("call", "resume", "throw")):
    """Fails unless each call and resume of a thread has its end."""
    stacks = {}
    for event in found.events:
        stack = stacks.setdefault(event.thread, [])
        if event.kind in kinds:
            stack.append(event.qualname)
        else:
            test.assertEqual(stack.pop(), event.qualname)
    test.assertFalse(any(stacks.values()), stacks)


#: Another evaluation function, which hands frames on to the one before: that of a second copy of the library.
OTHER = """
import os, shutil, time
from importlib.machinery import ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from tracehold import _native
os.mkdir('copy')
path = shutil.copy(_native.library.__file__, 'copy')
loader = ExtensionFileLoader('_tracehold_native', path)
library = module_from_spec(spec_from_file_location('_tracehold_native', path, loader=loader))
names = '''encoder python_encoder rich lean clock new_site outer_site task known_thread new_thread full contained
interrupted disable'''
none = dict.fromkeys(names.split(), None)
none['admit'] = lambda *_: None
none.update(files={}, file=library.File(), waiting=(), forking=set(), most=1, base=0, sample=1, eager=False)
def other():
    hooks = library.Hooks(**none)
    hooks.install(None, None)
    return hooks
def gen(n):
    try:
        for i in range(n): yield leaf(i)
    finally: leaf(0)
def leaf(n): return n
def run():
    list(gen(3))
    g = gen(3); next(g)
    try: g.throw(ValueError)
    except ValueError: pass
    return down(300)
def down(n): return n and down(n - 1)
"""
RUN = {"run": 1, "gen": 2, "leaf": 6, "down": 301}


@unittest.skipUnless(FIT or (REQUIRED and sys.version_info < (3, 12)), "no native hook for frames here")
class Frames(unittest.TestCase):
    def record(self, source, **keywords):
        """The program by itself, then recorded as a whole: the recording, after output and exit code were compared."""
        target = Target()
        target.write("program.py", source)
        plain = target.plain("program.py", **keywords)
        done = target.recorded("program.py", options=("--recorder", "native"), **keywords)
        self.assertEqual(plain.returncode, 0, plain.stderr)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, plain.stdout, plain.stderr))
        found = recordings(done.run)[0]
        found.output = done.stdout
        return found

    def parts(self, source, **keywords):
        """A program that records parts of itself: its first recording."""
        target = Target()
        target.write("program.py", HEAD.format(root=ROOT) + source)
        done = target.plain("program.py", env={"TRACEHOLD_RECORDER": "native"}, **keywords)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = recordings(target.folder + "/run")[0]
        found.output = done.stdout
        self.assertEqual(found.process[schema.PROCESS_FIELD_RECORDER], "native")
        return found

    def test_deep_recursion(self):
        # Before 3.11 it takes a large stack by itself. With one, all is recorded.
        roomy = IN_THREAD.format(size=512)
        tight = (50000, "main()") if sys.version_info >= (3, 11) else (25000, IN_THREAD.format(size=16))
        for depth, start in ((50000, roomy), tight):
            with self.subTest(start):
                found = self.record(DEEP.format(depth=depth, start=start))
                pairs(self, found)
                self.assertEqual(found.calls()["after"], 1, "what comes after is recorded again")
                if start is roomy:
                    self.assertEqual((problems(found), found.calls()["down"]), ([], depth + 1))
                else:
                    self.assertEqual(problems(found), ["calls-too-deep"])
                    self.assertGreater(found.calls()["down"], 5000)
                    self.assertLess(found.calls()["down"], depth)

    def test_deep_again_and_in_other_threads(self):
        start = "threads = [threading.Thread(target=main) for _ in range(3)]\n"
        start += "for t in threads: t.start()\nfor t in threads: t.join()\nmain()"
        source = DEEP.replace("print(down", "(down")
        found = self.record(source.format(depth=9000, start=start))
        pairs(self, found)
        self.assertGreater(found.calls()["down"], 8000)

    def test_recursion_limit(self):
        found = self.record(
            "import sys\ncount = 0\n"
            "def down(n):\n    global count\n    count += 1\n    return down(n + 1)\n"
            "def tell():\n    try: down(0)\n    except RecursionError as error: return str(error)\n"
            "print(tell(), tell(), sys.getrecursionlimit())\nprint(count)\n"
        )
        pairs(self, found)
        # The call that the interpreter refuses is none.
        self.assertEqual(found.calls()["down"], int(found.output.split()[-1]))
        self.assertEqual(found.of("down", "unwind")[0].value[0].payload[0], "RecursionError")

    def test_neighbours_see_what_they_would(self):
        found = self.record(
            "import sys, cProfile, threading\n"
            "def f(n): return g(n) + 1\n"
            "def g(n): return n\n"
            "def work():\n    for n in range(3): f(n)\n"
            "seen = []\n"
            "def trace(frame, event, arg):\n"
            "    seen.append((frame.f_code.co_name, event, frame.f_lineno))\n    return trace\n"
            "sys.settrace(trace); work(); sys.settrace(None); print(len(seen), seen)\n"
            "del seen[:]\n"
            "def profile(frame, event, arg): seen.append((frame.f_code.co_name, event))\n"
            "sys.setprofile(profile); work(); print(sys.getprofile() is profile); sys.setprofile(None); print(seen)\n"
            "p = cProfile.Profile(); p.runcall(work)\n"
            "print(sorted([(e.code.co_name, e.callcount) for e in p.getstats() if hasattr(e.code, 'co_name')]))\n"
            "print(sys.gettrace(), sys.getprofile())\n"
        )
        pairs(self, found)
        self.assertEqual(found.calls(), {"<module>": 1, "work": 3, "f": 9, "g": 9, **COMPREHENSION})

    def test_a_tracer_that_raises(self):
        found = self.record(
            "import sys\ndef f(): return 1\n"
            "def trace(frame, event, arg):\n    if event == 'return': raise ValueError('tracer')\n    return trace\n"
            "sys.settrace(trace)\n"
            "try: f()\nexcept ValueError as error: print(error)\n"
        )
        self.assertEqual(found.of("f", "unwind")[0].value[0].payload[0], "ValueError")

    def test_begun_and_ended_in_the_middle(self):
        found = self.parts(
            "import threading\n"
            "go, stop = threading.Event(), threading.Event()\n"
            "def tick(n): return n\n"
            "def waits():\n    go.wait()\n    for n in range(5): tick(n)\n    stop.set()\n"
            "def gen():\n    while True: yield tick('gen')\n"
            "def inner(): return tick('inner')\n"
            "def outer():\n"
            "    t = threading.Thread(target=waits); t.start()\n"
            "    g = gen(); next(g)\n"
            "    r = recording()\n    r.__enter__()\n"
            "    next(g); inner(); go.set(); stop.wait()\n"
            "    h = gen(); next(h)\n"
            "    ends(r)\n"
            "    inner(); next(g); next(h); t.join()\n"
            "def ends(r): r.__exit__(None, None, None)\n"
            "outer()\n"
        )
        self.assertEqual(found.calls(), {"gen": 2, "tick": 8, "inner": 1, "ends": 1})
        self.assertNotIn("outer", [event.qualname for event in found.events])
        self.assertEqual(found.of("ends", "return"), [])
        self.assertEqual(len({event.thread for event in found.of("tick")}), 2)

    def test_what_was_specialised_before(self):
        # 3.11 calls some functions without asking anybody, once it has seen them often.
        found = self.parts(
            "class Box:\n"
            "    def __getitem__(self, n): return n\n"
            "    def __init__(self): pass\n"
            "    @property\n    def p(self): return 1\n"
            "    def m(self): return 2\n"
            "def plain(a, b=2): return a\n"
            "def use(count):\n"
            "    box = Box()\n"
            "    for n in range(count): box[n]; box.p; box.m(); plain(n); plain(n, 3); Box()\n"
            "use(2000)\n"
            "with recording(): use(10)\n"
            "use(2000)\n"
        )
        calls = found.calls()
        self.assertEqual([calls["Box." + name] for name in ("p", "m", "__init__")], [10, 10, 11])
        if not _native.misses():
            self.assertEqual(calls["Box.__getitem__"], 10)
        self.assertEqual((calls["plain"], calls["use"]), (20, 1))

    def test_exceptions_are_known_at_once(self):
        found = self.record(
            "import ctypes, struct\n"
            "class Quiet(AttributeError):\n    def __init__(self, *a): print('never made')\n"
            "raises = ctypes.pythonapi.PyErr_SetString\n"
            "raises.restype = None\n"
            "def by_name(): raises(ctypes.py_object(Quiet), b'no object')\n"
            "class Mine(Exception):\n    def __init__(self, *a): print('made', a); super().__init__(*a)\n"
            "def c_code(): struct.unpack('i', b'')\n"
            "def missing(): return {}['k']\n"
            "def divide(): return 1 // 0\n"
            "def mine(): raise Mine\n"
            "def hidden(): raise AttributeError('a')\n"
            "class C:\n    p = property(lambda self: hidden())\n    q = property(lambda self: by_name())\n"
            "for f in (c_code, missing, divide, mine):\n"
            "    try: f()\n    except Exception as error: print(type(error), error.args)\n"
            "print(hasattr(C(), 'p'), hasattr(C(), 'q'))\n"
        )
        names = [event.value[0].payload[0] for event in found.events if event.kind == "unwind"]
        self.assertEqual(names[:3], ["struct.error", "KeyError", "ZeroDivisionError"])
        self.assertEqual(names[-4:-2], ["AttributeError", "AttributeError"])
        # Of a type of the program's no object is made for us.
        self.assertEqual(found.of("by_name", "unwind")[0].value[0].payload[0], "BaseException")
        self.assertIn("__main__.Mine", names)

    def test_generators_to_their_ends(self):
        found = self.record(
            "def g():\n    try:\n        while True: yield 1\n    finally: last()\n"
            "def last(): pass\n"
            "def run():\n"
            "    a = g(); next(a); a.close()\n"
            "    b = g(); b.close()\n"
            "    c = g(); next(c)\n    del c\n"
            "    d = g()\n    try: d.throw(KeyError('early'))\n    except KeyError: pass\n"
            "    e = g(); next(e)\n    try: e.throw(KeyError('late'))\n    except KeyError: pass\n"
            "run()\n"
        )
        pairs(self, found)
        kinds = [event.kind for event in found.of("g")]
        # What is thrown into one that has not begun ends a call at once.
        wanted = ["call yield throw unwind", "call unwind", "call yield throw unwind", "call unwind"]
        wanted.append("call yield throw unwind")
        self.assertEqual(" ".join(kinds), " ".join(wanted))
        serials = [event.activation for event in found.of("g") if event.activation]
        self.assertEqual(serials, [1, 1, 2, 3, 3, 4, 5, 5])

    def test_another_evaluation_below_and_above(self):
        for source in (
            "hooks = other()\nwith recording(): run()\nrun(); hooks.remove(); run()\n",
            "with recording():\n    hooks = other(); time.sleep(0.3); run(); hooks.remove()\nrun()\n",
            "with recording():\n    hooks = other(); run()\nrun(); hooks.remove(); run()\n",
        ):
            with self.subTest(source):
                found = self.parts(OTHER + source)
                calls = found.calls()
                self.assertEqual({name: calls[name] for name in RUN}, RUN)
                self.assertEqual(problems(found), [])
                pairs(self, found)

    @unittest.skipIf(sys.version_info < (3, 9), "no functions to ask")
    def test_a_debugger_takes_the_evaluation(self):
        found = self.parts(
            "import ctypes, time\n"
            "api = ctypes.pythonapi\n"
            "api.PyInterpreterState_Get.restype = ctypes.c_void_p\n"
            "state = ctypes.c_void_p(api.PyInterpreterState_Get())\n"
            "get, put = api._PyInterpreterState_GetEvalFrameFunc, api._PyInterpreterState_SetEvalFrameFunc\n"
            "get.restype = ctypes.c_void_p\n"
            "default = get(state)\n"
            "def before(): pass\n"
            "def unseen(): pass\n"
            "def after(): pass\n"
            "with recording():\n"
            "    before(); print(get(state) != default)\n"
            "    put(state, ctypes.c_void_p(default)); unseen()\n"
            "    time.sleep(0.4); after()\n"
            "print(get(state) == default)\n"
            "with tracehold.record(out='again'):\n"
            "    put(state, ctypes.c_void_p(default))\n"
            "print(get(state) == default)\n"
        )
        self.assertEqual(found.output.split(), ["True"] * 3)
        self.assertEqual(found.calls(), {"before": 1, "after": 1})
        self.assertIn("hook-removed", problems(found))


if __name__ == "__main__":
    unittest.main()
