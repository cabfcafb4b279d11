"""What budgets leave out, and how it is shown."""

import math
import unittest

from tests.msgpack_reader import unpack
from tests.sample_values import NAME, Names, Pair, Plain, Problem, Row, plain, shown
from tracehold._values import LEAN, RICH, UNSET, Encoder, make_budget


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


if __name__ == "__main__":
    unittest.main()
