"""What is recorded of calls, generators, coroutines, exceptions and values, on every hook."""

import os
import unittest

from tests.msgpack_reader import Ext
from tests.recording import ROOT, Target, record_source, recordings
from tracehold import _schema as schema

UNSET = schema.EXTENSION_UNSET


def kinds(found, qualname):
    return [event.kind for event in found.of(qualname)]


def exception_of(found, qualname):
    """Type name and args of the exception that left a call, told at the unwind or right after."""
    for event in found.of(qualname):
        if event.kind in ("unwind", "exception") and event.value is not None:
            value = event.value[0]
            if value.tag == schema.EXTENSION_EXCEPTION:
                return value.payload[0], value.payload[2]
    return None


class Calls(unittest.TestCase):
    def test_arguments_locals_result_and_site(self):
        found = record_source(
            "def add(a, b=2, *rest, key='k', **more):\n"
            "    total = a + b\n"
            "    del b\n"
            "    return total\n"
            "def main():\n"
            "    x = add(40)\n"
            "    return add(1, 2, 3,\n"
            "               key='z', extra=None)\n"
            "main()\n"
        )
        first, second = found.of("add", "call")
        self.assertEqual(found.arguments(first)["a"], 40)
        self.assertEqual(found.arguments(first)["key"], "k")
        self.assertEqual(found.arguments(second)["more"], {"extra": None})
        self.assertEqual(first.site[1:], (found.of("main", "call")[0].function.id, 6, "main"))
        self.assertEqual(first.user_site, first.site)
        left = found.of("add", "return")[0]
        self.assertEqual(left.value[0], 42)
        variables = found.locals(left)
        self.assertEqual((variables["a"], variables["total"], "b" in variables), (40, 42, False))
        self.assertEqual(first.function.line, 1)
        self.assertEqual(first.function.module, "__main__")
        self.assertEqual(found.of("main", "return")[0].value[0], 3)

    def test_qualnames(self):
        source = (
            "import functools\n"
            "class A:\n"
            "    def m(self):\n"
            "        def inner(): return [x for x in (lambda: (1, 2))()]\n"
            "        return inner()\n"
            "    class B:\n"
            "        @staticmethod\n"
            "        def s(): return 1\n"
            "        @property\n"
            "        def p(self): return 2\n"
            "A().m(); A.B.s(); A.B().p\n"
        )
        names = set(record_source(source).calls())
        wanted = {
            "<module>",
            "A",
            "A.B",
            "A.m",
            "A.m.<locals>.inner",
            "A.m.<locals>.inner.<locals>.<lambda>",
            "A.B.s",
            "A.B.p",
        }
        self.assertLessEqual(wanted, names)

    def test_recursion_pairs(self):
        found = record_source("def f(n): return n if n < 2 else f(n - 1) + f(n - 2)\nf(15)\n", "--sample", "off")
        events = found.of("f")
        stack, results = [], {}
        for event in events:
            if event.kind == "call":
                stack.append(event.value[0])
            else:
                results[stack.pop()] = event.value[0]
        self.assertEqual((len(events), results[15], results[10]), (2 * 1973, 610, 55))

    def test_sampling_keeps_the_first_and_then_ever_fewer(self):
        found = record_source("def f(n): return n\nfor n in range(5000): f(n)\n", "--sample", "100")
        kept = [event.value[0] for event in found.of("f", "call") if event.value is not None]
        self.assertEqual(len(found.of("f", "call")), 5000)
        self.assertEqual(kept[:100], list(range(100)))
        self.assertTrue(250 < len(kept) < 500, len(kept))
        returned = [event.value[0] for event in found.of("f", "return") if event.value is not None]
        self.assertEqual(kept, returned)

    def test_values_none(self):
        found = record_source("def f(n): return n\nf(1)\n", "--values", "none")
        self.assertEqual([event.value for event in found.of("f")], [None, None])

    def test_redaction(self):
        found = record_source("def f(password, n): token = n; return {'api_key': 'x', 'n': n}\nf('hush', 1)\n")
        call, left = found.of("f")
        self.assertEqual(call.value[0].tag, schema.EXTENSION_REDACTED)
        self.assertEqual(found.locals(left)["token"].tag, schema.EXTENSION_REDACTED)
        self.assertEqual(left.value[0]["api_key"].tag, schema.EXTENSION_REDACTED)
        with open(found.path, "rb") as file:
            self.assertNotIn(b"hush", file.read())


