"""A program with objects of all kinds, for the comparison of the two walks over its heap."""

import asyncio
import collections
import dataclasses
import decimal
import enum
import functools
import gc
import io
import sys
import threading
import types
import weakref


class Plain:
    def method(self):
        pass

    @property
    def shown(self):
        return 1

    @staticmethod
    def static():
        pass

    @classmethod
    def of_class(cls):
        pass


class Odd:
    pass


class Slots:
    __slots__ = ("__weakref__", "a", "b")


class Both(Plain):
    __slots__ = ("x",)


class Dict(dict):
    pass


class List(list):
    pass


class Tuple(tuple):
    pass


class Set(set):
    pass


class Deque(collections.deque):
    pass


class Int(int):
    pass


class Meta(type):
    pass


class WithMeta(metaclass=Meta):
    pass


class Module(types.ModuleType):
    pass


class Colour(enum.Enum):
    RED = 1
    BLUE = (2, 3)


@dataclasses.dataclass
class Data:
    values: list = dataclasses.field(default_factory=list)


Pair = collections.namedtuple("Pair", "first second")


def outer():
    held, other = [1.5], {}

    def inner(x=[2.5], *, k={"kw": 1}):
        return held, x, other, k

    return inner


def failing():
    local = [3.5]

    def use():
        return local

    raise ValueError(local, use)


def generating():
    kept, inside = [4.5], [1]

    def use():
        return inside

    yield kept, use


async def waiting():
    kept = [1]
    await asyncio.sleep(0)
    return kept


async def asynchronous():
    kept = [2]
    yield kept


@functools.lru_cache(maxsize=4)
def bounded(key):
    return [key]


@functools.lru_cache(maxsize=None)
def unbounded(key):
    return [key]


#: What a dict's key is called: quotes, escapes, lone surrogates, long ones, numbers at the limits, nested tuples.
KEYS = (
    *(
        "a'b",
        "q\"'",
        'q"',
        "nl\n\t\r\x00\x7f\\",
        "\xfc\u20ac\U0001f600",
        "\ud800",
        "x" * 80,
        "y" * 81,
        "",
        "\xad\u200b",
    ),
    *(7, -5, 1 << 63, (1 << 64) - 1, 1 << 64, 1 - (1 << 64), -(1 << 64), 1 << 90, 0, 1 << 30, None, False),
    *(1.5, 0.1, 1e300, float("inf"), -0.5, 1e16, 1e22, 5e-324, 123456789.123, 1 + 2j, 2j, -1.5j, complex(-0.0, 1)),
    *(b"by'tes\xff\n", b"\"'", b"z" * 81, (1, "b"), ((1, (2,)),), (), (1,), (1, 2, 3, 4, 5, 6, 7), int, frozenset({1})),
)

try:
    try:
        failing()
    except ValueError as raised:
        raise KeyError("k") from raised
except KeyError as caught:
    error = caught

generator, new_generator, coroutine, async_generator = generating(), generating(), waiting(), asynchronous()
next(generator)
for number in (1, 2):
    bounded((number, "key"))
    unbounded((number, "key"))
plain, many, asked, odd = Plain(), Plain(), Plain(), Odd()
plain.kept, plain.name, plain.entries = [1.25], "n", {"a": [1]}
for number in range(40):
    setattr(many, f"at{number}", [number])
asked.own = [1]
asked_dict = asked.__dict__
setattr(odd, "\udc80\u20ac", [2.25])
slots, both, derived_int = Slots(), Both(), Int(5)
slots.a = [5.5]
both.x, both.y = [1], [2]
derived_int.own = [1]
derived = [Dict(k=[1]), List([[1]]), Tuple(([1],)), Set({(1, 2)}), Deque([[1], [2]]), Module("mine")]
for one in derived:
    one.own = [3]
holes = {(number, number) for number in range(20)}
holes.discard((3, 3))
long_deque = collections.deque([number] for number in range(500))
long_deque.popleft()
long_deque.appendleft([7])
others = [
    *(
        collections.OrderedDict(k=[1]),
        collections.defaultdict(list, k=[1]),
        Pair([1], [2]),
        Data(),
        frozenset({(5, 6)}),
    ),
    *(
        {key: [index] for index, key in enumerate(KEYS)},
        outer(),
        outer().__closure__,
        functools.partial(outer, 1, k=[2]),
    ),
    *(plain.method, [].append, types.MappingProxyType({"a": [1]}), Colour.RED, WithMeta(), iter([1]), slice([1], [2])),
    *(bytearray(1000), 1 << 999, memoryview(b"abc"), decimal.Decimal("1.5"), io.StringIO("x" * 999), io.BytesIO(b"1")),
    *(weakref.ref(plain), weakref.WeakValueDictionary(plain=plain), types.ModuleType("bare"), "\xe4" * 50, object()),
]
itself = []
itself.append(itself)
namespace = {}
exec("def f(): return 1\nclass C: pass", namespace)

ready, done = threading.Event(), threading.Event()


def working():
    in_thread, shared = [1.5], [9]

    def use():
        return in_thread, shared

    ready.set()
    done.wait()
    return use


thread = threading.Thread(target=working, name="worker", daemon=True)
thread.start()
ready.wait()


def taken(folder):
    from tracehold import _heap

    # A class of the probe is garbage, which must not go away between the two.
    _heap.choose("native")
    gc.collect()
    mine, shared = [8.5], [1]

    def use():
        return mine, shared

    print(repr((_heap.take(folder, asked="native"), _heap.take(folder, may_materialise=True, asked="pure"), use)[:2]))


taken(sys.argv[1])
coroutine.close()
