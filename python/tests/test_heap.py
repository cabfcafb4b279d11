"""Heap snapshots of programs: who refers to what under which names, sizes, counts, roots; nothing is run for it."""

import ast
import os
import shutil
import textwrap
import unittest

from tests.recording import ROOT, Target
from tests.snapshot import Snapshot
from tracehold import _schema as schema

#: A program may keep ``facts`` for the test; ``wanted`` are objects whose edges are looked at.
FRAME = """
import gc, sys
{body}
import tracehold
path = tracehold.snapshot("here")
print(repr((path, {{name: id(value) for name, value in wanted.items()}}, facts)))
"""


class Heap(unittest.TestCase):
    def setUp(self):
        self.target = Target()
        self.addCleanup(shutil.rmtree, self.target.folder, True)

    def run_program(self, source):
        return self.target.plain(self.target.write("program.py", source), env={"PYTHONPATH": ROOT})

    def take(self, body, facts="None"):
        """The snapshot, the ids of the objects in ``wanted``, and what the program said of itself."""
        source = FRAME.format(body=textwrap.dedent(body) + f"\nfacts = {facts}\n")
        done = self.run_program(source)
        self.assertEqual(done.returncode, 0, done.stderr)
        path, ids, said = ast.literal_eval(done.stdout.strip().splitlines()[-1])
        return Snapshot(os.path.join(self.target.folder, path)), ids, said

    def assert_edges(self, snapshot, address, *expected):
        found = snapshot.edges(address)
        for edge in expected:
            self.assertIn(edge, found)

    def test_containers(self):
        snapshot, ids, _ = self.take(
            """
            class D(dict): pass
            class L(list): pass
            class T(tuple): pass
            from collections import deque, OrderedDict, defaultdict
            one = [1.5]
            wanted = dict(
                dict={"a": one, 7: one, (1, "b"): one, None: one, one.__class__: one}, list=[one, 2.5], tuple=(one,),
                set={(1, 2)}, frozen=frozenset({(3, 4)}), deque=deque([one]), ordered=OrderedDict(k=one),
                default=defaultdict(list, k=one), D=D(k=one), L=L([one]), T=T([one]),
            )
            wanted["D"].own = one
            """
        )
        for name, *edges in (
            ("dict", ("key", "'a'", "list"), ("key_object", "'a'", "str"), ("key", "7", "list")),
            ("dict", ("key", "(1, 'b')", "list"), ("key_object", "(1, 'b')", "tuple"), ("key", "None", "list")),
            ("dict", ("key", "<type>", "list")),
            ("list", ("item", 0, "list"), ("item", 1, "float")),
            ("tuple", ("item", 0, "list")),
            ("set", ("member", 0, "tuple")),
            ("frozen", ("member", 0, "tuple")),
            ("deque", ("item", 0, "list")),
            ("ordered", ("key", "'k'", "list")),
            ("default", ("key", "'k'", "list")),
            ("D", ("key", "'k'", "list")),
            ("L", ("item", 0, "list")),
            ("T", ("item", 0, "list")),
        ):
            with self.subTest(name):
                self.assert_edges(snapshot, ids[name], *edges)

    def test_objects_of_the_interpreter(self):
        snapshot, ids, _ = self.take(
            """
            import functools
            class Plain:
                def method(self): pass
            class Slots:
                __slots__ = ("a", "b")
            def outer():
                held = [1.5]
                return lambda x=[2.5]: (held, x)
            def failing():
                local = [3.5]
                raise ValueError(local)
            try:
                failing()
            except ValueError as caught:
                error = caught
            def generating():
                kept = [4.5]
                yield kept
            generator = generating(); next(generator)
            slots = Slots(); slots.a = [5.5]
            plain = Plain(); plain.kept = [1.25]
            @functools.lru_cache(maxsize=4)
            def bounded(key): return [key]
            bounded((1, 2)); bounded((3, 4))
            @functools.lru_cache(maxsize=None)
            def unbounded(key): return [key]
            unbounded((1, 2))
            class Error(Exception): pass
            wanted = dict(
                function=outer(), cell=outer().__closure__[0], method=plain.method, slots=slots, error=error,
                traceback=error.__traceback__, frame=error.__traceback__.tb_next.tb_frame, module=sys, plain=plain,
                bounded=bounded, unbounded=unbounded, partial=functools.partial(outer, 1), cls=Plain,
                static=dict,
            )
            """
        )
        for name, *edges in (
            ("function", ("attribute", "__closure__", "tuple"), ("attribute", "__defaults__", "tuple")),
            ("function", ("attribute", "__globals__", "dict"), ("attribute", "__code__", "code")),
            ("method", ("attribute", "__self__", "__main__.Plain"), ("attribute", "__func__", "function")),
            ("slots", ("attribute", "a", "list")),
            ("error", ("attribute", "__traceback__", "traceback"), ("attribute", "args", "tuple")),
            ("traceback", ("attribute", "tb_next", "traceback"), ("attribute", "tb_frame", "frame")),
            ("frame", ("local", "local", "list"), ("attribute", "f_back", "frame")),
            ("module", ("attribute", "__dict__", "dict")),
            ("bounded", ("cache_key", 0, "tuple"), ("cache_value", 0, "list"), ("cache_key", 1, "tuple")),
            ("unbounded", ("attribute", "cache", "dict")),
            ("partial", ("attribute", "func", "function")),
            ("cls", ("attribute", "__dict__", "dict"), ("attribute", "__mro__", "tuple")),
            ("static", ("attribute", "__dict__", "dict")),
        ):
            with self.subTest(name):
                self.assert_edges(snapshot, ids[name], *edges)
        [kept] = [to for kind, name, to in snapshot.nodes[ids["plain"]].edges if kind in ("attribute", "reference")][:1]
        self.assertTrue(kept)
        file, line, name = snapshot.nodes[ids["frame"]].place
        self.assertEqual((os.path.basename(file), name), ("program.py", "failing"))
        self.assertGreater(line, 10)

    def test_attributes_of_instances_are_named_when_the_process_ends(self):
        self.target.write(
            "program.py",
            """
class Plain:
    def __init__(self):
        self.first = [1.5]
        self.second = 2.5
kept = Plain()
""",
        )
        done = self.target.recorded("program.py", options=("--heap-at-exit",))
        self.assertEqual(done.returncode, 0, done.stderr)
        [path] = [name for name in os.listdir(done.run) if name.endswith(".thheap")]
        snapshot = Snapshot(os.path.join(done.run, path))
        [plain] = [node for node in snapshot.nodes.values() if node.type == "__main__.Plain"]
        edges = snapshot.edges(plain.address)
        if ("attribute", "__dict__", "dict") in edges:
            [own] = [to for kind, name, to in plain.edges if (kind, name) == ("attribute", "__dict__")]
            edges = [("attribute", ast.literal_eval(name), kind) for _, name, kind in snapshot.edges(own)]
        self.assertIn(("attribute", "first", "list"), edges)
        self.assertIn(("attribute", "second", "float"), edges)

    def test_at_exit_it_sees_what_exit_handlers_let_go_of_and_nothing_of_the_shim(self):
        self.target.write(
            "program.py",
            """
import atexit, weakref
class Held:
    def __init__(self):
        weakref.finalize(self, self.close)
    def close(self): pass
class Registered:
    def close(self): pass
Held()
atexit.register(Registered().close)
""",
        )
        done = self.target.recorded("program.py", options=("--heap-at-exit",))
        self.assertEqual(done.returncode, 0, done.stderr)
        paths = [name for name in os.listdir(done.run) if name.endswith(".thheap")]
        self.assertEqual(len(paths), 1)
        snapshot = Snapshot(os.path.join(done.run, paths[0]))
        counts = snapshot.counts()
        self.assertEqual((counts["__main__.Held"], counts["__main__.Registered"]), (1, 1))
        places = {node.place[0] for node in snapshot.nodes.values() if node.place}
        self.assertEqual([path for path in places if path.startswith(os.path.join(ROOT, "tracehold"))], [])

    def test_counts_by_type_are_those_of_the_collector_and_its_closure(self):
        snapshot, _, said = self.take(
            """
            class Mine: pass
            kept = [[Mine() for _ in range(500)], [object() for _ in range(300)], [float(i) for i in range(200)]]
            wanted = {}
            def counted():
                # Closed over what tp_traverse tells, as an independent judge would.
                todo, seen, counts = gc.get_objects(), set(), {}
                seen.update(map(id, todo))
                ours = {id(todo), id(seen), id(counts), id(sys._getframe())}
                for value in todo:
                    if id(value) in ours: continue
                    name = type(value).__name__
                    counts[name] = counts.get(name, 0) + 1
                    for other in gc.get_referents(value):
                        if id(other) not in seen:
                            seen.add(id(other)); todo.append(other)
                return {name: counts.get(name) for name in ("Mine", "object", "float", "code")}
            """,
            "counted()",
        )
        counts = snapshot.counts()
        self.assertEqual(counts["__main__.Mine"], said["Mine"])
        # What the modules bring that the snapshot itself needs, and constants of code, which tp_traverse leaves out.
        for name, more in (("object", 10), ("float", 100), ("code", 1500)):
            with self.subTest(name):
                self.assertGreaterEqual(counts[name], said[name])
                self.assertLess(counts[name], said[name] + more)

    def test_sizes_and_references(self):
        snapshot, ids, said = self.take(
            """
            class Mine:
                def __sizeof__(self): raise RuntimeError
            class Derived(dict):
                def __sizeof__(self): raise RuntimeError
            wanted = dict(list=[1.5] * 50, dict={n: n for n in range(100)}, bytes=b"x" * 1000, text="abc" * 99,
                set=set(range(99)), derived=Derived(a=1), big=1 << 999, array=bytearray(5000))
            twice = [wanted["bytes"], wanted["bytes"]]
            """,
            "{name: (sys.getsizeof(wanted[name]), sys.getrefcount(wanted[name]) - 1) for name in wanted"
            " if name != 'derived'}",
        )
        for name, (size, references) in said.items():
            with self.subTest(name):
                node = snapshot.nodes[ids[name]]
                self.assertEqual(node.size, size)
                # Immortal from 3.12 on.
                self.assertEqual(node.references, references if references < 1 << 30 else (1 << 32) - 1)
        self.assertGreater(snapshot.nodes[ids["derived"]].size, 64)

    def test_nothing_of_the_shim_is_in_it(self):
        snapshot, _, _ = self.take("wanted = {}")
        keys = {name for node in snapshot.nodes.values() for kind, name, _ in node.edges if kind == "key"}
        self.assertNotIn("'of_lru_cache'", keys, "the dict of a class of the shim")
        own = [node.type for node in snapshot.nodes.values() if "tracehold" in node.type]
        self.assertEqual(own, [])
        places = {node.place[0] for node in snapshot.nodes.values() if node.place}
        self.assertEqual([path for path in places if path.startswith(os.path.join(ROOT, "tracehold"))], [])
        names = [name for _, _, name in snapshot.roots]
        self.assertEqual([name for name in names if name.startswith("tracehold")], [])
        self.assertIn("__main__", names)

    def test_a_second_snapshot_sees_no_more_than_the_first(self):
        source = """
        import gc
        import tracehold
        tracehold.snapshot("warm")
        gc.collect()
        first = len(gc.get_objects())
        tracehold.snapshot("one")
        tracehold.snapshot("two")
        gc.collect()
        print(len(gc.get_objects()) - first)
        """
        done = self.run_program(textwrap.dedent(source))
        self.assertLess(int(done.stdout), 20, done.stderr)

    def test_running_frames_are_roots(self):
        snapshot, ids, _ = self.take(
            """
            import threading
            ready, done = threading.Event(), threading.Event()
            def working():
                in_thread = [1.5]
                wanted["thread"] = in_thread
                ready.set()
                done.wait()
            wanted = {}
            thread = threading.Thread(target=working, name="worker", daemon=True)
            thread.start(); ready.wait()
            """
        )
        holders = [
            node.place[2]
            for node in snapshot.nodes.values()
            if any(to == ids["thread"] and kind == "local" for kind, _, to in node.edges)
        ]
        self.assertEqual(holders, ["working"])
        frames = [address for kind, address, name in snapshot.roots if name == "worker"]
        self.assertTrue(all(snapshot.nodes[address].type == "frame" for address in frames))
        self.assertTrue(frames)

    def test_no_code_of_the_program_runs(self):
        _, _, said = self.take(
            """
            calls = []
            def note(name, result=None):
                def method(self, *arguments):
                    calls.append(name)
                    raise RuntimeError(name)
                return method
            hostile = {name: note(name) for name in (
                "__repr__", "__str__", "__eq__", "__len__", "__iter__", "__sizeof__", "__bool__", "__getattr__",
                "__getattribute__", "__getitem__", "__contains__", "__dir__", "items", "keys", "values")}
            def counted_hash(self):
                calls.append("hash"); return 7
            class Meta(type):
                def __getattribute__(cls, name):
                    calls.append("meta " + name); return type.__getattribute__(cls, name)
                def __hash__(cls):
                    calls.append("meta hash"); return 7
                def __eq__(cls, other):
                    calls.append("meta eq"); return cls is other
            made = []
            for base in (object, dict, list, tuple, set, str, int):
                cls = Meta("Hostile", (base,), dict(hostile, __hash__=counted_hash))
                cls.__class__ = property(note("class")) if False else cls.__class__
                made.append(base.__new__(cls))
            class Posing(metaclass=Meta):
                __class__ = property(note("__class__"))
                @property
                def attribute(self): calls.append("property")
            made.append(Posing())
            keyed = {made[-1]: 1}
            error = ValueError(made)
            wanted = {}
            calls.clear()
            """,
            "list(calls)",
        )
        self.assertEqual(said, [])

    def test_without_a_folder_to_write_to_it_says_so(self):
        source = """
        import tracehold
        try:
            tracehold.snapshot(out="/proc/nothing")
        except OSError:
            print("OSError")
        """
        done = self.run_program(textwrap.dedent(source))
        self.assertEqual(done.stdout.strip(), "OSError", done.stderr)

    @unittest.skipUnless(hasattr(os, "fork"), "files of this system have no limit")
    def test_with_a_full_disk_the_program_is_told_and_nothing_is_kept(self):
        source = """
        import resource
        import tracehold
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
        try:
            tracehold.snapshot()
        except OSError:
            print("OSError")
        """
        for name, run in (
            ("recorded", self.target.recorded),
            ("alone", self.target.plain),
        ):
            with self.subTest(name):
                program = self.target.write("program.py", textwrap.dedent(source))
                done = run(program, env={"PYTHONPATH": ROOT})
                self.assertEqual(done.stdout.strip(), "OSError", done.stderr)
        found = [name for _, _, names in os.walk(self.target.folder) for name in names if name.startswith("heap-")]
        self.assertEqual(found, [])

    def test_at_a_breakpoint_of_what_is_recorded_it_goes_into_that_run(self):
        source = "from tracehold import _breakpoint\nprint(_breakpoint.answer('nowhere', 'here'))\n"
        done = self.target.recorded(self.target.write("program.py", source))
        word, status, path = done.stdout.strip().split(":")
        self.assertEqual((word, status), ("tracehold", "ok"), done.stderr)
        found = bytes.fromhex(path).decode()
        self.assertEqual(os.path.realpath(os.path.dirname(found)), os.path.realpath(done.run))
        self.assertEqual(Snapshot(found).record[schema.SNAPSHOT_FIELD_REASON], "breakpoint")
