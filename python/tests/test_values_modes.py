"""What of objects is recorded: their attributes, their type, their repr."""

import unittest

from tests.sample_values import NAME, Plain, Problem, Row, Text, shown


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
