"""A service that forgets nothing.

It keeps the last error of each client "for support", and with each error its traceback: every frame that was on the
stack, and all their local variables. Record it with a heap snapshot at its end, and the snapshot says so:

    tracehold record --heap-at-exit examples/leak/service.py
    tracehold heap verdict
"""

import functools

from parse import ParseError, parse

errors: dict = {}


class Page:
    """A rendered page. The cache of its own method keeps every page that was ever asked for its title."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.text = bytearray(24 * 1024)

    @functools.lru_cache(maxsize=None)
    def title(self, style: str) -> str:
        return f"{style} {self.number}"


def handle(client: str, body: str) -> int:
    request = bytearray(body.encode() * 64)
    try:
        return len(parse(body)) + len(request)
    except ParseError as error:
        errors[client] = error
        return 0


def main() -> None:
    for number in range(60):
        handle(f"client-{number}", "(" * 200 + ")" * 150)
    for number in range(60):
        Page(number).title("plain")
    print(f"{len(errors)} clients have sent what cannot be read")


if __name__ == "__main__":
    main()
