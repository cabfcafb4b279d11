"""The encoder in C writes the bytes of the one in Python: on the tests of values, and on values made at random."""

import collections
import contextlib
import datetime
import decimal
import gc
import glob
import os
import random
import sys
import unittest
import uuid
from unittest import mock

from tests import (
    sample_values,
    test_values_attributes,
    test_values_bounds,
    test_values_hostile,
    test_values_limits,
    test_values_memory,
    test_values_modes,
    test_values_redaction,
    test_values_types,
)
from tests.recording import ROOT
from tests.sample_values import Color, Level, Plain
from tracehold import _native, _values
from tracehold._attributes import MUST_NOT_MATERIALISE
from tracehold._values import LEAN, RICH, make_budget

NATIVE = not _native.missing
#: Where a library should have been built its absence fails instead of skipping.
REQUIRED = bool(os.environ.get("TRACEHOLD_TEST_NATIVE"))

MODULES = (
    test_values_attributes,
    test_values_bounds,
    test_values_hostile,
    test_values_limits,
    test_values_memory,
    test_values_modes,
    test_values_redaction,
    test_values_types,
)
#: Values that change meanwhile, and an encoder whose mode is changed after it was made.
INCOMPARABLE = ("test_from_many_threads_while_values_change", "test_nothing_is_kept")


def make_both(failures):
    """A class of encoders that ask both and note where they differ."""

    class Both(_native.Encoder):
        def _compare(self, mine, other):
            if mine != other:
                failures.append((mine, other))
            return mine

        def _pure(self):
            pure = _values.Encoder(self.objects)
            pure.book = self.book
            return pure

        def arguments(self, names, variables, budget):
            return self._compare(
                super().arguments(names, variables, budget), self._pure().arguments(names, variables, budget)
            )

        def returned(self, names, result, variables, budget):
            mine = super().returned(names, result, variables, budget)
            return self._compare(mine, self._pure().returned(names, result, variables, budget))

        def raised(self, names, exception, variables, budget):
            mine = super().raised(names, exception, variables, budget)
            return self._compare(mine, self._pure().raised(names, exception, variables, budget))

        def single(self, value, budget):
            return self._compare(super().single(value, budget), self._pure().single(value, budget))

    return Both


@contextlib.contextmanager
def encoding_by(encoder):
    """The tests of values with another encoder."""
    with contextlib.ExitStack() as patches:
        for module in (sample_values, *MODULES):
            if hasattr(module, "Encoder"):
                patches.enter_context(mock.patch.object(module, "Encoder", encoder))
        yield


@unittest.skipUnless(NATIVE or REQUIRED, "no native library is built")
class ValueTests(unittest.TestCase):
    def test_it_is_built(self):
        self.assertTrue(NATIVE, _native.missing)

    def test_tests_of_values_in_c(self):
        found = {os.path.basename(path)[:-3] for path in glob.glob(os.path.join(ROOT, "tests", "test_values_*.py"))}
        self.assertEqual(found, {module.__name__.rpartition(".")[2] for module in MODULES})
        tests = 0
        with encoding_by(_native.Encoder):
            for module in MODULES:
                result = unittest.TestResult()
                unittest.defaultTestLoader.loadTestsFromModule(module).run(result)
                tests += result.testsRun
                for test, text in result.failures + result.errors:
                    self.fail(f"{test}\n{text}")
        self.assertGreater(tests, 40)

    def test_tests_of_values_give_the_same_bytes(self):
        failures = []
        with encoding_by(make_both(failures)):
            for module in MODULES:
                for case in unittest.defaultTestLoader.loadTestsFromModule(module):
                    for test in case:
                        if test.id().rpartition(".")[2] not in INCOMPARABLE:
                            # Their own outcome was looked at above; some count what an encoder allocates.
                            test.run(unittest.TestResult())
                self.assertEqual([], failures[:3], module.__name__)


Pair = collections.namedtuple("Pair", "left right")


class Texts(str):
    pass


class Numbers(list):
    pass


class Table(dict):
    pass


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a, b):
        self.a = a
        if b is not None:
            self.b = b


class Mine(Exception):
    def __init__(self, *args):
        super().__init__(*args)
        self.extra = len(args)


NAMES = ["name", "password", "x", "API-Key", "tokens", "n" * 80, "é", "\udc80", "_private", "cookie_name"]


