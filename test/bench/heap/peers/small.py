"""Exceptions that a module keeps and raises again, each time with a longer traceback: the founding case in small.

About 400,000 objects; what takes the memory is held at the end of chains of 400 tracebacks (there: up to 42,000).
"""

#: What there is most of, of the program's own.
TYPE = "Token"
HOLDER = "failures"

failures = {}


class ParseError(Exception):
    """What is kept."""


class Token:
    """What its frames hold."""

    def __init__(self, text):
        self.text = text
        self.place = (text, len(text))


def parse(depth, tokens):
    """Fails at the bottom; each level has tokens of its own."""
    own = [Token(f"{depth}:{number}") for number in range(10)]
    if depth == 0:
        raise ParseError("unexpected end")
    parse(depth - 1, own)


def attempt(name):
    """Keeps why it failed, and fails for the same reason ever after."""
    try:
        if name in failures:
            raise failures[name]
        parse(60, [])
    except ParseError as error:
        failures[name] = error


def run():
    """Fills the cache."""
    for _ in range(400):
        for number in range(100):
            attempt(f"file{number}.py")


def holder():
    """What to clear."""
    return failures
