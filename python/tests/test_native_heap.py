"""The heap walk in C: the same snapshot as the one in Python, in a child that the program does not notice."""

import ast
import os
import shutil
import sys
import textwrap
import unittest
from collections import Counter
from unittest import mock

from tests.recording import ROOT, Target
from tests.snapshot import Snapshot
from tests.test_native_values import REQUIRED
from tracehold import _heap, _heap_native, _native
from tracehold import _schema as schema

FIT = not _heap_native.unfit(True)

#: Takes a snapshot between a beginning and an end; what it leaves behind is printed.
FRAME = """
import gc, os, sys, threading
import tracehold
{body}
try:
    path = tracehold.snapshot("here", out="out")
except OSError as error:
    path = repr(error)
{end}
print(repr((path, sorted(os.listdir("out")), facts)))
"""


@unittest.skipUnless(FIT or REQUIRED, "no native walk here")
class Program(unittest.TestCase):
    def setUp(self):
        self.target = Target()
        self.addCleanup(shutil.rmtree, self.target.folder, True)

    def run_program(self, body, end="facts = None", walker="native", **environment):
        source = FRAME.format(body=textwrap.dedent(body), end=textwrap.dedent(end))
        shutil.rmtree(os.path.join(self.target.folder, "out"), True)
        path = self.target.write("program.py", source)
        variables = {"PYTHONPATH": ROOT, "TRACEHOLD_RECORDER": walker, **environment}
        done = self.target.plain(path, env=variables, timeout=100)
        self.assertEqual(done.returncode, 0, done.stderr)
        return ast.literal_eval(done.stdout.strip().splitlines()[-1])

    def snapshot(self, path, walker="native"):
        found = Snapshot(os.path.join(self.target.folder, path))
        self.assertEqual(found.record[schema.SNAPSHOT_FIELD_WALKER], walker)
        return found


