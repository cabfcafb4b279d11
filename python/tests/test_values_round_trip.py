"""Every type of the format, encoded and read back, and the rules of budgets and redaction."""

import array
import collections
import dataclasses
import datetime
import decimal
import enum
import functools
import gc
import math
import pathlib
import random
import struct
import sys
import threading
import tracemalloc
import types
import unittest
import uuid
import weakref

from tests.msgpack_reader import Ext, Pairs, unpack
from tracehold import _schema as schema
from tracehold._attributes import MUST_NOT_MATERIALISE
from tracehold._values import LEAN, RICH, UNSET, Encoder, make_budget

TAGS = {
    value: name[len("EXTENSION_") :].lower() for name, value in vars(schema).items() if name.startswith("EXTENSION_")
}


def hashable(value):
    """Lists as tuples, for keys."""
    return tuple(hashable(item) for item in value) if isinstance(value, (list, tuple)) else value


def plain(value):
    """A decoded value with extensions as (name, payload) tuples, for comparing."""
    if isinstance(value, Ext):
        return (TAGS[value.tag], plain(value.payload))
    if isinstance(value, Pairs):
        return [(plain(key), plain(item)) for key, item in value]
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {hashable(plain(key)): plain(item) for key, item in value.items()}
    return value


def shown(value, budget=RICH, **options):
    """What a value looks like to a reader."""
    packed = Encoder(**options).single(value, budget)
    (found,), end = unpack(packed)
    assert end == len(packed)
    return plain(found)


class Color(enum.Enum):
    RED = 1
    DARK = (1, 2)


class Level(enum.IntEnum):
    LOW = 3


class Mode(enum.Flag):
    READ = 1
    WRITE = 2


class Plain:
    """Two attributes in the instance's dict."""

    kind = "class attribute"

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def method(self):
        pass


class Slotted:
    __slots__ = ("__secret_place", "a", "b", "never")

    def __init__(self, a, b):
        self.a = a
        self.b = b
        self.__secret_place = 1


class SlottedBelow(Slotted):
    __slots__ = ("__dict__", "c")


@dataclasses.dataclass
class Row:
    number: int
    name: str = "?"
    shared = 5

    @property
    def derived(self):
        raise AssertionError


class RowBelow(Row):
    pass


Pair = collections.namedtuple("Pair", "first second")


class PairBelow(Pair):
    pass


class Names(list):
    pass


class Table(dict):
    pass


class Text(str):
    pass


class Count(int):
    pass


class Problem(Exception):
    pass


NAME = __name__


def record(kind, cls, value, fields):
    return ("record", [kind, f"{NAME}.{cls}", id(value), fields])


def type_name(cls):
    return cls.__qualname__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"