class Exceptions(unittest.TestCase):
    SOURCE = (
        "def boom(x):\n"
        "    y = x + 1\n"
        "    raise ValueError('bad', y)\n"
        "def through(): boom(1)\n"
        "def caught():\n"
        "    try: through()\n"
        "    except ValueError: z = 1\n"
        "    return 'fine'\n"
        "def divide(a, b): return a / b\n"
        "def c_code():\n"
        "    try: list(map(divide, [1], [0]))\n"
        "    except ZeroDivisionError: return None\n"
        "class Hidden:\n"
        "    @property\n"
        "    def p(self): raise AttributeError('hidden')\n"
        "caught(); c_code(); hasattr(Hidden(), 'p')\n"
        "def last(): raise KeyError('uncaught')\n"
        "def returns_none(): pass\n"
        "returns_none()\n"
    )

    def test_told_and_untold(self):
        found = record_source(self.SOURCE)
        self.assertEqual(exception_of(found, "boom"), ("ValueError", ["bad", 2]))
        self.assertEqual(exception_of(found, "through"), ("ValueError", ["bad", 2]))
        self.assertEqual(exception_of(found, "divide"), ("ZeroDivisionError", ["division by zero"]))
        self.assertEqual(found.locals(found.of("boom", "unwind")[0]), {"x": 1, "y": 2})
        self.assertEqual(kinds(found, "caught"), ["call", "return"])
        self.assertEqual(kinds(found, "c_code"), ["call", "return"])
        self.assertEqual(kinds(found, "returns_none"), ["call", "return"])
        hidden = found.of("Hidden.p", "unwind")[0].value[0]
        if found.process[schema.PROCESS_FIELD_HOOK] != "sys.setprofile":
            self.assertEqual(hidden.payload[0], "AttributeError")
        else:
            self.assertEqual(hidden.tag, UNSET, "swallowed in C: not known with sys.setprofile")

    def test_uncaught(self):
        target = Target()
        target.write("program.py", "def last(): raise KeyError('uncaught')\nlast()\n")
        found = recordings(target.recorded("program.py").run)[0]
        self.assertEqual(exception_of(found, "last"), ("KeyError", ["uncaught"]))
        self.assertEqual(exception_of(found, "<module>"), ("KeyError", ["uncaught"]))

    def test_raising_calls_keep_their_values(self):
        source = (
            "def f(n):\n    if n % 50 == 0: raise ValueError(n)\n"
            "for n in range(1, 1000):\n    try: f(n)\n    except ValueError: pass\n"
        )
        found = record_source(source, "--sample", "10")
        unwinds = found.of("f", "unwind")
        self.assertEqual([found.locals(event)["n"] for event in unwinds], list(range(50, 1000, 50)))


