"""The options of a recording: one parser for the command line, the environment and the API.

Parsed by hand because argparse would bring gettext, re and locale into every recorded process.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Sequence

RECORDERS = ("auto", "pure", "native")
VALUES = ("type", "attributes", "repr", "none")

HELP = """\
usage: python -m tracehold run [options] -- script.py [arguments]
       python -m tracehold run [options] -- -m module [arguments]
       python -m tracehold doctor [--json]      which recorder would be used, and why

Runs the program as python would and records its calls.

options:
  --out DIR           run folder to make (default .tracehold/<stamp>-<name>)
  --recorder R        auto, pure or native (default auto)
  --root DIR          only code below DIR is the user's own (repeatable; default: all but the standard
                      library and site-packages)
  --package NAME      the installed package NAME is the user's own code, too (repeatable); -m NAME says so by itself
  --include GLOB      record these files too (repeatable); 'requests', 'lib/**/*.py', '/abs/path/*'
  --exclude GLOB      never record these files (repeatable)
  --all               record everything, the standard library and packages included
  --values V          what to keep of objects: type, attributes (default), repr (runs the program's own
                      __repr__) or none (no values at all)
  --sample N          keep the values of the first N calls of a function, then of ever fewer (default 1000);
                      'off' keeps them all. Times are kept for every call
  --rich D,I,T,B      levels (the value itself is the first), items, text and bytes an event for a function's
                      first 100 calls (3,20,200,4096)
  --lean D,I,T,B      the same for later calls (2,8,80,512)
  --allocations       count the bytes that each call allocates and frees (native recorder only)
  --heap-at-exit      write a heap snapshot when the program ends: who holds the memory
  --heap-every S      write one every S seconds (0.1 and up); of more than 32, every second one is deleted
  --heap-growth MB    write one when the program's memory has grown by MB megabytes since the last one
  --redact NAME       hide values whose name contains NAME, besides password, token, secret ... (repeatable)