class Types(unittest.TestCase):
    maxDiff = None

    def test_plain_msgpack(self):
        edges = (0, 5, 6, 7, 8, 9, 10, 15, 16, 31, 32, 63)
        integers = [sign * (2**bits) + more for bits in edges for sign in (1, -1) for more in (-1, 0, 1)]
        integers += [2**64 - 1]
        texts = ["", "a", "x" * 31, "x" * 32, "é" * 20, "日本" * 40, "\0", "\U0001f600"]
        others = [None, True, False, 0.0, 1.5, math.inf, -math.inf, b"", b"\x00\xff", [], [1, [2]], {}, {"a": {"b": 1}}]
        for value in [n for n in integers if n >= -(2**63)] + texts + others:
            with self.subTest(value=value):
                found = shown(value)
                self.assertEqual(found, value)
                self.assertIs(type(found), type(value))

    def test_keys_of_any_type(self):
        key = Plain(1, 2)
        found = shown({True: "c", None: "b", 1.5: "d", (1, 2): "e", b"x": "f"})
        expected = [(True, "c"), (None, "b"), (1.5, "d"), (("tuple", [1, 2]), "e"), (b"x", "f")]
        self.assertEqual(list(found.items()), [(hashable(name), item) for name, item in expected])
        self.assertEqual(next(iter(shown({key: 1}, make_budget(1, 8, 80, 512))))[0], "omitted")

    def test_zero_and_nan(self):
        self.assertEqual(math.copysign(1, shown(-0.0)), -1.0)
        self.assertTrue(math.isnan(shown(math.nan)))
        self.assertEqual(shown(complex(-0.0, math.inf)), ("complex", struct.pack(">dd", -0.0, math.inf)))

    def test_integers_past_64_bits(self):
        for value in (2**64, -(2**63) - 1, 10**100, -(10**100), 2**64 + 1):
            tag, payload = shown(value)
            self.assertEqual(tag, "big_int")
            magnitude = int.from_bytes(payload[1:], "big")
            self.assertEqual(-magnitude if payload[0] else magnitude, value)
            self.assertNotEqual(payload[1], 0)

    def test_huge_integers(self):
        for value in (10**1000, -(10**1000), 1 << 100000, -(1 << 100000)):
            bits = value.bit_length()
            self.assertEqual(shown(value), ("huge_int", [value < 0, bits, abs(value) >> (bits - 64)]))
        monster = -(1 << (1 << 21))
        self.assertEqual(shown(monster), ("huge_int", [True, (1 << 21) + 1, 0]))

    def test_texts(self):
        self.assertEqual(shown("\ud800"), ("surrogate_text", b"\xed\xa0\x80"))
        self.assertEqual(shown("a\udfffb"), ("surrogate_text", b"a\xed\xbf\xbfb"))
        self.assertEqual(shown("x" * 201), ("long_text", ["x" * 200, 201]))
        self.assertEqual(shown("é" * 300), ("long_text", ["é" * 200, 300]))
        self.assertEqual(shown("\ud800" * 300), ("long_text", [("surrogate_text", b"\xed\xa0\x80" * 200), 300]))
        self.assertEqual(shown(b"x" * 201), ("long_bytes", [b"x" * 200, 201]))
        self.assertEqual(shown(bytearray(b"ab")), ("bytearray", b"ab"))
        long = bytearray(300)
        self.assertEqual(shown(long), ("derived", ["bytearray", id(long), ("long_bytes", [bytes(200), 300])]))

    def test_collections(self):
        self.assertEqual(shown((1, (2,))), ("tuple", [1, ("tuple", [2])]))
        self.assertEqual(shown(()), ("tuple", []))
        self.assertEqual(shown({1}), ("set", [1]))
        self.assertEqual(shown(set()), ("set", []))
        self.assertEqual(shown(frozenset({"a"})), ("frozenset", ["a"]))
        self.assertEqual(
            shown(range(1, 10**30, 2)), ("range", [1, ("big_int", b"\x00" + (10**30).to_bytes(13, "big")), 2])
        )
        self.assertEqual(shown(slice(None, "b", (1,))), ("slice", [None, "b", ("tuple", [1])]))
        for value, base in (
            (collections.OrderedDict(a=1), {"a": 1}),
            (collections.defaultdict(int, a=1), {"a": 1}),
            (collections.Counter("aab"), {"a": 2, "b": 1}),
            (collections.deque([1, 2], 5), [1, 2]),
            ({"a": 1}.keys(), ["a"]),
            ({"a": 1}.values(), [1]),
            ({"a": 1}.items(), [("tuple", ["a", 1])]),
        ):
            with self.subTest(type(value).__name__):
                self.assertEqual(shown(value), ("derived", [type_name(type(value)), id(value), base]))

    def test_subclasses_of_builtins(self):
        for value, base in (
            (Names([1, 2]), [1, 2]),
            (Table(a=1), {"a": 1}),
            (Text("abc"), "abc"),
            (Text("x" * 300), ("long_text", ["x" * 200, 300])),
            (Text("\ud800"), ("surrogate_text", b"\xed\xa0\x80")),
            (Count(5), 5),
            (Count(2**80), ("big_int", b"\x00" + (2**80).to_bytes(11, "big"))),
            (type("F", (float,), {"__module__": NAME})(1.5), 1.5),
            (type("C", (complex,), {"__module__": NAME})(1), ("complex", struct.pack(">dd", 1, 0))),
            (type("B", (bytes,), {"__module__": NAME})(b"x"), b"x"),
            (type("BA", (bytearray,), {"__module__": NAME})(b"x"), ("bytearray", b"x")),
            (type("S", (set,), {"__module__": NAME})({1}), ("set", [1])),
            (type("FS", (frozenset,), {"__module__": NAME})({1}), ("frozenset", [1])),
            (type("T", (tuple,), {"__module__": NAME})((1,)), ("tuple", [1])),
            (type("D", (collections.deque,), {"__module__": NAME})([1]), [1]),
            (
                type("DT", (datetime.datetime,), {"__module__": NAME})(2020, 1, 2),
                ("datetime", [2020, 1, 2, 0, 0, 0, 0, None, None, 0]),
            ),
            (type("Dec", (decimal.Decimal,), {"__module__": NAME})("1.50"), ("decimal", b"1.50")),
            (type("U", (uuid.UUID,), {"__module__": NAME})(int=5), ("uuid", bytes(15) + b"\5")),
        ):
            with self.subTest(type(value).__name__):
                self.assertEqual(shown(value), ("derived", [f"{NAME}.{type(value).__name__}", id(value), base]))

    def test_decimals(self):
        for text in ("0", "-0", "1.50", "1E+30", "NaN", "-sNaN12", "Infinity", "0E-10", "1" * 60):
            self.assertEqual(shown(decimal.Decimal(text)), ("decimal", str(decimal.Decimal(text)).encode()))
        huge = decimal.Decimal("1" * 100000)
        self.assertEqual(shown(huge), ("omitted", ["decimal.Decimal", id(huge), None]))

    def test_times(self):
        zone = datetime.timezone(datetime.timedelta(hours=-5, minutes=-30))
        moment = datetime.datetime(2024, 2, 29, 23, 59, 58, 999999)
        self.assertEqual(shown(moment), ("datetime", [2024, 2, 29, 23, 59, 58, 999999, None, None, 0]))
        self.assertEqual(
            shown(moment.replace(tzinfo=zone, fold=1)), ("datetime", [2024, 2, 29, 23, 59, 58, 999999, -19800, None, 1])
        )
        odd = datetime.timezone(datetime.timedelta(microseconds=1500000))
        self.assertEqual(shown(moment.replace(tzinfo=odd))[1][7], 1.5)
        self.assertEqual(shown(moment.date()), ("date", [2024, 2, 29]))
        self.assertEqual(shown(moment.time()), ("time", [23, 59, 58, 999999, None, None, 0]))
        self.assertEqual(shown(datetime.time(1, tzinfo=zone)), ("time", [1, 0, 0, 0, -19800, None, 0]))
        self.assertEqual(shown(datetime.timedelta(-1, 5, 7)), ("timedelta", [-1, 5, 7]))

    @unittest.skipIf(sys.version_info < (3, 9), "zoneinfo")
    def test_zoneinfo(self):
        import zoneinfo

        try:
            zone = zoneinfo.ZoneInfo("Europe/Berlin")
        except zoneinfo.ZoneInfoNotFoundError:
            self.skipTest("no time zones here")
        self.assertEqual(shown(datetime.datetime(2024, 7, 1, tzinfo=zone))[1][7:9], [7200, None])
        found = shown(type("DT", (datetime.datetime,), {})(2024, 7, 1, tzinfo=zone))
        self.assertEqual(found[1][2][1][7:9], [None, "zoneinfo.ZoneInfo"])

    def test_others(self):
        number = uuid.UUID("12345678-1234-5678-1234-567812345678")
        self.assertEqual(shown(number), ("uuid", number.bytes))
        self.assertEqual(shown(...), ("ellipsis", b""))
        self.assertEqual(shown(NotImplemented), ("object", ["NotImplementedType", id(NotImplemented), None, None]))
        self.assertEqual(shown(int), ("type", "int"))
        self.assertEqual(shown(Plain), ("type", f"{NAME}.Plain"))
        self.assertEqual(shown(enum.EnumMeta), ("type", f"enum.{enum.EnumMeta.__qualname__}"))
        self.assertEqual(shown(math), ("module", "math"))
        self.assertEqual(shown(types.ModuleType("made.up")), ("module", "made.up"))
        thing = object()
        self.assertEqual(shown(thing), ("object", ["object", id(thing), None, None]))
        target = Plain(1, 2)
        self.assertEqual(shown(weakref.ref(target)), ("weakref", [type_name(weakref.ref), id(target)]))
        dead = weakref.ref(Plain(1, 2))
        self.assertIsNone(shown(dead)[1][1])
        proxy = weakref.proxy(target)
        self.assertEqual(shown(proxy)[0], "object")

    def test_paths(self):
        for text in ("/a/b", "a/b", ".", "/", "a", "../x"):
            for cls in (pathlib.PurePosixPath, pathlib.PureWindowsPath):
                path = cls(text)
                tag, (name, found) = shown(path)
                self.assertEqual((tag, name.rpartition(".")[2]), ("path", cls.__name__))
                asked = str(path)
                if cls is pathlib.PurePosixPath:
                    self.assertEqual(found, asked)
                self.assertEqual(shown(path)[1][1], asked, "once its text is made")
        self.assertEqual(shown(pathlib.PurePosixPath("/a", "b") / "c")[1][1], "/a/b/c")

    def test_enums(self):
        self.assertEqual(shown(Color.RED), ("enum", [f"{NAME}.Color", "RED", 1]))
        self.assertEqual(shown(Color.DARK), ("enum", [f"{NAME}.Color", "DARK", ("tuple", [1, 2])]))
        self.assertEqual(shown(Level.LOW), ("enum", [f"{NAME}.Level", "LOW", 3]))
        both = shown(Mode.READ | Mode.WRITE)
        self.assertEqual(both[1][2], 3)
        self.assertIn(both[1][1], (None, "READ|WRITE"))

    def test_records(self):
        row = Row(1, "a")
        self.assertEqual(shown(row), record("dataclass", "Row", row, {"number": 1, "name": "a"}))
        below = RowBelow(1, "a")
        self.assertEqual(shown(below), ("object", [f"{NAME}.RowBelow", id(below), {"number": 1, "name": "a"}, None]))
        pair = Pair(1, [2])
        self.assertEqual(shown(pair), record("namedtuple", "Pair", pair, {"first": 1, "second": [2]}))
        pair = PairBelow(1, 2)
        self.assertEqual(shown(pair), record("namedtuple", "PairBelow", pair, {"first": 1, "second": 2}))
        torn = tuple.__new__(Pair, (1,))
        self.assertEqual(shown(torn), ("derived", [f"{NAME}.Pair", id(torn), ("tuple", [1])]))

    def test_attrs(self):
        try:
            import attr
        except ImportError:
            self.skipTest("attrs is not installed")
        cls = attr.make_class("Made", ["a", "token"])
        value = cls(1, 2)
        self.assertEqual(shown(value)[1][0], "attrs")
        self.assertEqual(shown(value)[1][3], {"a": 1, "token": ("redacted", b"")})

    def test_objects(self):
        value = Plain(1, [2])
        self.assertEqual(shown(value), ("object", [f"{NAME}.Plain", id(value), {"x": 1, "y": [2]}, None]))
        value = Slotted(1, "b")
        self.assertEqual(shown(value)[1][2], {"_Slotted__secret_place": ("redacted", b""), "a": 1, "b": "b"})
        value = SlottedBelow(1, 2)
        value.more = 3
        self.assertEqual(shown(value)[1][2], {"_Slotted__secret_place": ("redacted", b""), "a": 1, "b": 2, "more": 3})
        self.assertEqual(shown(types.SimpleNamespace(a=1))[1][2], {"a": 1})
        found = shown(functools.partial(int, "5", base=7))
        self.assertEqual(found[1][2]["func"], ("type", "int"))
        self.assertEqual(found[1][2]["args"], ("tuple", ["5"]))

    def test_exceptions(self):
        try:
            try:
                raise KeyError("inner")
            except KeyError as error:
                raise Problem("outer", 2) from error
        except Problem as error:
            found = error
        found.code = 7
        self.assertEqual(
            shown(found), ("exception", [f"{NAME}.Problem", id(found), ["outer", 2], {"code": 7}, "KeyError"])
        )
        bare = Problem()
        self.assertEqual(shown(bare), ("exception", [f"{NAME}.Problem", id(bare), [], None, None]))
        try:
            try:
                raise KeyError("inner")
            except KeyError:
                raise ValueError("x") from None
        except ValueError as error:
            self.assertIsNone(shown(error)[1][4])

    def test_functions(self):
        file, line = __file__, Plain.method.__code__.co_firstlineno
        value = Plain(1, 2)
        where = [NAME, (line, file)]
        for function, name, bound in ((Plain.method, "Plain.method", None), (value.method, "Plain.method", value)):
            tag, (qualname, module, path, found_line, of, of_type) = shown(function)
            self.assertEqual((tag, qualname, [module, (found_line, path)]), ("function", name, where))
            self.assertEqual((of, of_type), (None, None) if bound is None else (id(value), f"{NAME}.Plain"))
        self.assertEqual(shown(len), ("function", ["len", "builtins", None, 0, None, None]))
        items = [1]
        self.assertEqual(shown(items.append), ("function", ["list.append", None, None, 0, id(items), "list"]))
        self.assertEqual(shown(str.join), ("function", ["str.join", None, None, 0, None, None]))
        self.assertEqual(shown(object.__str__), ("function", ["object.__str__", None, None, 0, None, None]))
        self.assertEqual(shown(dict.fromkeys)[1][0], "dict.fromkeys")

    def test_generators(self):
        async def coroutine():
            pass

        async def asynchronous():
            yield 1

        made = coroutine()
        for value, kind in ((made, "coroutine"), (asynchronous(), "async_generator"), ((i for i in ()), "generator")):
            tag, (name, address, qualname) = shown(value)
            self.assertEqual((tag, name, address), ("generator", kind, id(value)))
            self.assertTrue(qualname.startswith("Generator") or "Types.test_generators" in qualname, qualname)
        made.close()

    def test_arrays(self):
        value = array.array("d", [1, 2, 3])
        self.assertEqual(shown(value), ("array", ["array.array", id(value), "d", [3], 24]))
        value = memoryview(bytearray(6)).cast("B", (2, 3))
        self.assertEqual(shown(value), ("array", ["memoryview", id(value), "B", [2, 3], 6]))
        value.release()
        self.assertEqual(shown(value)[0], "error")

    def test_numpy_and_pandas(self):
        try:
            import numpy
        except ImportError:
            self.skipTest("numpy is not installed")

        class Mine(numpy.ndarray):
            @property
            def shape(self):
                raise AssertionError

        value = numpy.zeros((2, 3), "f4")
        self.assertEqual(shown(value), ("array", ["numpy.ndarray", id(value), "float32", [2, 3], 24]))
        self.assertEqual(shown(value.view(Mine))[1][2:], ["float32", [2, 3], 24])
        self.assertEqual(shown(numpy.float64(1.5))[1][2], 1.5)
        self.assertEqual(shown(numpy.int16(-3))[1][2], -3)
        try:
            import pandas
        except ImportError:
            return
        frame = pandas.DataFrame({"a": [1, 2, 3], "b": [1.5, 2, 3]})
        self.assertEqual(shown(frame)[1][2:], [None, [3, 2], 48])
        self.assertEqual(shown(frame["b"])[1][2:], ["float64", [3], 24])