class Generators(unittest.TestCase):
    def test_one_call_many_intervals(self):
        found = record_source(
            "def count(n):\n    for i in range(n): yield i\n    return 'done'\n"
            "def outer():\n    result = yield from count(2)\n    yield result\n"
            "list(outer())\n"
        )
        self.assertEqual(kinds(found, "count"), ["call", "yield", "resume", "yield", "resume", "return"])
        self.assertEqual([e.value[0] for e in found.of("count") if e.kind in ("yield", "return")], [0, 1, "done"])
        self.assertEqual(len({e.activation for e in found.of("count") if e.kind in ("call", "resume")}), 1)
        self.assertEqual(
            kinds(found, "outer"), ["call", "yield", "resume", "yield", "resume", "yield", "resume", "return"]
        )

    def test_two_at_once_have_their_own_activation(self):
        found = record_source("def g(name):\n    yield name\n    yield name\nfor pair in zip(g('a'), g('b')): pass\n")
        by = {}
        for event in found.of("g"):
            if event.kind in ("call", "resume"):
                by.setdefault(event.activation, []).append(event.kind)
        self.assertEqual(len(by), 2)
        self.assertTrue(all(kinds[:2] == ["call", "resume"] for kinds in by.values()), by)

    def test_exception_inside_and_thrown(self):
        found = record_source(
            "def g():\n    yield 1\n    raise KeyError('inside')\n"
            "def t():\n    try: yield 1\n    except ValueError: yield 'caught'\n"
            "def u():\n    yield None\n"
            "try: list(g())\nexcept KeyError: pass\n"
            "it = t(); next(it); it.throw(ValueError('thrown')); it.close()\n"
            "it = u(); next(it)\ntry: it.throw(OSError('out'))\nexcept OSError: pass\n"
        )
        self.assertEqual(exception_of(found, "g"), ("KeyError", ["inside"]))
        self.assertEqual(exception_of(found, "u"), ("OSError", ["out"]))
        yields = [event.value[0] for event in found.of("t", "yield")]
        self.assertEqual(yields[:2], [1, "caught"])
        if found.process[schema.PROCESS_FIELD_HOOK] != "sys.setprofile":
            self.assertEqual(kinds(found, "t")[:4], ["call", "yield", "throw", "yield"])
            self.assertEqual(found.of("t", "throw")[0].value[0].payload[0], "ValueError")

    def test_thrown_into_before_it_began(self):
        found = record_source(
            "def g(name):\n    held = lambda: name\n    yield held\n"
            "async def c(name): return name\n"
            "def throw(it, error):\n    try: it.throw(error)\n    except type(error): pass\n"
            "throw(g('first'), ValueError('thrown'))\n"
            "throw(c('coroutine'), KeyError('thrown'))\n"
            "list(g('listed'))\n"
            "for n in range(3): throw(g(n), ValueError(n))\n"
            "throw((n for n in [1]), OSError('never seen before'))\n"
            "def after(): return 1\nafter()\n",
        )
        ends = {"unwind", "exception"}
        self.assertEqual(
            [kind for kind in kinds(found, "g") if kind != "exception"],
            ["call", "unwind", "call", "yield", "resume", "return"] + ["call", "unwind"] * 3,
        )
        self.assertEqual([found.arguments(e)["name"] for e in found.of("g", "call")], ["first", "listed", 0, 1, 2])
        self.assertEqual(len({event.activation for event in found.of("g", "call")}), 5)
        self.assertEqual(exception_of(found, "g"), ("ValueError", ["thrown"]))
        for qualname in ("c", "<genexpr>"):
            self.assertEqual(kinds(found, qualname)[:2], ["call", "unwind"])
            self.assertLessEqual(set(kinds(found, qualname)[2:]), ends)
        self.assertEqual(exception_of(found, "c"), ("KeyError", ["thrown"]))
        self.assertEqual(exception_of(found, "<genexpr>"), ("OSError", ["never seen before"]))
        self.assertEqual(found.of("after", "call")[0].site[3], "<module>")
        self.assertEqual(found.problems, [])

    def test_coroutines_and_tasks(self):
        found = record_source(
            "import asyncio\n"
            "async def step(n):\n    await asyncio.sleep(0.001)\n    return n\n"
            "async def agen():\n    for i in range(2):\n        await asyncio.sleep(0)\n        yield i\n"
            "async def work(n):\n    total = 0\n    async for i in agen(): total += i\n"
            "    return await step(n) + total\n"
            "async def main():\n"
            "    loop = asyncio.get_event_loop()\n"
            "    tasks = [asyncio.ensure_future(work(n)) for n in range(3)]\n"
            "    for n, task in enumerate(tasks): task.set_name(f'worker {n}')\n"
            "    return await asyncio.gather(*tasks)\n"
            "print(asyncio.run(main()))\n"
        )
        self.assertEqual(found.output.strip(), "[1, 2, 3]")
        self.assertEqual(found.calls()["work"], 3)
        self.assertEqual(found.calls()["step"], 3)
        names = {found.tasks[event.task][0] for event in found.of("work", "call")}
        self.assertEqual(names, {"worker 0", "worker 1", "worker 2"})
        self.assertEqual({found.tasks[e.task][1] for e in found.of("step", "call")}, {"work"})
        self.assertEqual(sorted(e.value[0] for e in found.of("step", "return")), [0, 1, 2])

    def test_abandoned_generators_are_seen_to_close(self):
        found = record_source(
            "def words():\n    try:\n        yield 1\n        yield 2\n    finally: pass\n"
            "def lengths(source):\n    for word in source: yield word\n"
            "def first(source):\n    for item in source: return item\n"
            "for _ in range(200): first(lengths(words()))\n"
        )
        self.assertEqual(found.calls()["words"], 200)
        self.assertEqual(kinds(found, "words").count("unwind"), 200)

    def test_generator_may_move_between_threads(self):
        found = record_source(
            "import threading\ndef g():\n    yield 1\n    yield 2\n"
            "it = g(); next(it)\n"
            "thread = threading.Thread(target=lambda: next(it)); thread.start(); thread.join()\nlist(it)\n"
        )
        in_time = [event.kind for event in sorted(found.of("g"), key=lambda e: e.ns)]
        self.assertEqual(in_time, ["call", "yield", "resume", "yield", "resume", "return"])
        self.assertEqual(len({e.thread for e in found.of("g")}), 2)


