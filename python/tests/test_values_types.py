"""Every type of the format, encoded and read back."""

import array
import collections
import datetime
import decimal
import enum
import functools
import math
import pathlib
import struct
import sys
import types
import unittest
import uuid
import weakref

from tests.sample_values import (
    NAME,
    Color,
    Count,
    Level,
    Mode,
    Names,
    Pair,
    PairBelow,
    Plain,
    Problem,
    Row,
    RowBelow,
    Slotted,
    SlottedBelow,
    Table,
    Text,
    hashable,
    record,
    shown,
    type_name,
)
from tracehold._values import make_budget


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
        file, line = sys.modules[NAME].__file__, Plain.method.__code__.co_firstlineno
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


if __name__ == "__main__":
    unittest.main()