@unittest.skipUnless(MUST_NOT_MATERIALISE, "CPython 3.13.0 to 3.13.3")
class AttributesByName(unittest.TestCase):
    def test_no_leak_is_made(self):
        class Grows:
            def __init__(self, look):
                look(self)
                self.cycle = self
                for n in range(29):
                    setattr(self, f"attribute{n}", None)

        encoder = Encoder()
        for look, leaks in ((vars, True), (lambda value: encoder.single(value, RICH), False)):
            seen = weakref.ref(Grows(look))
            gc.collect()
            self.assertEqual(seen() is not None, leaks)

    def test_what_is_found(self):
        class Base:
            always_shared = "of the class"
            shared = None
            shadowed = 1

            def __init__(self):
                self.a = 1
                self.b = "x"

            def never(self):
                self.always_shared = 1

            def later(self):
                self.c = self.shared = self.shadowed = None

        class Below(Base):
            def more(self):
                self.d = 5

        value = Below()
        self.assertEqual(shown(value)[1][2], {"a": 1, "b": "x"})
        value.more()
        self.assertEqual(shown(value)[1][2], {"a": 1, "b": "x", "d": 5})
        value.later()
        self.assertEqual(shown(value)[1][2], {"a": 1, "b": "x", "c": None, "d": 5, "shared": None, "shadowed": None})
        value.outside = 6
        self.assertEqual(shown(value)[1][2][("truncated", 1)], None)
        value.tracked = []
        self.assertEqual(shown(value)[1][2]["tracked"], [])
        outgrown = Base()
        for n in range(40):
            setattr(outgrown, f"attribute{n}", n)
        self.assertEqual(shown(outgrown, make_budget(3, 100, 200, 4096))[1][2]["attribute39"], 39)

    def test_a_class_that_changes(self):
        calls = []

        class Changing:
            def __init__(self):
                self.a = 1
                self.b = 2

        value = Changing()
        self.assertEqual(shown(value)[1][2], {"a": 1, "b": 2})
        Changing.a = property(calls.append)
        self.assertEqual(shown(value)[1][2], {"b": 2, ("truncated", 1): None})
        self.assertEqual(calls, [])


