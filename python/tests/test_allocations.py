"""What is counted of allocations in C, held against tracemalloc, the interpreter and libc; and that it is safe."""

import os
import subprocess
import sys
import textwrap
import unittest
from types import SimpleNamespace

from tests.recording import ROOT, Target, record_source, recordings
from tests.test_native_values import REQUIRED
from tracehold import _allocations, _native
from tracehold import _schema as schema

HAS_LIBRARY = not _native.missing
HAS_HOOK = not _native.unfit()

PRELUDE = """
import gc, sys
sys.path.insert(0, {root!r})
from tracehold import _native
native = _native.library

def net():
    allocated, freed, blocks, freed_blocks = native.allocations()
    return allocated - freed, blocks - freed_blocks

def work():
    kept = [bytes(15 + 16 * (n % 2000)) for n in range(3000)]
    kept.append({{str(n): n * 1.5 for n in range(4000)}})
    kept.append(bytearray(3000000))
    for n in range(20000):
        kept.append((n, None))
    del kept[:1000]
    return kept
"""


def run(source, **environment):
    """What a program with PRELUDE prints, a word each."""
    program = PRELUDE.format(root=ROOT) + textwrap.dedent(source)
    variables = dict(os.environ, **environment)
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", program],
        env=variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if done.returncode:
        raise AssertionError(f"exit code {done.returncode}\n{done.stderr}")
    return done.stdout.split()