class Filters(unittest.TestCase):
    def test_default_all_include_exclude_root(self):
        target = Target()
        target.write("lib/helper.py", "import json\ndef help(): return json.dumps([1], indent=1)\n")
        target.write(
            "program.py",
            "import sys; sys.path.insert(0, 'lib')\nimport helper\ndef main(): return helper.help()\nmain()\n",
        )
        for options, wanted, unwanted in (
            ((), {"main", "help"}, {"dumps", "JSONEncoder.encode"}),
            (("--all",), {"main", "help", "dumps", "JSONEncoder.encode"}, set()),
            (("--include", "json"), {"main", "help", "dumps", "JSONEncoder.encode"}, set()),
            (("--exclude", "lib/*"), {"main"}, {"help", "dumps"}),
            (("--root", "lib"), {"help"}, {"main", "dumps"}),
            (("--all", "--exclude", "json/encoder.py"), {"dumps"}, {"JSONEncoder.encode"}),
        ):
            with self.subTest(options):
                names = set(recordings(target.recorded("program.py", options=options).run)[0].calls())
                self.assertLessEqual(wanted, names)
                self.assertFalse(unwanted & names)

    def test_a_package_that_is_run_by_its_name(self):
        target = Target()
        installed = "env/lib/python3/site-packages"
        for name, text in (
            ("thing/__init__.py", "from thing.core import work\n"),
            ("thing/core.py", "import json, other\ndef work(): return json.dumps(other.help(), indent=1)\n"),
            ("thing/__main__.py", "import single, thing\nthing.work()\nsingle.alone()\n"),
            ("thing/tool.py", "import runpy\nrunpy.run_module('thing', run_name='__main__')\n"),
            ("other.py", "def help(): return [1]\n"),
            ("single.py", "def alone(): pass\nif __name__ == '__main__': alone()\n"),
            ("things.py", "def near(): pass\nnear()\n"),
        ):
            target.write(f"{installed}/{name}", text)
        target.write("start.py", "import thing.__main__\n")
        path = {"PYTHONPATH": os.pathsep.join((ROOT, os.path.join(target.folder, installed)))}
        for command, options, wanted in (
            (("-m", "thing"), (), {"work"}),
            (("-m", "thing.tool"), (), {"work"}),
            (("-m", "thing"), ("--package", "other"), {"work", "help"}),
            (("-m", "thing"), ("--root", target.folder), {"work"}),
            (("-m", "thing"), ("--exclude", "thing"), set()),
            (("-m", "single"), (), {"alone"}),
            (("-m", "things"), (), {"near"}),
            (("-m", "json.tool", "--help"), (), set()),
            (("start.py",), (), set()),
            (("start.py",), ("--package", "single"), {"alone"}),
        ):
            with self.subTest((command, options)):
                found = recordings(target.recorded(*command, options=options, env=path).run)[0]
                self.assertEqual({name for name in found.calls() if name != "<module>"}, wanted)

    def test_user_site_beyond_library_frames(self):
        found = record_source(
            "import functools\ndef key(n): return -n\ndef main():\n    return functools.reduce(add, [1, 2, 3])\n"
            "def add(a, b): return a + b\n"
            "import re\ndef swap(match): return 'x'\ndef sub():\n    return re.sub('a', swap, 'aa')\n"
            "main(); sub()\n"
        )
        call = found.of("swap", "call")[0]
        self.assertEqual((call.site[3], call.user_site[2:]), ("sub", (9, "sub")))
        self.assertTrue(call.site[0].endswith(".py") and "program.py" not in call.site[0])
        self.assertEqual(found.of("add", "call")[0].site[2], 4)