class Limits(unittest.TestCase):
    maxDiff = None

    def test_depth(self):
        deep = [1, [2, [3, [4, []]]]]
        inner = deep[1][1][1]
        self.assertEqual(shown(deep), [1, [2, [3, ("omitted", ["list", id(inner), 2])]]])
        self.assertEqual(shown([[], {}, (), {"a": {}}], make_budget(1, 20, 200, 4096))[:3], [[], {}, ("tuple", [])])
        self.assertEqual(shown([1], make_budget(0, 20, 200, 4096))[0], "omitted")

    def test_objects_in_objects_are_not_opened(self):
        inner = Plain(1, 2)
        outer = Plain(inner, [inner])
        omitted = ("omitted", [f"{NAME}.Plain", id(inner), None])
        self.assertEqual(shown(outer, make_budget(2, 8, 80, 512))[1][2], {"x": omitted, "y": [omitted]})
        self.assertEqual(shown([inner])[0][0], "object")
        self.assertEqual(shown([inner], make_budget(1, 8, 80, 512)), [omitted])
        self.assertEqual(shown(inner, make_budget(1, 8, 80, 512))[1][2], {"x": 1, "y": 2})

    def test_items(self):
        self.assertEqual(shown(list(range(25))), [*range(20), ("truncated", 5)])
        self.assertEqual(shown(tuple(range(9)), LEAN), ("tuple", [*range(8), ("truncated", 1)]))
        found = shown({str(n): n for n in range(25)})
        self.assertEqual(len(found), 21)
        self.assertEqual(found[("truncated", 5)], None)
        self.assertEqual(list(found)[-1], ("truncated", 5))
        value = Plain(1, 2)
        value.__dict__.update({f"a{n}": n for n in range(30)})
        self.assertEqual(shown(value)[1][2][("truncated", 12)], None)
        self.assertEqual(shown(list(range(100)), make_budget(3, 70, 200, 4096)), [*range(70), ("truncated", 30)])

    def test_cycles(self):
        items = [1]
        items.append(items)
        self.assertEqual(shown(items), [1, ("cyclic", 1)])
        outer = {"a": [items]}
        items[1] = outer
        self.assertEqual(shown(items), [1, {"a": [("cyclic", 3)]}])
        value = Plain(1, None)
        value.y = [value]
        self.assertEqual(shown(value)[1][2]["y"], [("cyclic", 2)])
        value.y = value
        self.assertEqual(shown(value)[1][2]["y"], ("cyclic", 1))
        error = Problem()
        error.args = (error,)
        self.assertEqual(shown(error)[1][2], [("cyclic", 1)])
        pair = Pair([], 1)
        pair.first.append(pair)
        self.assertEqual(shown(pair)[1][3]["first"], [("cyclic", 2)])
        row = Row(1)
        row.name = row
        self.assertEqual(shown(row)[1][3]["name"], ("cyclic", 1))
        names = Names()
        names.append(names)
        self.assertEqual(shown(names)[1][2], [("cyclic", 1)])
        shared = [1]
        self.assertEqual(shown([shared, shared]), [[1], [1]])

    def test_event_shapes(self):
        encoder = Encoder()
        names = encoder.names(("a", "password", "b", "c"), 2, True)
        variables = {"a": 1, "password": "x", "b": [2]}
        self.assertEqual(plain(unpack(encoder.arguments(names, variables, RICH))[0]), [1, ("redacted", b"")])
        self.assertEqual(plain(unpack(encoder.arguments(names, {}, RICH))[0]), [("unbound", b""), ("redacted", b"")])
        rows = [1, ("redacted", b""), [2], ("unbound", b"")]
        self.assertEqual(plain(unpack(encoder.returned(names, "r", variables, RICH))[0]), ["r", rows])
        self.assertEqual(plain(unpack(encoder.raised(names, UNSET, variables, RICH))[0]), [("unset", b""), rows])
        error = Problem(1)
        self.assertEqual(plain(unpack(encoder.raised(names, error, {}, RICH))[0])[0][0], "exception")
        self.assertEqual(unpack(encoder.single(5, RICH))[0], [5])
        self.assertEqual(encoder.arguments(encoder.names((), 0, True), {}, RICH), b"\x90")

    def test_namespaces(self):
        encoder = Encoder()
        names = encoder.names((), 0, False)
        space = {"__name__": "m", "x": 1, "math": math, "Plain": Plain, "f": lambda: 1, "api_key": "k", "y": "z"}
        found = plain(unpack(encoder.returned(names, None, space, RICH))[0])[1]
        self.assertEqual(found, {"x": 1, "api_key": ("redacted", b""), "y": "z", ("truncated", 4): None})
        large = {f"name{n}": n for n in range(100000)}
        packed = encoder.returned(names, None, large, RICH)
        self.assertEqual(plain(unpack(packed)[0])[1][("truncated", 99980)], None)

    def test_past_the_byte_budget(self):
        encoder = Encoder()
        texts = ["x" * 200 for _ in range(40)]
        found = plain(unpack(encoder.single([texts] * 3, RICH))[0])[0]
        self.assertLessEqual(len(encoder.single([texts] * 3, RICH)), RICH[3] + 300)
        self.assertEqual(found[-1][0], "truncated")
        names = encoder.names(tuple(f"v{n}" for n in range(50)), 50, True)
        long = {f"v{n}": "y" * 80 for n in range(50)}
        found = plain(unpack(encoder.arguments(names, long, LEAN))[0])
        kinds = [item[0] if isinstance(item, tuple) else "text" for item in found]
        self.assertEqual(kinds[0], "text")
        self.assertIn("omitted", kinds)
        self.assertEqual(found[-1], ("truncated", 50 - (len(found) - 1)))
        after = next(item for item in found if item[0] == "omitted")
        self.assertEqual(after[1][::2], ["str", 80])


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
            for shown in (value, [value], {"k": value}):
                encoder.single(shown, RICH)
                tracemalloc.start()
                try:
                    encoder.single(shown, RICH)
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


