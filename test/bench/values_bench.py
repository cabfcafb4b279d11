"""Microseconds an event of the value encoder, for typical sets of arguments and locals.

    python test/bench/values_bench.py [repeats]

Not a test. Best of the repeats, so that a busy machine shows less.
"""

import os
import sys
from time import perf_counter

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "python"))

from tracehold._values import LEAN, RICH, Encoder


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


class Slotted:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


class Request:
    """About what a web framework passes around: a dozen attributes, some of them containers."""

    def __init__(self):
        self.method = "GET"
        self.scheme = "http"
        self.server = ("127.0.0.1", 5000)
        self.root_path = ""
        self.path = "/items/42"
        self.query_string = b"page=2&sort=name"
        self.headers = {"Host": "localhost:5000", "User-Agent": "werkzeug/3.0", "Accept": "*/*"}
        self.remote_addr = "127.0.0.1"
        self.environ = {f"wsgi.key{n}": f"value {n}" for n in range(30)}
        self.shallow = False
        self.view_args = {"item": 42}
        self.routing_exception = None


EVENTS = {
    "no variables": {},
    "int": {"n": 25},
    "self, 2 attributes": {"self": Point(1, 2)},
    "self, 2 slots": {"self": Slotted(1, 2)},
    "self, name, flag": {"self": Point(1, 2), "name": "some_template.html", "flag": True},
    "request object": {"self": Point(1, 2), "request": Request()},
    "dict of options": {"options": {"host": "localhost", "port": 80, "debug": True, "ratio": 0.5, "tags": ["a", "b"]}},
    "list of 100 ints": {"numbers": list(range(100))},
    "rows of tuples": {"rows": [(n, f"name {n}", n * 1.5) for n in range(50)]},
    "text of 5,000": {"source": "lorem ipsum " * 420, "position": 17},
    "8 mixed locals": {
        "self": Point("a", None),
        "i": 7,
        "j": 300,
        "text": "hello",
        "parts": ["a", "b"],
        "seen": {1, 2, 3},
        "f": len,
        "x": 1.5,
    },
}


def best(encode, arguments, number, repeats):
    times = []
    for _ in range(repeats):
        start = perf_counter()
        for _ in range(number):
            encode(*arguments)
        times.append((perf_counter() - start) / number)
    return min(times) * 1e6


def main():
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    encoder = Encoder()
    print("Python " + sys.version.split()[0] + ", microseconds (bytes) an event")
    print(f"{'':22}{'arguments rich':>18}{'lean':>16}{'returned lean':>16}")
    for title, variables in EVENTS.items():
        names = encoder.names(tuple(variables), len(variables), True)
        cells = []
        for encode, arguments in (
            (encoder.arguments, (names, variables, RICH)),
            (encoder.arguments, (names, variables, LEAN)),
            (encoder.returned, (names, None, variables, LEAN)),
        ):
            cells.append((best(encode, arguments, 2000, repeats), len(encode(*arguments))))
        print(f"{title:22}" + "".join(f"{time:9.2f} ({size:4})" for time, size in cells))


if __name__ == "__main__":
    main()
