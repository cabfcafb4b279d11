"""However large a value, its bytes, the work and the memory stay within the budget."""

import collections
import datetime
import decimal
import gc
import pathlib
import random
import sys
import tracemalloc
import types
import unittest

from tests.msgpack_reader import unpack
from tests.sample_values import Color, Level, Names, Pair, Plain, Problem, Row, Text, plain, shown
from tracehold._values import LEAN, RICH, Encoder, make_budget

HUGE = {
    "text": "x" * 10_000_000,
    "wide text": "\U0001f600" * 1_000_000,
    "lone surrogates": "\ud800" * 1_000_000,
    "bytes": bytes(10_000_000),
    "bytearray": bytearray(10_000_000),
    "list": [0] * 1_000_000,
    "list of texts": ["x" * 5000] * 1000,
    "tuple": (None,) * 1_000_000,
    "dict": dict.fromkeys(range(300_000)),
    "dict of long keys": {"k" * 100_000 + str(n): "v" * 1000 for n in range(100)},
    "set": set(range(300_000)),
    "int": 1 << 10_000_000,
    "negative int": -(1 << 10_000_000),
    "deque": collections.deque(range(300_000)),
    "counter": collections.Counter(range(100_000)),
    "range": range(10**300),
    "path": pathlib.PurePosixPath("/x" * 100_000),
    "exception": Problem(*(["x" * 1000] * 1000)),
    "namedtuple": Pair("x" * 100_000, ["y" * 1000] * 1000),
    "row": Row(1, "x" * 1_000_000),
    "decimal": decimal.Decimal("1" * 1_000_000),
}