class Memory(unittest.TestCase):
    def test_nothing_is_kept(self):
        encoder = Encoder()

        class Local:
            pass

        class Sub(Local, dict):
            __slots__ = ("s",)

        value = Local()
        value.items = [Local()]
        sub = Sub(a=1)
        sub.s = 1
        error = Problem(Local())
        for mode in ("attributes", "type", "repr"):
            encoder.objects = mode
            for budget in (RICH, LEAN):
                encoder.single([value, sub, error, Local, value.__init__], budget)
        seen = [weakref.ref(one) for one in (value, value.items[0], sub, error, error.args[0], Local, Sub)]
        del value, sub, error, Local, Sub
        gc.collect()
        self.assertEqual([ref() for ref in seen], [None] * len(seen))

    def test_an_id_used_again_is_learned_again(self):
        encoder = Encoder()
        names = encoder.names(("v",), 1, True)

        def omitted(value):
            out = bytearray()
            encoder.omit(out, value)
            return out

        ways = (
            lambda v: unpack(encoder.single(v, RICH))[0][0],
            lambda v: unpack(encoder.single([v], RICH))[0][0][0],
            lambda v: unpack(encoder.single({"v": v}, RICH))[0][0]["v"],
            lambda v: unpack(encoder.arguments(names, {"v": v}, RICH))[0][0],
            lambda v: unpack(encoder.single(v, make_budget(0, 1, 1, 1)))[0][0],
            lambda v: unpack(omitted(v))[0],
        )
        for n in range(3000):
            cls = type(f"T{n}", (), {"__slots__": ("a",)} if n % 2 else {})
            value = cls()
            value.a = [n]
            found = ways[n % len(ways)](value)
            self.assertEqual(found.payload[0].rpartition(".")[2], f"T{n}")
            del cls, value

    def test_few_types_are_remembered(self):
        encoder = Encoder()
        classes = [type(f"T{n}", (), {}) for n in range(5000)]
        for cls in classes:
            encoder.single(cls(), RICH)
        self.assertLessEqual(len(encoder.layouts), 2048)

    def test_names_are_bounded(self):
        encoder = Encoder()
        for n in range(20000):
            encoder.single({f"key{n}": 1, f"password{n}": 1, b"raw%d" % n: 1, (f"pair{n}", 1): 1}, RICH)
        book = encoder.book
        for memory in (book.plain, book.hidden, book._raw):
            self.assertLessEqual(len(memory), 4096)

    def test_from_many_threads_while_values_change(self):
        encoder = Encoder()
        shared, stop, failures = {"a": 1}, threading.Event(), []

        def change():
            n = 0
            while not stop.is_set():
                shared[str(n % 50)] = [n]
                shared.pop(str((n * 7) % 50), None)
                n += 1

        def read():
            try:
                for _ in range(3000):
                    unpack(encoder.single(shared, RICH))
            except BaseException as error:
                failures.append(error)

        before = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            threads = [threading.Thread(target=read) for _ in range(3)]
            changer = threading.Thread(target=change)
            changer.start()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            stop.set()
            changer.join()
        finally:
            sys.setswitchinterval(before)
        self.assertEqual(failures, [])


