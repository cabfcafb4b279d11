"""Attributes that are read without making the dict of their object, where that would leak."""

import gc
import unittest
import weakref

from tests.sample_values import shown
from tracehold._attributes import MUST_NOT_MATERIALISE
from tracehold._values import RICH, Encoder, make_budget


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


if __name__ == "__main__":
    unittest.main()