class Bounds(unittest.TestCase):
    def test_huge_values(self):
        encoder = Encoder()
        for budget in (RICH, LEAN, make_budget(10, 1000, 10000, 512)):
            for title, value in HUGE.items():
                with self.subTest(title, budget=tuple(budget)):
                    packed = encoder.single(value, budget)
                    self.assertLessEqual(len(packed), budget[3] + 400)
                    unpack(packed)
                    names = encoder.names(tuple(HUGE), len(HUGE), True)
                    packed = encoder.returned(names, value, HUGE, budget)
                    self.assertLessEqual(len(packed), budget[3] + 600)
                    unpack(packed)

    def test_wide_and_deep_objects(self):
        wide = Plain(1, 2)
        wide.__dict__.update({"a" * 100_000 + str(n): "b" * 1000 for n in range(200)})
        slots = type("Slots", (), {"__slots__": tuple(f"s{n}" for n in range(5000))})()
        for n in range(5000):
            setattr(slots, f"s{n}", "x" * 100)
        deep = []
        for _ in range(100_000):
            deep = [deep]
        named = type("N" * 1_000_000, (), {"__module__": "m" * 1_000_000})()
        encoder = Encoder()
        for budget in (RICH, LEAN, make_budget(10, 100, 10000, 512)):
            for value in (wide, slots, deep, named, [named] * 100, type(named)):
                packed = encoder.single(value, budget)
                self.assertLessEqual(len(packed), budget[3] + 400)
                unpack(packed)
        found = plain(unpack(encoder.single(slots, RICH))[0])[0][1][2]
        self.assertEqual(found[("truncated", 4980)], None)
        del deep[:]

    def test_five_thousand_locals(self):
        encoder = Encoder()
        every = tuple(f"v{n}" for n in range(5000))
        names = encoder.names(every, 5000, True)
        for value in ("x" * 100, [1], 5, None, Plain(1, 2)):
            for budget in (RICH, LEAN):
                packed = encoder.arguments(names, dict.fromkeys(every, value), budget)
                self.assertLessEqual(len(packed), budget[3] + 400)
                found = plain(unpack(packed)[0])
                self.assertEqual(found[-1], ("truncated", 5000 - (len(found) - 1)))

    def test_work_is_counted_not_timed(self):
        """The encoder takes no more of a large container than of one a little over the budget."""

        def steps(value):
            encoder, count = Encoder(), 0
            encoder.single(value, RICH)

            def count_line(frame, event, argument):
                nonlocal count
                count += 1
                return count_line

            before = sys.gettrace()
            sys.settrace(count_line)
            try:
                encoder.single(value, RICH)
            finally:
                sys.settrace(before)
            return count

        for make in (
            lambda n: list(range(n)),
            lambda n: dict.fromkeys(map(str, range(n)), 1),
            lambda n: set(range(n)),
            lambda n: "x" * n,
            lambda n: ["y" * n],
            lambda n: collections.deque(range(n)),
            lambda n: 1 << (n * 8),
            lambda n: types.SimpleNamespace(**{f"a{i}": 1 for i in range(n)}),
            lambda n: collections.OrderedDict.fromkeys(range(n)),
            lambda n: Names(range(n)),
            lambda n: Problem(*range(n)),
        ):
            self.assertEqual(steps(make(200_000)), steps(make(100_000)))

    def test_nothing_huge_is_copied(self):
        encoder = Encoder()
        for title, value in HUGE.items():
            for held in (value, [value], {"k": value}):
                encoder.single(held, RICH)
                tracemalloc.start()
                try:
                    encoder.single(held, RICH)
                    peak = tracemalloc.get_traced_memory()[1]
                finally:
                    tracemalloc.stop()
                self.assertLess(peak, 100_000, title)

    def test_emptied_tables(self):
        table = dict.fromkeys(range(1_000_000))
        for n in range(999_990):
            del table[n]
        self.assertEqual(shown(table), ("omitted", ["dict", id(table), 10]))
        items = set(range(1_000_000))
        for n in range(999_990):
            items.discard(n)
        self.assertEqual(shown(items), ("omitted", ["set", id(items), 10]))

    def test_every_object_of_this_process(self):
        encoder = Encoder()
        for value in gc.get_objects()[:30000]:
            for budget in (RICH, LEAN):
                packed = encoder.single(value, budget)
                self.assertLessEqual(len(packed), budget[3] + 400, type(value))
                self.assertEqual(unpack(packed)[1], len(packed))

    def test_random_values(self):
        chance = random.Random(20240229)
        encoder = Encoder()

        def leaf():
            return chance.choice(
                (
                    lambda: chance.randint(-(2**70), 2**70),
                    lambda: chance.randint(-600, 1100),
                    lambda: chance.random() * 10 ** chance.randint(-5, 5),
                    lambda: "".join(
                        chr(chance.choice((65, 233, 0x65E5, 0x1F600, 0xDC80))) for _ in range(chance.randint(0, 60))
                    ),
                    lambda: bytes(chance.randint(0, 50)),
                    lambda: chance.choice((None, True, False, Color.RED, Level.LOW, int, len, ...)),
                    lambda: Text("t" * chance.randint(0, 40)),
                    lambda: datetime.timedelta(chance.randint(-9, 9), chance.randint(0, 9)),
                )
            )()

        def key():
            return chance.choice(
                (
                    lambda: chance.randint(-5, 5),
                    lambda: "k" + str(chance.randint(0, 99)),
                    lambda: (chance.randint(0, 9), "x"),
                )
            )()

        def value(depth):
            if depth == 0 or chance.random() < 0.3:
                return leaf()
            count = chance.randint(0, 12)
            inner = [value(depth - 1) for _ in range(count)]
            return chance.choice(
                (
                    lambda: inner,
                    lambda: tuple(inner),
                    lambda: {key(): item for item in inner},
                    lambda: collections.OrderedDict((key(), item) for item in inner),
                    lambda: Plain(inner, count),
                    lambda: Row(count, inner),
                    lambda: Pair(inner, 1),
                    lambda: collections.deque(inner),
                    lambda: Problem(*inner),
                    lambda: {chance.randint(0, 99) for _ in inner},
                )
            )()

        for _ in range(400):
            made = value(chance.randint(0, 6))
            budget = make_budget(
                chance.randint(0, 6),
                chance.randint(0, 30),
                chance.randint(0, 100),
                chance.choice((0, 64, 300, 5000, 80000)),
            )
            packed = encoder.single(made, budget)
            self.assertEqual(unpack(packed)[1], len(packed))
            self.assertLessEqual(len(packed), budget[3] + 500)
            self.assertEqual(packed, encoder.single(made, budget))


if __name__ == "__main__":
    unittest.main()