@unittest.skipUnless(HAS_LIBRARY or REQUIRED, "no native library here")
class Counts(unittest.TestCase):
    def agree(self, one, other, within=0.01):
        self.assertLessEqual(abs(one - other), within * max(abs(one), abs(other)), (one, other))

    def test_bytes_agree_with_tracemalloc(self):
        # With debug hooks both count what was asked for; else ours counts what is set aside for it. Of an allocator
        # above ours (`first`) its own tables count as well, which are a few percent.
        for allocator, within in (("debug", 0.0001), ("malloc_debug", 0.0001), ("pymalloc", 0.01), ("malloc", 0.05)):
            for first in ("tracemalloc.start()", "native.count_allocations()"):
                with self.subTest(allocator, first=first):
                    ours, theirs = map(
                        int,
                        run(
                            f"""
                            import tracemalloc
                            assert {first} in ("", None)
                            tracemalloc.start()
                            assert native.count_allocations() == ""
                            gc.collect(); gc.disable()
                            a, before = net()[0], tracemalloc.get_traced_memory()[0]
                            kept = work()
                            b, after = net()[0], tracemalloc.get_traced_memory()[0]
                            print(b - a, after - before)
                            """,
                            PYTHONMALLOC=allocator,
                        ),
                    )
                    self.assertGreater(theirs, 20000000)
                    self.agree(ours, theirs, within if "tracemalloc" in first else 0.05)

    def test_blocks_agree_with_the_interpreter(self):
        ours, theirs = map(
            int,
            run(
                """
                assert native.count_allocations() == ""
                gc.collect(); gc.disable()
                before = sys.getallocatedblocks()
                a = net()[1]
                kept = [object() for _ in range(50000)] + [str(n) * 20 for n in range(50000)]
                b = net()[1]
                print(b - a, sys.getallocatedblocks() - before)
                """,
                # The interpreter counts pymalloc's only.
                PYTHONMALLOC="pymalloc",
            ),
        )
        self.agree(ours, theirs, 0.0002)

    def test_what_is_freed_again_is_zero_to_the_byte(self):
        for allocator in ("debug", "pymalloc", "malloc"):
            words = run(
                """
                assert native.count_allocations() == ""
                def turn():
                    kept = work()
                    kept.sort(key=id)
                    kept += [kept[:]] * 10
                    text = ""
                    for n in range(3000): text += str(n)
                gc.collect(); gc.disable()
                for _ in range(6):
                    a = native.allocations()
                    turn()
                    b = native.allocations()
                print(b[0] - a[0] > 20000000, (b[0] - a[0]) - (b[1] - a[1]) == 0)
                """,
                PYTHONMALLOC=allocator,
            )
            self.assertEqual(words, ["True", "True"], allocator)

    def test_blocks_of_before_and_after(self):
        # What was allocated before counts when it is freed, in arenas that were full and in ones that were not.
        before, during, after = map(
            int,
            run(
                """
                gc.disable()
                old = [bytes(15 + 16 * (n % 60)) for n in range(100000)]
                size = sum(map(sys.getsizeof, old))
                for _ in range(2):
                    assert native.count_allocations() == ""
                    a = net()[0]
                    for n in range(50000): old[n] = None
                    half = a - net()[0]
                    del old[:50000]
                    new = [bytes(100) for _ in range(50000)]
                    native.ignore_allocations()
                    del new
                    old += [bytes(15 + 16 * (n % 60)) for n in range(50000)]
                c = native.allocations()
                del old
                print(size, half * 2, int(native.allocations() != c))
                """
            ),
        )
        self.agree(before, during, 0.02)
        self.assertEqual(after, 0)

    def test_of_the_thread_that_does_it(self):
        words = run(
            """
            import threading
            assert native.count_allocations() == ""
            box = []
            def make():
                a = net()[0]
                box.append([bytes(1000) for _ in range(1000)])
                box.append(net()[0] - a)
            mine = net()[0]
            thread = threading.Thread(target=make); thread.start(); thread.join()
            print(box.pop() > 1000000, net()[0] - mine < 100000)
            mine = net()[0]
            box.clear()
            print(mine - net()[0] > 1000000)
            # A new thread begins at nothing, though it may have the memory of one that is gone.
            counts = []
            for _ in range(300):
                thread = threading.Thread(target=lambda: counts.append(native.allocations()[0]))
                thread.start(); thread.join()
            print(max(counts) < 100000)
            """
        )
        self.assertEqual(words, ["True"] * 4)

    def test_another_that_comes_above_and_goes_before_or_after(self):
        words = run(
            """
            import tracemalloc
            def counts():
                a = net()[0]
                kept = bytearray(1000000)
                return net()[0] - a >= 1000000
            assert native.count_allocations() == ""
            tracemalloc.start()
            print(counts())
            native.ignore_allocations()
            print(not counts())
            assert native.count_allocations() == ""
            print(counts())
            native.ignore_allocations()
            tracemalloc.stop()
            print(not counts())
            assert native.count_allocations() == ""
            print(counts())
            tracemalloc.start(); tracemalloc.stop()
            print(counts())
            native.ignore_allocations()
            """
        )
        self.assertEqual(words, ["True"] * 6)

    def test_in_and_out_while_threads_allocate_without_the_lock(self):
        for allocator in ("pymalloc", "debug", "malloc"):
            words = run(
                """
                import ctypes, threading
                python = ctypes.CDLL(None)
                for name in ("PyMem_RawMalloc", "PyMem_RawCalloc", "PyMem_RawRealloc"):
                    getattr(python, name).restype = ctypes.c_void_p
                malloc, realloc, free = python.PyMem_RawMalloc, python.PyMem_RawRealloc, python.PyMem_RawFree
                malloc.argtypes, realloc.argtypes = [ctypes.c_size_t], [ctypes.c_void_p, ctypes.c_size_t]
                free.argtypes = [ctypes.c_void_p]
                going = True
                def hammer(seed):
                    held = []
                    turn = seed
                    while going:
                        turn = (turn * 1103515245 + 12345) % 2147483648
                        held.append(malloc(turn % 3000))
                        held.append(realloc(malloc(turn % 700), turn % 70000))
                        objects = [bytes(turn % 600) for _ in range(20)]
                        if len(held) > 200:
                            for block in held: free(block)
                            held.clear()
                    for block in held: free(block)
                threads = [threading.Thread(target=hammer, args=(n,)) for n in range(4)]
                for thread in threads: thread.start()
                for _ in range(150):
                    assert native.count_allocations() == ""
                    kept = [str(n) * 5 for n in range(200)]
                    native.ignore_allocations()
                going = False
                for thread in threads: thread.join()
                print("done")
                """,
                PYTHONMALLOC=allocator,
            )
            self.assertEqual(words, ["done"], allocator)

    def test_arenas_that_come_and_go(self):
        # Where arenas were, libc then has mappings of its own, which begin in the middle of what was a pool.
        words = run(
            """
            gc.disable()
            assert native.count_allocations() == ""
            def turn():
                small = [bytes(15 + 16 * (n % 30)) for n in range(200000)]
                del small
                a = net()[0]
                large = [bytearray(70000 + 4096 * (n % 7)) for n in range(500)]
                held = net()[0] - a
                size = sum(map(sys.getsizeof, large))
                del large
                return held, size, net()[0] - a
            for _ in range(4):
                held, size, left = turn()
                print(size <= held <= size * 1.1, left)
            """,
            MALLOC_MMAP_THRESHOLD_="65536",
        )
        self.assertEqual(words[0::2], ["True"] * 4, words)
        self.assertLess(max(abs(int(left)) for left in words[1::2]), 1000)

    @unittest.skipUnless(hasattr(os, "fork"), "no fork here")
    def test_fork(self):
        words = run(
            """
            import os, threading, warnings
            warnings.simplefilter("ignore")
            assert native.count_allocations() == ""
            kept = [bytes(200) for _ in range(10000)]
            stop = threading.Event()
            thread = threading.Thread(target=lambda: [bytes(n) for n in iter(lambda: 100 * (not stop.is_set()), 0)])
            thread.start()
            for _ in range(10):
                pid = os.fork()
                if pid == 0:
                    a = net()[0]
                    kept.clear()
                    good = a - net()[0] > 2000000
                    native.ignore_allocations()
                    more = [bytes(200) for _ in range(1000)]
                    good = good and native.count_allocations() == ""
                    del more
                    os._exit(0 if good else 1)
                assert os.waitpid(pid, 0)[1] == 0
            stop.set(); thread.join()
            print("done")
            """
        )
        self.assertEqual(words, ["done"])

    @unittest.skipUnless(sys.version_info >= (3, 13), "mimalloc is of 3.13")
    def test_an_allocator_that_is_not_known_is_refused(self):
        for extra in ("", "import tracemalloc; tracemalloc.start()"):
            words = run(f"{extra}\nprint(bool(native.count_allocations()), net())", PYTHONMALLOC="mimalloc")
            self.assertEqual(words, ["True", "(0,", "0)"])


