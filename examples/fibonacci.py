"""Fibonacci numbers by plain recursion: few lines, very many calls.

    tracehold record -- examples/fibonacci.py 25
    tracehold top
    tracehold calls --function fibonacci --limit 5

What to look for in the trace: one function, 242,785 calls for n = 25, and a call tree that is 25 levels deep. The
values of the first 1,000 calls are kept, then of ever fewer; the times of all of them are.
"""

import sys


def fibonacci(n):
    """Return the n-th Fibonacci number the slow way."""
    if n < 2:
        return n
    return fibonacci(n - 1) + fibonacci(n - 2)


def main():
    """Print the number that the command line asks for, the 25th by default."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    print(f"fibonacci({n}) = {fibonacci(n)}")


if __name__ == "__main__":
    main()
