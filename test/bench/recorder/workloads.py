"""Workloads of the recorder benchmark: each is set up, then timed in slices that alternate between recorded and not.

`python workloads.py NAME ROUNDS [record options]` prints one JSON line: medians of CPU seconds a slice untraced and
recorded, and their ratio. Both are measured in one process, turn by turn, so that noise hits both alike; recording
begins and ends between slices by tracehold.record(), which is the recorder that `tracehold run` uses.
"""

import json
import os
import shutil
import statistics
import sys
import tempfile
import time


def flask_requests():
    """180 requests of a small shop through Flask's test client: user code in views, models and a template filter."""
    from shop import make_app

    client = make_app().test_client()

    def once():
        for n in range(60):
            assert client.get(f"/orders/{n % 7}?discount={n % 5}").status_code == 200
            assert (
                client.post(
                    "/orders", json={"customer": f"c{n}", "lines": [[n, 2], [n + 1, 1]]}
                ).status_code
                == 201
            )
            assert client.get("/report").status_code == 200

    once()
    return once


def flask_helpers():
    """180 requests of a ledger through Flask's test client: 170 calls of small functions of the user's a request."""
    from ledger import make_app

    client = make_app().test_client()

    def once():
        for n in range(120):
            assert client.get(f"/pages/{n % 9}").status_code == 200
            if n % 2:
                pages = {"pages": [n % 4, n % 5]}
                assert client.post("/pages", json=pages).status_code == 200

    once()
    return once


def mostly_library():
    """Parsing, formatting and compressing by the standard library, called from a few lines of user code."""
    import ast
    import json as json_library
    import textwrap
    import tokenize

    path = json_library.__file__
    with open(path, encoding="utf-8") as file:
        text = file.read()

    def once():
        for _ in range(3):
            tree = ast.parse(text)
            ast.dump(tree)
            ast.unparse(tree) if hasattr(ast, "unparse") else None
            with tokenize.open(path) as source:
                list(tokenize.generate_tokens(source.readline))
            textwrap.fill(text, 60)
            json_library.dumps({"a": [list(range(50))] * 40}, indent=1)

    return once


def fibonacci():
    """fibonacci(20): nothing but calls."""

    def fib(n):
        return n if n < 2 else fib(n - 1) + fib(n - 2)

    return lambda: fib(20)


def plain_fibonacci(n):
    """Of the module, as people write it: inside another function it would hold itself, a value more in each call."""
    return n if n < 2 else plain_fibonacci(n - 1) + plain_fibonacci(n - 2)


def fibonacci_of(n):
    """fibonacci(n): nothing but calls of one function, 242,785 for 25, 2.7 million for 30."""
    return lambda: lambda: plain_fibonacci(n)


def many_calls():
    """A small language scanned, parsed and run in pure Python: short methods with objects, texts and dicts in hand."""
    import calculator

    lines = calculator.program(120)

    def once():
        names = calculator.run(lines, 40)
        assert len(names) == len(lines)

    once()
    return once


def descend(depth):
    """Calls itself until ``depth`` more calls are open; returns how many there were."""
    return 0 if depth == 0 else descend(depth - 1) + 1


WORKLOADS = {
    "flask": flask_requests,
    "ledger": flask_helpers,
    "library": mostly_library,
    "fibonacci": fibonacci,
    **{f"fibonacci{n}": fibonacci_of(n) for n in (25, 27, 30)},
    "calls": many_calls,
}


def main(name, rounds, options):
    import tracehold

    once = WORKLOADS[name]()
    once()
    scratch = tempfile.mkdtemp(prefix="tracehold-bench-")
    plain, recorded, size = [], [], 0
    try:
        for turn in range(rounds):
            begin = time.process_time()
            once()
            plain.append(time.process_time() - begin)
            recording = tracehold.record(
                out=os.path.join(scratch, str(turn)), **options
            )
            with recording:
                begin = time.process_time()
                once()
                recorded.append(time.process_time() - begin)
            files = [
                os.path.join(recording.path, entry)
                for entry in os.listdir(recording.path)
            ]
            size = sum(os.path.getsize(entry) for entry in files)
            shutil.rmtree(recording.path)
    finally:
        shutil.rmtree(scratch)
    before, after = statistics.median(plain), statistics.median(recorded)
    version = ".".join(map(str, sys.version_info[:3]))
    row = {
        "python": version,
        "workload": name,
        "plain": before,
        "recorded": after,
        "ratio": after / before,
        "bytes": size,
    }
    sys.stdout.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main(
        sys.argv[1],
        int(sys.argv[2]),
        json.loads(sys.argv[3]) if len(sys.argv) > 3 else {},
    )