PROGRAM = """
import gc
gc.disable()

def make(n):
    return [bytes(15 + 16 * (k % 50)) for k in range(n)]

class Box:
    def __init__(self, n):
        self.n = n
        self.kept = make(200)

def build(depth):
    return [Box(depth)] + (build(depth - 1) if depth else [])

def drop(kept):
    del kept[:len(kept) // 2]

def stream(n):
    for k in range(n):
        yield bytearray(5000 + k)

def main():
    kept = []
    for _ in range(4):
        kept += build(200)
    kept += stream(1200)
    drop(kept)
    return kept

import time, tracemalloc
# What the recorder writes meanwhile it then no longer holds.
time.sleep(0.2)
before = tracemalloc.get_traced_memory()[0]
result = main()
time.sleep(0.2)
print(tracemalloc.get_traced_memory()[0] - before)
"""


def self_bytes(recording):
    """(allocated, freed) by qualname: what is told at an event is of the call that was open before it."""
    found = {}
    stacks = {}
    for event in recording.events:
        stack = stacks.setdefault(event.thread, [])
        if stack:
            allocated, freed = found.get(stack[-1], (0, 0))
            found[stack[-1]] = (allocated + event.allocated, freed + event.freed)
        if event.kind in ("call", "resume", "throw"):
            stack.append(event.qualname)
        elif event.kind != "exception":
            stack.pop()
    return found