SECRETS = """
password PASSWORD userPassword passwd db_passwd secret client_secret SECRET_KEY token access_token authToken
csrf_token api_key apiKey X-API-Key apikey Authorization proxy-authorization credentials private_key
session_cookie Set-Cookie sessionid bearer jwt auth passphrase pwd_hash_pwd db_pass user_pwd _User__password
DATABASE_URL refresh_tokens tokens cvv
""".split()
HARMLESS = """
tokenize tokenizer max_tokens token_count tokenType num_tokens secretary author authority compass second_pass
pwd PWD OLDPWD cookie_name SESSION_COOKIE_PATH password_hasher key keyboard monkey session opinion pin_count n
self passenger input_tokens authored_by
""".split()


class Redaction(unittest.TestCase):
    def test_names(self):
        encoder = Encoder()
        for name in SECRETS + HARMLESS:
            with self.subTest(name):
                hidden = ("redacted", b"") if name in SECRETS else "value"
                for source in (
                    {name: "value"},
                    types.SimpleNamespace(**{name: "value"}),
                    collections.OrderedDict({name: "value"}),
                ):
                    found = plain(unpack(encoder.single(source, RICH))[0])[0]
                    entries = found if isinstance(found, dict) else found[1][2]
                    self.assertEqual(entries, {name: hidden})
                known = encoder.names((name,), 1, True)
                self.assertEqual(plain(unpack(encoder.arguments(known, {name: "value"}, RICH))[0]), [hidden])

    def test_places(self):
        hidden = ("redacted", b"")
        self.assertEqual(shown({b"password": 1, b"page": 2}), {b"password": hidden, b"page": 2})
        key = Text("password")
        self.assertEqual(list(shown({key: 1}).values()), [hidden])
        headers = [(b"authorization", b"Bearer x"), ("Cookie", "y"), (b"host", b"here")]
        self.assertEqual(
            shown(headers),
            [("tuple", [b"authorization", hidden]), ("tuple", ["Cookie", hidden]), ("tuple", [b"host", b"here"])],
        )
        self.assertEqual(shown({"x" * 70 + "password": 1}), {"x" * 70 + "password": hidden})
        error = Problem()
        error.token = 1
        self.assertEqual(shown(error)[1][3], {"token": hidden})
        self.assertEqual(shown(Row(1))[1][3], {"number": 1, "name": "?"})
        Login = collections.namedtuple("Login", "user password")
        self.assertEqual(shown(Login("a", "b"))[1][3], {"user": "a", "password": hidden})
        made = dataclasses.make_dataclass("Made", ["user", "api_key"])
        self.assertEqual(shown(made(1, 2))[1][3], {"user": 1, "api_key": hidden})

    def test_more_names(self):
        self.assertEqual(shown({"Salary": 1, "name": 2}, redact=["salary"]), {"Salary": ("redacted", b""), "name": 2})
        self.assertEqual(shown({"password": 1}, redact=[""]), {"password": ("redacted", b"")})