class Threads(unittest.TestCase):
    def test_threads_have_serials_and_names(self):
        found = record_source(
            "import threading, _thread, time\n"
            "def work(n): return n\n"
            "for n in range(5):\n"
            "    thread = threading.Thread(target=work, args=(n,), name=f'worker-{n}'); thread.start(); thread.join()\n"
        )
        serials = [event.thread for event in sorted(found.of("work", "call"), key=lambda e: e.ns)]
        self.assertEqual(len(set(serials)), 5, "idents are used again, serials are not")
        self.assertEqual([found.threads[s][2] for s in serials], [f"worker-{n}" for n in range(5)])
        self.assertEqual(found.threads[1][2], "MainThread")

    def test_threads_that_run_already(self):
        target = Target()
        target.write(
            "program.py",
            "import sys, threading, time\nsys.path.insert(0, sys.argv[1])\nimport tracehold\n"
            "stop = threading.Event()\n"
            "def step(n): return n\n"
            "def loop():\n    n = 0\n    while not stop.is_set():\n        n = step(n + 1); time.sleep(0.002)\n"
            "threads = [threading.Thread(target=loop) for _ in range(3)]\n"
            "for thread in threads: thread.start()\n"
            "time.sleep(0.05)\n"
            "with tracehold.record(out=sys.argv[2]): time.sleep(0.2)\n"
            "stop.set()\nfor thread in threads: thread.join()\n",
        )
        from tests.recording import ROOT

        out = target.folder + "/out"
        done = target.plain("program.py", ROOT, out)
        self.assertEqual(done.stderr, "")
        found = recordings(out)[0]
        self.assertEqual(found.problems, [])
        self.assertEqual(len({event.thread for event in found.of("step", "call")}), 3)

    def test_hook_comes_back_after_a_deep_recursion(self):
        found = record_source(
            "import time\ndef down(n): return down(n + 1)\n"
            "for _ in range(3):\n    try: down(0)\n    except RecursionError: pass\n"
            "time.sleep(0.4)\ndef after(): return 1\nafter()\n"
        )
        self.assertEqual(found.calls().get("after"), 1)


class Bounds(unittest.TestCase):
    def test_chunks_and_flushes(self):
        found = record_source("import time\ndef f(n): return n\nfor n in range(50000): f(n)\ntime.sleep(0.3)\nf(0)\n")
        events = [chunk for chunk in found.chunks if chunk[0] == schema.CHUNK_KIND_EVENTS]
        self.assertTrue(all(chunk[4] <= 262144 for chunk in events))
        self.assertEqual(sum(chunk[3] for chunk in events), len(found.events))
        self.assertGreaterEqual(len(events), 10)

    def test_large_values_stay_bounded(self):
        found = record_source(
            "def f(text): return text\nfor n in range(300): f(['x' * 200] * 1000)\n",
            "--sample",
            "off",
            "--rich",
            "3,10000,1000,100000",
        )
        self.assertTrue(all(chunk[4] <= 700000 for chunk in found.chunks), max(c[4] for c in found.chunks))


class Hostile(unittest.TestCase):
    def test_no_code_of_the_program_runs(self):
        found = record_source(
            "ran = []\n"
            "def trap(name):\n"
            "    def method(self, *args, **kwargs):\n        ran.append(name); raise RuntimeError(name)\n"
            "    return method\n"
            "names = '__repr__ __str__ __getattr__ __eq__ __hash__ __iter__ __len__ __bool__ __getitem__ __index__ "
            "__format__ "
            "__dir__ __sizeof__ __contains__ __call__ __next__ __reduce__ __reduce_ex__'.split()\n"
            "body = {name: trap(name) for name in names}\n"
            "body['__class__'] = property(trap('__class__')); body['__dict__'] = property(trap('__dict__'))\n"
            "body['__getattribute__'] = trap('__getattribute__')\n"
            "class Meta(type):\n"
            "    __hash__ = trap('meta hash'); __eq__ = trap('meta eq'); __repr__ = trap('meta repr')\n"
            "    __instancecheck__ = trap('meta instancecheck'); __getattribute__ = trap('meta getattribute')\n"
            "bases = object, list, dict, set, tuple, str, int, float, bytes, Exception\n"
            "bad = [type('Bad', (base,), dict(body))() for base in bases]\n"
            "meta = type.__call__(type.__new__(Meta, 'M', (), {}))\n"
            "def take(*values): local = values[0]; return values\n"
            "def fail(value): raise LookupError(value)\n"
            "for value in bad + [meta]:\n"
            "    take(value, [value], {'k': value})\n"
            "    try: fail(value)\n    except LookupError: pass\n"
            "print(ran)\n"
        )
        self.assertEqual(found.output.strip(), "[]")
        self.assertEqual(found.calls()["take"], 11)
        self.assertEqual(found.problems, [])
        self.assertTrue(
            all(isinstance(v, (Ext, list)) or v is not None for e in found.of("take", "call") for v in e.value)
        )


if __name__ == "__main__":
    unittest.main()
