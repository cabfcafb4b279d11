"""What counting allocations costs: each workload untraced, recorded, and recorded with `--allocations`, turn by turn.

`TRACEHOLD_RECORDER=native python allocations.py [ROUNDS [NAME...]]` prints a line a workload: medians of CPU time of the
whole process over untraced, and of counting over not counting. Needs the shim in PYTHONPATH and, for flask, Flask.
"""

import os
import shutil
import statistics
import sys
import tempfile
import time

import workloads


def fibonacci():
    """fibonacci(25): nothing but calls."""

    def fib(n):
        return n if n < 2 else fib(n - 1) + fib(n - 2)

    return lambda: fib(25)


class Node:
    """A node of a tree."""

    def __init__(self, left, right):
        self.left = left
        self.right = right


def objects():
    """Trees, dicts, lists and texts: half a million small blocks a turn, and 16,000 calls."""

    def tree(depth):
        return Node(tree(depth - 1), tree(depth - 1)) if depth else None

    def words(count):
        return {str(n): [n, str(n) * 2, (n, n)] for n in range(count)}

    def once():
        for _ in range(2):
            tree(12)
            words(48000)

    return once


WORKLOADS = {**workloads.WORKLOADS, "fibonacci": fibonacci, "objects": objects}


def measure(once, folder, counts):
    """CPU seconds of one turn; `counts` is None for untraced."""
    import tracehold

    if counts is None:
        begin = time.process_time()
        once()
        return time.process_time() - begin
    with tracehold.record(out=folder, allocations=counts):
        begin = time.process_time()
        once()
        spent = time.process_time() - begin
    shutil.rmtree(folder)
    return spent


def main(rounds, names):
    scratch = tempfile.mkdtemp(prefix="tracehold-bench-")
    try:
        for name in names:
            once = WORKLOADS[name]()
            once()
            spent = {None: [], False: [], True: []}
            for turn in range(rounds):
                order = list(spent) if turn % 2 else list(spent)[::-1]
                for counts in order:
                    spent[counts].append(
                        measure(once, os.path.join(scratch, "run"), counts)
                    )
            plain, recorded, counted = (
                statistics.median(spent[key]) for key in (None, False, True)
            )
            ratios = (
                f"{recorded / plain:.2f} {counted / plain:.2f} {counted / recorded:.3f}"
            )
            sys.stdout.write(f"{sys.version.split()[0]} {name} {ratios}\n")
            sys.stdout.flush()
    finally:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 11, sys.argv[2:] or list(WORKLOADS))