@unittest.skipUnless(FIT or REQUIRED, "no native walk here")
class Parity(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        target = Target()
        cls.addClassCleanup(shutil.rmtree, target.folder, True)
        program = os.path.join(ROOT, "tests", "heap_target.py")
        done = target.plain(program, target.folder, env={"PYTHONPATH": ROOT})
        if done.returncode:
            raise AssertionError(done.stderr)
        cls.native, cls.pure = map(Snapshot, ast.literal_eval(done.stdout.strip().splitlines()[-1]))

    def test_who_walked(self):
        walkers = [found.record[schema.SNAPSHOT_FIELD_WALKER] for found in (self.native, self.pure)]
        self.assertEqual(walkers, ["native", "pure"])

    def test_edges_sizes_and_places_of_all_objects(self):
        compared = Counter()
        hashed = 0
        for address, node in self.native.nodes.items():
            other = self.pure.nodes.get(address)
            if other is None or other.type != node.type or (node.place and node.place[2] == "taken"):
                # Gone since, or the frame that takes the snapshots.
                continue
            compared[node.type] += 1
            told = f"{node.type} {node.place}"
            self.assertEqual((node.size, node.place, node.hash), (other.size, other.place, other.hash), told)
            hashed += node.hash is not None
            mine, theirs = Counter(node.edges), Counter(other.edges)
            if node.type == "frame":
                # The walk in Python leaves a dict of locals in each frame before 3.13.
                theirs -= Counter(edge for edge in other.edges if edge[0] == "reference" and edge not in mine)
            if sys.version_info >= (3, 13):
                # A dict over values that an instance keeps itself is followed wherever there is one.
                mine -= Counter(edge for edge in node.edges if edge[1] == "__dict__" and edge not in theirs)
            self.assertEqual(mine, theirs, told)
        for name in ("heap_target.Plain", "frame", "traceback", "generator", "coroutine", "cell", "module", "code"):
            self.assertGreater(compared[name] or compared[name.replace("heap_target", "__main__")], 0, name)
        self.assertGreater(sum(compared.values()), 20_000)
        self.assertGreater(hashed, 5_000)

    def test_objects_are_those_of_the_other(self):
        mine = {node.address for node in self.native.tracked}
        theirs = {node.address for node in self.pure.tracked}
        # What is frozen (3.12 freezes what it makes at its start) is in no list for Python.
        kinds = Counter(self.native.nodes[address].type for address in mine - theirs)
        self.assertEqual(set(kinds) - {"tuple"}, set())
        # What came between the two snapshots.
        more = Counter(self.pure.nodes[address].type for address in theirs - mine)
        self.assertLess(sum(more.values()), 300, more)
        counts, others = self.native.counts(), self.pure.counts()
        for name, count in counts.items():
            if name.startswith("__main__."):
                self.assertEqual(others[name], count, name)

    def test_roots_and_kinds_of_edges(self):
        self.assertEqual(
            Counter((kind, name) for kind, _, name in self.native.roots),
            Counter((kind, name) for kind, _, name in self.pure.roots),
        )
        kinds = {kind for node in self.native.nodes.values() for kind, _, _ in node.edges}
        self.assertEqual(
            kinds,
            set("reference attribute key key_object item member local type cache_key cache_value".split()),
        )
        names = {address: (kind, name) for kind, address, name in self.native.roots}
        worker = [address for address, (_, name) in names.items() if name == "worker"]
        self.assertTrue(any(self.native.nodes[address].place[2] == "working" for address in worker))


class Strings(Program):
    def test_the_hash_of_each_is_told_and_none_is_kept(self):
        # What a child keeps in its objects, nobody sees.
        for walker, environment in (("native", {}), ("native", {"TRACEHOLD_HEAP_IN_PROCESS": "1"}), ("pure", {})):
            with self.subTest(walker, **environment):
                path, _, told = self.run_program(
                    """
                    import ctypes

                    class Text(str):
                        def __hash__(self): raise RuntimeError
                        __len__ = __eq__ = __add__ = __hash__

                    class Data(bytes):
                        def __hash__(self): raise RuntimeError
                        __len__ = __eq__ = __add__ = __hash__

                    def kept(value):
                        return ctypes.c_ssize_t.from_address(id(value) + 24).value

                    n = len(sys.argv) + 2
                    texts = [text * n for text in ("ab", "\\u00e9", "\\u0416", "\\U0001f600", "\\udc80", "x\\0y")]
                    texts.append("q" * (1 << 20))
                    data = [b"ab" * n, bytes(range(n, 99)), b"q" * (1 << 20)]
                    for value in texts + data:
                        assert kept(value) == -1, value[:9]
                    known = "known" * n
                    hash(known)
                    left = ["", "a", b"", b"a", "q" * ((1 << 20) + 1), b"q" * ((1 << 20) + 1)]
                    left += [Text("ab" * n), Data(b"ab" * n)]
                    copies = ["ab" * n, "ab" * n]
                    """,
                    """
                    facts = (
                        [kept(value) for value in texts + data],
                        [(id(value), hash(value) % 2**64) for value in texts + data + copies + [known]],
                        [id(value) for value in left],
                    )
                    """,
                    walker,
                    **environment,
                )
                kept, hashes, left = told
                found = self.snapshot(path, walker)
                self.assertEqual(set(kept), {-1})
                self.assertEqual([(address, found.nodes[address].hash) for address, _ in hashes], hashes)
                self.assertEqual({found.nodes[address].hash for address in left if address in found.nodes}, {None})


class Snapshots(Program):
    def test_nothing_of_a_recorder_in_c_is_in_it(self):
        """What the interpreter alone holds of it, too: callbacks, and what lies in the storage of threads."""
        for walker in ("native", "pure"):
            with self.subTest(walker):
                path = self.target.write(
                    "program.py",
                    "from tracehold import _heap\n"
                    "def called(): return 1\n"
                    f"called()\nprint(_heap.take('.', asked={walker!r}))\n",
                )
                done = self.target.recorded(path, options=("--recorder", "native"))
                self.assertEqual(done.returncode, 0, done.stderr)
                found = self.snapshot(done.stdout.split()[-1], walker)
                types = {node.type for node in found.nodes.values()}
                self.assertEqual([name for name in types if "tracehold" in name], [])
                self.assertIn("dict", types)

    def test_buffers_of_ctypes_count_for_who_owns_them(self):
        body = """
            import ctypes
            class Pair(ctypes.Structure): _fields_ = [("a", ctypes.c_long * 1000), ("b", ctypes.c_char * 500)]
            owner, small = ctypes.create_string_buffer(100_000), ctypes.c_int(5)
            kept = [owner, small, Pair(), ctypes.cast(owner, ctypes.POINTER(ctypes.c_char)), Pair().a]
            kept += [(ctypes.c_char * 5000).from_buffer(bytearray(5000))]
            """
        for walker in ("native", "pure"):
            with self.subTest(walker):
                path, _, told = self.run_program(
                    body, "facts = [(id(one), object.__sizeof__(one)) for one in kept]", walker
                )
                found = self.snapshot(path, walker)
                sizes = [found.nodes[address].size - size for address, size in told]
                # Of the collector, before each.
                header = sizes[1]
                self.assertEqual([size - header for size in sizes], [100_000, 0, 8504, 0, 0, 0])

    def test_no_dict_of_an_instance_is_made(self):
        path, _, (said, address) = self.run_program(
            """
            class Plain:
                def __init__(self): self.first, self.second = [1.5], 2.5
            kept = Plain()
            """,
            "facts = [type(found).__name__ for found in gc.get_referents(kept)], id(kept)",
        )
        if sys.version_info >= (3, 11):
            self.assertNotIn("dict", said)
            edges = self.snapshot(path).edges(address)
            self.assertEqual(
                sorted(edge for edge in edges if edge[0] == "attribute"),
                [("attribute", "first", "list"), ("attribute", "second", "float")],
            )

    def test_the_collector_is_left_alone(self):
        for enabled in (True, False):
            _, _, said = self.run_program(
                f"""
                if not {enabled}: gc.disable()
                before = gc.get_stats()
                """,
                "facts = gc.isenabled(), gc.get_stats() == before",
            )
            self.assertEqual(said[0], enabled)

    def test_what_is_frozen_is_in_it(self):
        path, _, address = self.run_program("kept = [[1.5]]; gc.collect(); gc.freeze()", "facts = id(kept)")
        snapshot = self.snapshot(path)
        self.assertEqual(snapshot.edges(address), [("item", 0, "list")])
        self.assertIn(address, [node.address for node in snapshot.tracked])

    def test_a_long_chain(self):
        path, _, address = self.run_program(
            """
            kept = None
            for _ in range(500_000): kept = [kept]
            """,
            "facts = id(kept)",
        )
        nodes = self.snapshot(path).nodes
        length = 0
        while nodes[address].type == "list":
            [(_, _, address)] = nodes[address].edges
            length += 1
        self.assertEqual(length, 500_000)

    def test_without_a_child(self):
        path, _, address = self.run_program(
            "kept = [1.5, {'a': []}]", "facts = id(kept)", TRACEHOLD_HEAP_IN_PROCESS="1"
        )
        self.assertEqual(self.snapshot(path).edges(address), [("item", 0, "float"), ("item", 1, "dict")])

    def test_a_method_that_tells_no_size(self):
        path, _, address = self.run_program("import mmap; kept = mmap.mmap(-1, 5000); kept.close()", "facts = id(kept)")
        self.assertEqual(self.snapshot(path).nodes[address].type, "mmap.mmap")


class Child(Program):
    #: Ids of children of the main thread.
    CHILDREN = """
def children():
    with open(f"/proc/self/task/{os.getpid()}/children") as file:
        return list(map(int, file.read().split()))
"""

    def test_a_program_with_busy_threads_goes_on(self):
        for walker in ("native", "pure"):
            with self.subTest(walker):
                path, _, (before, after) = self.run_program(
                    """
                    counted, going = 0, True
                    names = {}
                    def count():
                        global counted
                        while going:
                            counted += 1
                            names[counted] = [counted]
                            if len(names) > 1000: names.clear()
                    threads = [threading.Thread(target=count) for _ in range(2)]
                    for thread in threads: thread.start()
                    kept = [[number] for number in range(30_000)]
                    before = counted
                    """,
                    """
                    facts = before, counted
                    going = False
                    for thread in threads: thread.join()
                    """,
                    walker,
                )
                self.snapshot(path, walker)
                self.assertGreater(after, before)

    def test_nobody_notices_it(self):
        _, _, said = self.run_program(
            self.CHILDREN
            + textwrap.dedent("""
            import signal, time
            seen = []
            signal.signal(signal.SIGCHLD, lambda *_: seen.append("signal"))
            os.register_at_fork(before=lambda: seen.append("fork"), after_in_child=lambda: seen.append("child"))
            going = True
            def wait():
                while going:
                    try:
                        seen.append(os.waitpid(-1, os.WNOHANG))
                    except ChildProcessError:
                        time.sleep(0.001)
            thread = threading.Thread(target=wait)
            thread.start()
            kept = [[number] for number in range(200_000)]
            """),
            """
            going = False
            thread.join()
            facts = seen, children()
            """,
        )
        self.assertEqual(said, ([], []))

    def test_where_children_are_not_waited_for(self):
        path, names, said = self.run_program(
            self.CHILDREN + "import signal; signal.signal(signal.SIGCHLD, signal.SIG_IGN)", "facts = children()"
        )
        self.assertEqual((said, names), ([], [os.path.basename(path), "run.json"]))
        self.snapshot(path)

    def test_signals_do_not_reach_it(self):
        path, _, said = self.run_program(
            self.CHILDREN
            + textwrap.dedent("""
            import signal, time
            kept = [[number] for number in range(500_000)]
            sent = []
            def send():
                while not sent:
                    time.sleep(0.001)
                    for child in children():
                        for number in (signal.SIGUSR1, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                            os.kill(child, number)
                        sent.append(child)
            thread = threading.Thread(target=send)
            thread.start()
            """),
            "thread.join(); facts = len(sent)",
        )
        self.assertEqual(said, 1)
        self.snapshot(path)

    def test_killed_it_leaves_nothing(self):
        said, names, _ = self.run_program(
            self.CHILDREN
            + textwrap.dedent("""
            import signal, time
            kept = [[number] for number in range(1_000_000)]
            def kill():
                while True:
                    time.sleep(0.001)
                    for child in children():
                        os.kill(child, signal.SIGKILL)
                        return
            threading.Thread(target=kill).start()
            """)
        )
        self.assertIn("the process that walks over the heap was killed by signal 9", said)
        self.assertEqual(names, ["run.json"])

    def test_an_interrupted_wait_ends_it(self):
        said, names, (running, left) = self.run_program(
            self.CHILDREN
            + textwrap.dedent("""
            import signal, time
            kept = [[number] for number in range(1_000_000)]
            running = []
            def raising(*_):
                if not running:
                    running.extend(children())
                    raise OSError("by the handler")
            signal.signal(signal.SIGUSR1, raising)
            def interrupt():
                while not children(): time.sleep(0.001)
                # The first may come before the wait begins.
                while not running:
                    signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1)
                    time.sleep(0.01)
            threading.Thread(target=interrupt).start()
            """),
            "facts = len(running), len(children())",
        )
        self.assertIn("by the handler", said)
        self.assertEqual((running, left), (1, 0))
        self.assertEqual(names, ["run.json"])

    def test_on_a_full_disk_nothing_is_left(self):
        for walker in ("native", "pure"):
            with self.subTest(walker):
                said, names, _ = self.run_program(
                    """
                    import resource
                    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
                    """,
                    """
                    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
                    facts = None
                    """,
                    walker,
                )
                self.assertIn("File too large", said)
                self.assertEqual(names, ["run.json"])


class Choice(unittest.TestCase):
    def test_where_it_is_unfit(self):
        with mock.patch.object(_heap_native, "unfit", lambda asked: "no library"):
            self.assertEqual(_heap.choose("auto")[0], False)
            self.assertEqual(_heap.choose("native"), (False, "pure Python: no library"))

    def test_where_it_never_ran_it_must_be_asked_for(self):
        with mock.patch.multiple(_native, untried="never run", unfit=lambda: "no library"):
            self.assertEqual(_heap_native.unfit(), "never run")
            self.assertEqual(_heap_native.unfit(True), "no library")

    def test_what_was_asked_for(self):
        with mock.patch.object(_heap_native, "unfit", lambda asked: ""), mock.patch.dict(os.environ):
            os.environ["TRACEHOLD_RECORDER"] = "pure"
            self.assertEqual(_heap.choose(), (False, "pure Python, as asked for"))
            self.assertEqual(_heap.choose("native")[0], True)
            del os.environ["TRACEHOLD_RECORDER"]
            self.assertEqual(_heap.choose()[0], True)

    @unittest.skipUnless(FIT or REQUIRED, "no native walk here")
    def test_what_differs_is_found(self):
        class Wrong:
            """Describes as a library would that has one thing wrong."""

            def __init__(self, change):
                self._change = change

            def heap_describe(self, value, *rest):
                return self._change(value, _native.library.heap_describe(value, *rest))

            heap_array = _native.library.heap_array

        types = _heap_native._types()
        for change, found in (
            (lambda value, told: told, ""),
            (lambda value, told: "the lists of the garbage collector", "the lists of the garbage collector"),
            (lambda value, told: (told[0], []) if type(value) is dict else told, "what a dict refers to"),
            (lambda value, told: (told[0] + 8, told[1]) if type(value) is list else told, "the size of a list"),
        ):
            self.assertEqual(_heap_native._difference(Wrong(change), types), found)


if __name__ == "__main__":
    unittest.main()