class Generator:
    """Values of all kinds from a seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def text(self):
        alphabet = self.random.choice(["ab c", "aé", "a€😀", "a\udcff", "\0\n"])
        size = self.random.choice([0, 1, 5, 31, 32, 33, 79, 80, 81, 199, 200, 201, 255, 256, 700])
        return "".join(self.random.choice(alphabet) for _ in range(size))

    def number(self):
        bits = self.random.choice([0, 4, 5, 7, 8, 15, 16, 31, 32, 62, 63, 64, 65, 200, 5000])
        return self.random.choice([1, -1]) * ((1 << bits) + self.random.choice([-1, 0, 1]))

    def scalar(self):
        r = self.random
        return r.choice(
            [
                lambda: None,
                lambda: r.random() < 0.5,
                self.number,
                self.number,
                self.text,
                self.text,
                lambda: r.uniform(-1e9, 1e9),
                lambda: r.choice([float("nan"), float("inf"), -0.0]),
                lambda: bytes(r.randrange(256) for _ in range(r.choice([0, 3, 90, 300, 600]))),
                lambda: bytearray(r.choice([0, 3, 90, 300])),
                lambda: complex(1, -2),
                lambda: decimal.Decimal("1.10"),
                lambda: datetime.datetime(2024, 2, 29, tzinfo=datetime.timezone.utc),
                lambda: uuid.UUID(int=r.getrandbits(128)),
                lambda: Color.DARK,
                lambda: Level.LOW,
                lambda: Texts(self.text()),
                lambda: r.choice([int, Plain, Mine, len, os, self.text, Generator.text, Ellipsis, range(3), slice(1)]),
                lambda: object,
            ]
        )()

    def key(self):
        r = self.random
        return r.choice(
            [lambda: r.choice(NAMES), self.number, lambda: (1, "a"), lambda: b"token", lambda: Texts("auth")]
        )()

    def value(self, depth):
        r = self.random
        if depth == 0 or r.random() < 0.3:
            return self.scalar()
        below = depth - 1
        count = r.choice([0, 1, 2, 3, 8, 9, 15, 16, 20, 21, 40])
        items = lambda: [self.value(below if n < 3 else 0) for n in range(count)]  # noqa: E731
        entries = lambda: {self.key(): self.value(below if n < 3 else 0) for n in range(count)}  # noqa: E731
        return r.choice(
            [
                items,
                lambda: tuple(items()),
                lambda: (r.choice(NAMES), self.value(below)),
                lambda: {self.number() for _ in range(count)},
                lambda: frozenset(range(count)),
                entries,
                lambda: Table(entries()),
                lambda: collections.OrderedDict(entries()),
                lambda: collections.defaultdict(list, entries()),
                lambda: collections.deque(items()),
                lambda: Numbers(items()),
                lambda: Pair(self.value(below), self.value(below)),
                lambda: Plain(self.value(below), self.value(below)),
                lambda: Slotted(self.value(below), r.choice([None, self.value(below)])),
                lambda: Mine(self.value(below), self.value(below)),
                lambda: OSError(2, self.text()),
                lambda: self.cyclic(below),
                lambda: self.caused(below),
                lambda: entries().keys(),
            ]
        )()

    def cyclic(self, depth):
        made = self.random.choice([[], {}, Plain(1, 2)])
        inner = self.value(depth)
        if type(made) is list:
            made += [inner, made, [made]]
        elif type(made) is dict:
            made.update(a=inner, b=made, c={"d": made})
        else:
            made.x, made.y = inner, [made]
        return made

    def caused(self, depth):
        error = Mine(self.value(depth))
        error.__cause__ = self.random.choice([None, KeyError("a"), Mine()])
        error.__context__ = self.random.choice([None, ValueError()])
        return error


BUDGETS = (
    RICH,
    LEAN,
    make_budget(6, 50, 50, 100),
    make_budget(0, 5, 5, 50),
    make_budget(9, 9, 9, 90000),
    make_budget(4, 70000, 300, 70000),
)


@unittest.skipUnless(NATIVE or REQUIRED, "no native library is built")
class RandomTests(unittest.TestCase):
    def test_random_values_give_the_same_bytes(self):
        for objects in ("attributes", "type", "repr"):
            native, pure = _native.Encoder(objects), _values.Encoder(objects)
            for seed in range(1500):
                value = Generator(seed).value(4)
                for budget in BUDGETS:
                    self.assertEqual(pure.single(value, budget), native.single(value, budget), f"{objects} seed {seed}")

    def test_random_variables_give_the_same_bytes(self):
        native, pure = _native.Encoder(), _values.Encoder()
        for seed in range(400):
            generator = Generator(seed)
            count = generator.random.choice([0, 1, 3, 15, 16, 40])
            names = tuple("password" if n == 2 else f"v{n}" for n in range(count))
            variables = {name: generator.value(2) for name in names if generator.random.random() < 0.9}
            known = pure.names(names, generator.random.randrange(count + 1), True)
            for budget in BUDGETS:
                self.assertEqual(pure.arguments(known, variables, budget), native.arguments(known, variables, budget))
                self.assertEqual(
                    pure.returned(known, seed, variables, budget), native.returned(known, seed, variables, budget)
                )

    def test_types_may_end(self):
        native, pure = _native.Encoder(), _values.Encoder()
        for n in range(5000):
            kind = type(f"Kind{n}", (), {"n": n})
            value = kind()
            value.attribute = n
            self.assertEqual(pure.single(value, RICH), native.single(value, RICH))
            del value, kind
            if n % 1000 == 0:
                gc.collect()

    def test_nothing_is_kept(self):
        native = _native.Encoder()
        values = [Generator(seed).value(3) for seed in range(200)]
        # Not None and the like, which everybody refers to.
        values = [value for value in values if sys.getrefcount(value) < 100]
        for value in values:
            native.single(value, RICH)
        before = [sys.getrefcount(value) for value in values]
        for _ in range(5):
            for value in values:
                native.single(value, LEAN)
        self.assertEqual(before, [sys.getrefcount(value) for value in values])

    def test_common_values_need_no_python(self):
        native = _native.Encoder()
        value = {"a": [1, "x", 2.5, None, True, (1, 2), {3}, b"y"], "b": Pair(1, 2), "c": Color.RED, "d": KeyError(1)}
        value["e"] = Plain([1], 2)
        if not MUST_NOT_MATERIALISE:
            value["f"] = Plain(1, 2)
        native.single(value, RICH)
        self.assertEqual(0, native.native.fallbacks)


if __name__ == "__main__":
    unittest.main()