@unittest.skipUnless(HAS_HOOK or REQUIRED, "no native hook here")
class Deltas(unittest.TestCase):
    def test_the_sum_over_calls_agrees_with_tracemalloc(self):
        for values in ("none", "attributes"):
            target = Target()
            target.write("program.py", PROGRAM)
            options = ("--allocations", "--recorder", "native", "--values", values)
            done = target.recorded("program.py", options=options, env={"PYTHONTRACEMALLOC": "1"})
            self.assertEqual(done.returncode, 0, done.stderr)
            found = recordings(done.run)[0]
            self.assertEqual(found.process[schema.PROCESS_FIELD_ALLOCATIONS], 1)
            by_function = self_bytes(found)
            net = {name: allocated - freed for name, (allocated, freed) in by_function.items()}
            theirs = int(done.stdout)
            ours = sum(net[name] for name in ("main", "make", "build", "drop", "stream", "Box.__init__"))
            ours += net.get("make.<locals>.<listcomp>", 0)
            self.assertGreater(theirs, 5000000)
            self.assertLessEqual(abs(ours - theirs), 0.01 * theirs, (values, ours, theirs))
            self.assertLess(net["drop"], -5000000)
            self.assertGreater(net["stream"], 300 * 5000)

    def test_what_the_recorder_does_is_not_the_programs(self):
        # Long functions: the number of an instruction beyond the 256th is an int made for the hook.
        body = "".join(f"    x = x + {n} - {n}\n" for n in range(200))
        source = f"def f(x):\n{body}    return x\ndef g():\n    for _ in range(3000): f(1)\ng()\n"
        found = record_source(source, "--allocations", "--recorder", "native", "--values", "none")
        allocated, freed = self_bytes(found)["f"]
        # The rows of 6,000 events, the chunks made of them and their definitions are more than 100 KB.
        self.assertLess(allocated, 3000)
        self.assertLess(freed, 3000)

    def test_what_the_recorder_leaves_with_an_object_is_freed_with_it(self):
        # A dict that is made to look at the attributes of an instance stays with it.
        source = """
import gc
gc.disable()
class Box:
    def __init__(self, n):
        self.n = n
        self.kept = [n]
def look(box): return box
def main():
    for _ in range(3):
        boxes = [look(Box(n)) for n in range(2000)]
        boxes.clear()
main()
"""
        found = record_source(source, "--allocations", "--recorder", "native", "--sample", "off")
        net = sum(allocated - freed for name, (allocated, freed) in self_bytes(found).items() if name != "<module>")
        self.assertLess(abs(net), 40000)

    def test_threads_and_a_child(self):
        source = """
import os, threading
def make(n): return list(map(bytes, [1000] * n))
def work(n):
    kept = make(n)
    os.getpid()
    return kept
threads = [threading.Thread(target=work, args=(1000 * n,)) for n in (1, 2, 3)]
for thread in threads: thread.start()
for thread in threads: thread.join()
if hasattr(os, "fork"):
    pid = os.fork()
    if pid == 0:
        make(5000)
        os._exit(0)
    os.waitpid(pid, 0)
"""
        target = Target()
        target.write("program.py", source)
        done = target.recorded("program.py", options=("--allocations", "--recorder", "native"))
        self.assertEqual(done.returncode, 0, done.stderr)
        found = recordings(done.run)
        made = [event.allocated for event in found[0].of("make", "return")]
        self.assertEqual([round(allocated / 1050000) for allocated in sorted(made)], [1, 2, 3])
        if hasattr(os, "fork"):
            self.assertEqual(found[1].process[schema.PROCESS_FIELD_ALLOCATIONS], 1)
            self.assertEqual([round(event.allocated / 1050000) for event in found[1].of("make", "return")], [5])

    def test_off_unless_asked_for(self):
        found = record_source("def f(): return [1]\nf()\n", "--recorder", "native")
        self.assertNotIn(schema.PROCESS_FIELD_ALLOCATIONS, found.process)
        self.assertEqual({(event.allocated, event.freed) for event in found.events}, {(0, 0)})


class Refused(unittest.TestCase):
    """Where bytes cannot be counted, that is said."""

    def test_a_hook_that_would_not_tell(self):
        told = []
        recorder = SimpleNamespace(
            options=SimpleNamespace(allocations=True),
            kind="native",
            hook="something else",
            allocations=False,
            problem=lambda code, text: told.append((code, text)),
        )
        _allocations.begin(recorder)
        self.assertFalse(recorder.allocations)
        self.assertEqual([code for code, _ in told], ["no-allocations"])
        self.assertIn("something else", told[0][1])

    def test_the_pure_recorder_says_that_it_does_not_count(self):
        found = record_source("def f(): return [1]\nf()\n", "--allocations", "--recorder", "pure")
        self.assertNotIn(schema.PROCESS_FIELD_ALLOCATIONS, found.process)
        self.assertEqual([fields[schema.PROBLEM_FIELD_CODE] for fields in found.problems], ["no-allocations"])
        self.assertIn("the native recorder counts them", found.problems[0][schema.PROBLEM_FIELD_MESSAGE])


if __name__ == "__main__":
    unittest.main()