class Modes(unittest.TestCase):
    def test_type(self):
        value, row = Plain(1, 2), Row(1)
        self.assertEqual(shown(value, objects="type"), ("object", [f"{NAME}.Plain", id(value), None, None]))
        self.assertEqual(shown(row, objects="type"), ("object", [f"{NAME}.Row", id(row), None, None]))
        error = Problem(1)
        error.x = 1
        self.assertEqual(shown(error, objects="type")[1][2:4], [[1], None])

    def test_repr(self):
        class Said:
            def __init__(self, text):
                self.text = text

            def __repr__(self):
                return self.text() if callable(self.text) else self.text

        def fail(error):
            raise error

        self.assertEqual(shown(Said("hello"), objects="repr")[1][2:], [None, "hello"])
        self.assertEqual(shown(Said("x" * 500), objects="repr")[1][3], ("long_text", ["x" * 200, 500]))
        self.assertEqual(shown(Said(Text("y")), objects="repr")[1][3], "y")
        self.assertEqual(shown(Said(5), objects="repr")[1][3], ("error", "its repr raised TypeError"))
        for error in (ValueError(), SystemExit(3), GeneratorExit()):
            found = shown(Said(lambda error=error: fail(error)), objects="repr")
            self.assertEqual(found[1][3], ("error", f"its repr raised {type(error).__name__}"))
        with self.assertRaises(KeyboardInterrupt):
            shown(Said(lambda: fail(KeyboardInterrupt())), objects="repr")
        endless = Said(None)
        endless.text = lambda: repr(endless)
        self.assertEqual(shown(endless, objects="repr")[1][3], ("error", "its repr raised RecursionError"))
        self.assertEqual(shown(Plain(1, 2), objects="repr")[1][2:], [{"x": 1, "y": 2}, None])


if __name__ == "__main__":
    unittest.main()
