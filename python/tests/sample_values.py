"""Values of all kinds for the tests of the encoder, and what a reader makes of their bytes."""

import collections
import dataclasses
import enum

from tests.msgpack_reader import Ext, Pairs, unpack
from tracehold import _schema as schema
from tracehold._values import RICH, Encoder

TAGS = {
    value: name[len("EXTENSION_") :].lower() for name, value in vars(schema).items() if name.startswith("EXTENSION_")
}


def hashable(value):
    """Lists as tuples, for keys."""
    return tuple(hashable(item) for item in value) if isinstance(value, (list, tuple)) else value


def plain(value):
    """A decoded value with extensions as (name, payload) tuples, for comparing."""
    if isinstance(value, Ext):
        return (TAGS[value.tag], plain(value.payload))
    if isinstance(value, Pairs):
        return [(plain(key), plain(item)) for key, item in value]
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {hashable(plain(key)): plain(item) for key, item in value.items()}
    return value


def shown(value, budget=RICH, **options):
    """What a value looks like to a reader."""
    packed = Encoder(**options).single(value, budget)
    (found,), end = unpack(packed)
    assert end == len(packed)
    return plain(found)


class Color(enum.Enum):
    RED = 1
    DARK = (1, 2)


class Level(enum.IntEnum):
    LOW = 3


class Mode(enum.Flag):
    READ = 1
    WRITE = 2


class Plain:
    """Two attributes in the instance's dict."""

    kind = "class attribute"

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def method(self):
        pass


class Slotted:
    __slots__ = ("__secret_place", "a", "b", "never")

    def __init__(self, a, b):
        self.a = a
        self.b = b
        self.__secret_place = 1


class SlottedBelow(Slotted):
    __slots__ = ("__dict__", "c")


@dataclasses.dataclass
class Row:
    number: int
    name: str = "?"
    shared = 5

    @property
    def derived(self):
        raise AssertionError


class RowBelow(Row):
    pass


Pair = collections.namedtuple("Pair", "first second")


class PairBelow(Pair):
    pass


class Names(list):
    pass


class Table(dict):
    pass


class Text(str):
    pass


class Count(int):
    pass


class Problem(Exception):
    pass


NAME = __name__


def record(kind, cls, value, fields):
    return ("record", [kind, f"{NAME}.{cls}", id(value), fields])


def type_name(cls):
    return cls.__qualname__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"