"""


class OptionError(ValueError):
    """The command line is wrong; the text says how."""


class Options:
    """What to record and how. ``sample`` is 0 when every value is kept."""

    __slots__ = (
        "all",
        "allocations",
        "exclude",
        "heap_at_exit",
        "heap_every",
        "heap_growth",
        "include",
        "lean",
        "out",
        "packages",
        "recorder",
        "redact",
        "rich",
        "roots",
        "sample",
        "values",
    )

    def __init__(self) -> None:
        self.out: str | None = None
        self.recorder = "auto"
        self.roots: tuple[str, ...] = ()
        self.packages: tuple[str, ...] = ()
        self.include: tuple[str, ...] = ()
        self.exclude: tuple[str, ...] = ()
        self.all = False
        self.allocations = False
        self.heap_at_exit = False
        #: Seconds, and megabytes; 0 for never.
        self.heap_every = 0.0
        self.heap_growth = 0
        self.values = "attributes"
        self.sample = 1000
        self.rich = (3, 20, 200, 4096)
        self.lean = (2, 8, 80, 512)
        self.redact: tuple[str, ...] = ()

    def arguments(self) -> list[str]:
        """The options that differ from the defaults, as command-line arguments; --out is left out."""
        plain = Options()
        out: list[str] = []
        for flag, name in (("--recorder", "recorder"), ("--values", "values")):
            if getattr(self, name) != getattr(plain, name):
                out += [flag, getattr(self, name)]
        for flag, name in (
            ("--root", "roots"),
            ("--package", "packages"),
            ("--include", "include"),
            ("--exclude", "exclude"),
            ("--redact", "redact"),
        ):
            for entry in getattr(self, name):
                out += [flag, entry]
        for flag, name in _SWITCHES.items():
            if getattr(self, name):
                out.append(flag)
        for flag, number in (("--heap-every", self.heap_every), ("--heap-growth", self.heap_growth)):
            if number:
                out += [flag, f"{number:.3f}".rstrip("0").rstrip(".")]
        if self.sample != plain.sample:
            out += ["--sample", str(self.sample) if self.sample else "off"]
        for flag, budget, standard in (("--rich", self.rich, plain.rich), ("--lean", self.lean, plain.lean)):
            if budget != standard:
                out += [flag, ",".join(map(str, budget))]
        return out


def _budget(flag: str, text: str) -> tuple[int, int, int, int]:
    parts = text.split(",")
    if len(parts) != 4 or not all(part.isdigit() for part in parts):
        raise OptionError(f"{flag} takes four numbers: depth, items, text and bytes, such as 3,20,200,4096")
    depth, items, length, size = (int(part) for part in parts)
    if not (1 <= depth <= 32 and 1 <= items <= 10000 and 1 <= length <= 1000000 and 64 <= size <= 131072):
        raise OptionError(f"{flag}: depth 1 to 32, items 1 to 10000, text 1 to 1000000, bytes 64 to 131072")
    return depth, items, length, size


def _sample(text: str) -> int:
    if text == "off":
        return 0
    if not text.isdigit() or int(text) == 0:
        raise OptionError("--sample takes a number of calls, 1 and up, or 'off'")
    return int(text)


def _seconds(text: str) -> float:
    digits = text.replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit() and 0.1 <= float(text) <= 1_000_000):
        raise OptionError("--heap-every takes seconds, 0.1 to 1000000")
    return float(text)


def _megabytes(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= 1_000_000):
        raise OptionError("--heap-growth takes megabytes, 1 to 1000000")
    return int(text)


def _choice(flag: str, text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise OptionError(f"{flag} takes one of {', '.join(choices)}; not {text!r}")
    return text


def parse(arguments: Sequence[str]) -> tuple[Options, list[str]]:
    """Options and what follows them (after ``--``, or from the first word that is no option).

    Raises OptionError with a sentence for people.
    """
    options = Options()
    rest = list(arguments)
    while rest:
        word = rest[0]
        if word == "--":
            return options, rest[1:]
        if not word.startswith("--"):
            return options, rest
        flag, equals, text = word.partition("=")
        rest.pop(0)
        if flag in _SWITCHES:
            setattr(options, _SWITCHES[flag], True)
            continue
        if flag not in _TAKES_VALUE:
            raise OptionError(f"unknown option {flag}")
        if not equals:
            if not rest or rest[0] == "--":
                raise OptionError(f"{flag} needs a value")
            text = rest.pop(0)
        _set(options, flag, text)
    return options, rest


_SWITCHES = {"--all": "all", "--allocations": "allocations", "--heap-at-exit": "heap_at_exit"}
_TAKES_VALUE = frozenset(
    (
        "--out",
        "--recorder",
        "--root",
        "--package",
        "--include",
        "--exclude",
        "--heap-every",
        "--heap-growth",
        "--values",
        "--sample",
        "--rich",
        "--lean",
        "--redact",
    )
)


def _set(options: Options, flag: str, text: str) -> None:
    if flag == "--out":
        options.out = text
    elif flag == "--recorder":
        options.recorder = _choice(flag, text, RECORDERS)
    elif flag == "--values":
        options.values = _choice(flag, text, VALUES)
    elif flag == "--sample":
        options.sample = _sample(text)
    elif flag == "--heap-every":
        options.heap_every = _seconds(text)
    elif flag == "--heap-growth":
        options.heap_growth = _megabytes(text)
    elif flag == "--rich":
        options.rich = _budget(flag, text)
    elif flag == "--lean":
        options.lean = _budget(flag, text)
    elif flag == "--root":
        options.roots += (text,)
    elif flag == "--package":
        options.packages += (text,)
    elif flag == "--include":
        options.include += (text,)
    elif flag == "--exclude":
        options.exclude += (text,)
    else:
        options.redact += (text,)
