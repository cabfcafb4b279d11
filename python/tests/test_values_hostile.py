"""Nothing of the program runs while its values are encoded: every method that could is counted, and is not called."""

import abc
import collections
import dataclasses
import datetime
import decimal
import enum
import pathlib
import types
import unittest
import uuid
import weakref

from tests.msgpack_reader import unpack
from tracehold._values import LEAN, RICH, UNSET, Encoder, make_budget

BUDGETS = (RICH, LEAN, make_budget(6, 50, 50, 100), make_budget(0, 5, 5, 50), make_budget(9, 9, 9, 90000))

# Methods that a value of the program may define and that Python's own operations would call.
METHODS = """
__repr__ __str__ __format__ __bytes__ __bool__ __len__ __length_hint__ __iter__ __next__
__reversed__ __contains__ __getitem__ __setitem__ __delitem__ __missing__ __getattr__
__getattribute__ __setattr__ __delattr__ __dir__ __eq__ __ne__ __lt__ __le__ __gt__ __ge__ __hash__
__call__ __int__ __index__ __float__ __complex__ __round__ __trunc__ __floor__ __ceil__ __add__
__radd__ __iadd__ __sub__ __mul__ __truediv__ __mod__ __and__ __or__ __neg__ __pos__ __abs__
__invert__ __lshift__ __rshift__ __sizeof__ __reduce__ __reduce_ex__ __getstate__ __copy__
__deepcopy__ __enter__ __exit__ __fspath__ __buffer__ __instancecheck__ __subclasscheck__
__subclasshook__ __prepare__ __mro_entries__ __await__ __aiter__ __anext__ __get__ __set__
__delete__ keys values items get encode decode utcoffset tzname dst append copy join split read
as_tuple to_eng_string isoformat total_seconds bit_length to_bytes hex tobytes tolist isascii
""".split()

calls = []


def trap(name):
    def method(*args, **kwargs):
        calls.append(name)
        raise AssertionError(f"{name} was called")

    return method


def namespace():
    """A class body that traps every method, and the attributes that a value has of its class."""
    body = {name: trap(name) for name in METHODS}
    for name in ("__class__", "__doc__", "x", "args", "name", "value", "year", "days"):
        body[name] = property(trap(name + " property"))
    body["__static_attributes__"] = ("x", "name", "value", "keys")
    return body


def metaclass():
    """A metaclass that traps what may be asked of a class."""
    # Needed to make instances, or meaning another thing in a metaclass.
    left_out = ("__call__", "__subclasshook__", "__prepare__", "__get__", "__set__", "__delete__", "__setattr__")
    body = {name: trap(f"metaclass {name}") for name in METHODS if name not in left_out}
    for name in ("__mro__", "__dict__", "__name__", "__class__", "__flags__", "__bases__", "__doc__"):
        body[name] = property(trap(f"metaclass {name} property"))
    return type.__new__(type, "Meta", (type,), body)


Meta = metaclass()


def make(base, *arguments):
    """An instance of a class below `base`, whose class and metaclass trap everything."""
    body = namespace()
    body.update(__module__="hostile", __qualname__="Hostile")
    cls = type.__new__(Meta, "Hostile", (base,), body)
    value = base.__new__(cls, *arguments)
    if base in MADE_BY_INIT:
        base.__init__(value, *arguments)
    return value


MADE_BY_INIT = (
    *(list, set, bytearray, dict, Exception),
    *(collections.deque, collections.OrderedDict, collections.defaultdict),
)


class OverriddenDict:
    """Defines __dict__ itself, so that what lies below it is out of reach of a plain look-up."""

    __dict__ = property(trap("__dict__ property"))
    __slots__ = ("a",)


class OverriddenDictBelow(OverriddenDict):
    pass


class Descriptor:
    __get__ = trap("descriptor __get__")
    __set__ = trap("descriptor __set__")
    __set_name__ = lambda self, owner, name: None  # noqa: E731


class EvilName(str):
    __hash__ = str.__hash__

    def __eq__(self, other):
        calls.append("key __eq__")
        return str.__eq__(self, other)


class EvilHash(str):
    def __eq__(self, other):
        calls.append("key __eq__")
        return str.__eq__(self, other)

    def __hash__(self):
        calls.append("key __hash__")
        return str.__hash__(self)


class Key:
    def __hash__(self):
        calls.append("key __hash__")
        return 1

    def __eq__(self, other):
        calls.append("key __eq__")
        return self is other


class Zone(datetime.tzinfo):
    utcoffset = trap("utcoffset")
    tzname = trap("tzname")
    dst = trap("dst")
    __repr__ = trap("tzinfo __repr__")


class SlottedTraps:
    __slots__ = ("a", "b")
    __getattribute__ = trap("__getattribute__")
    __getattr__ = trap("__getattr__")


def slotted():
    value = SlottedTraps()
    for name in ("a", "b"):
        SlottedTraps.__dict__[name].__set__(value, name)
    return value


@dataclasses.dataclass
class RecordTraps:
    a: int
    b: object = dataclasses.field(default=None, repr=False)

    __getattribute__ = trap("__getattribute__")
    __hash__ = trap("__hash__")
    __repr__ = trap("__repr__")


class EnumTraps(enum.Enum):
    A = 1

    __repr__ = trap("enum __repr__")
    __str__ = trap("enum __str__")
    __hash__ = trap("enum __hash__")
    name = property(trap("enum name"))
    value = property(trap("enum value"))
    _missing_ = classmethod(trap("_missing_"))


class Virtual(abc.ABC):
    __subclasshook__ = classmethod(trap("__subclasshook__"))


class PathTraps(type(pathlib.PurePosixPath())):
    __str__ = trap("path __str__")
    __fspath__ = trap("path __fspath__")
    parts = property(trap("path parts"))


class ModuleTraps(types.ModuleType):
    __getattribute__ = trap("module __getattribute__")


class FunctionLike:
    __call__ = trap("__call__")
    __name__ = property(trap("__name__"))
    __qualname__ = "FunctionLike"


class WeakTraps(weakref.ref):
    __call__ = trap("weakref __call__")
    __hash__ = trap("weakref __hash__")


def evil_namespace(base=object):
    names = ("__dataclass_fields__", "__attrs_attrs__", "__repr__", "_fields", "__dict__x", "__static_attributes__")
    return type.__new__(type, "EvilNames", (base,), {EvilName(name): 1 for name in names})()


def evil_record():
    value = dataclasses.make_dataclass("Record", ["a", "b"])(1, 2)
    value.__dict__[EvilHash("a")] = value.__dict__.pop("a")
    return value


def evil_attributes():
    value = types.SimpleNamespace()
    object.__getattribute__(value, "__dict__")[EvilName("password")] = 1
    return value


def lent_dict():
    class Lent(dict):
        items = trap("instance dict items")
        __iter__ = trap("instance dict __iter__")
        __len__ = trap("instance dict __len__")
        __getitem__ = trap("instance dict __getitem__")

    class Plain:
        pass

    value = Plain()
    value.__dict__ = Lent(a=1, token=2)
    return value


def slots_changed_later(encoder):
    cls = type("Later", (), {"__slots__": ("a", "b")})
    value = cls()
    value.a, value.b = 1, 2
    encoder.single(value, RICH)
    cls.a = property(trap("slot replaced by a property"))
    return value


def dict_changed_later(encoder):
    cls = type("Later", (), {"__static_attributes__": ("a", "b")})
    value = cls()
    value.a, value.b = 1, 2
    encoder.single(value, RICH)
    cls.a = property(trap("attribute covered by a property"))
    cls.__getattribute__ = trap("__getattribute__ set later")
    cls.__repr__ = trap("__repr__ set later")
    return value


def keyed_by_objects(kind=dict):
    found = kind()
    for _ in range(3):
        found[Key()] = 1
    return found


def hostile_values(encoder):
    """Title and value of everything that has a method to call."""
    exception = make(Exception, "message")
    cause = ValueError(Key())
    BaseException.__dict__["__cause__"].__set__(cause, exception)
    yield "object", make(object)
    yield "list", make(list, [1, [2]])
    yield "dict", make(dict, {"a": 1, "password": 2})
    yield "tuple", make(tuple, (1, 2))
    yield "set", make(set, [1])
    yield "frozenset", make(frozenset, [1])
    yield "str", make(str, "text" * 100)
    yield "int", make(int, 2**100)
    yield "small int", make(int, 5)
    yield "float", make(float, 1.5)
    yield "complex", make(complex, 1j)
    yield "bytes", make(bytes, b"abc" * 100)
    yield "bytearray", make(bytearray, b"abc" * 100)
    yield "deque", make(collections.deque, [1, 2])
    ordered = make(collections.OrderedDict)
    collections.OrderedDict.__setitem__(ordered, "a", 1)
    yield "ordered", ordered
    yield "defaultdict", make(collections.defaultdict, int, {"a": 1})
    yield "datetime", make(datetime.datetime, 2020, 1, 2)
    yield "datetime of a zone", datetime.datetime(2020, 1, 2, tzinfo=Zone())
    yield "datetime below, of a zone", make(datetime.datetime, 2020, 1, 2, 3, 4, 5, 6, Zone())
    yield "time of a zone", datetime.time(1, tzinfo=Zone())
    yield "date", make(datetime.date, 2020, 1, 2)
    yield "timedelta", make(datetime.timedelta, 1)
    yield "decimal", make(decimal.Decimal, "1.5")
    yield "exception", exception
    yield "exception of a cause", cause
    yield "exception with hostile arguments", KeyError(make(str, "x"), make(object))
    yield "slots", slotted()
    yield "record", RecordTraps(1, make(object))
    yield "enum", EnumTraps.A
    yield "path", PathTraps("/a/b")
    yield "module", ModuleTraps("m")
    yield "weakref", WeakTraps(KeyError)
    yield "dict property", OverriddenDict()
    yield "dict property below", OverriddenDictBelow()
    yield "names of a class", evil_namespace()
    yield "names of a class of tuples", evil_namespace(tuple)
    yield "names of a record", evil_record()
    yield "names of attributes", evil_attributes()
    yield "a dict of another kind", lent_dict()
    yield "slots changed", slots_changed_later(encoder)
    yield "attributes changed", dict_changed_later(encoder)
    yield "keys", keyed_by_objects()
    yield "ordered keys", keyed_by_objects(collections.OrderedDict)
    yield "counted keys", keyed_by_objects(collections.Counter)
    yield "views of ordered keys", keyed_by_objects(collections.OrderedDict).items()
    yield "key that is a text", {EvilName("password"): 1}
    yield "key that hashes", {EvilHash("token"): 1}
    yield "first of a pair", (EvilHash("token"), 1)
    yield "set of objects", {Key()}
    yield "method", types.MethodType(FunctionLike(), slotted())
    yield "bound builtin", list.append.__get__(make(list, []))
    yield "bound builtin of a class", type.mro.__get__(type(make(object)))
    yield "class", type(make(object))
    yield "descriptor", type("D", (), {"d": Descriptor()})()
    yield "slice", slice(make(object), make(list, [1]), make(int, 3))
    yield "generator", (x for x in [make(object)])
    yield "mappingproxy", types.MappingProxyType(make(dict, {"a": 1}))
    yield "virtual", Virtual
    yield "proxy", weakref.proxy(KeyError)
    yield "uuid", uuid.UUID(int=1)
    yield "map", map(trap("mapped"), [1])
    yield "property", property(trap("getter"))
    yield "class with evil metaclass in a list", [type(make(object)), make(object)]


class Hostile(unittest.TestCase):
    def check(self, title, encode):
        del calls[:]
        packed = encode()
        self.assertEqual(calls, [], title)
        unpack(packed)

    def test_single(self):
        for objects in ("attributes", "type"):
            encoder = Encoder(objects)
            for title, value in hostile_values(encoder):
                for budget in BUDGETS:
                    with self.subTest(title, objects=objects, budget=tuple(budget)):
                        self.check(title, lambda v=value, b=budget: encoder.single(v, b))
                        self.check(title, lambda v=value, b=budget: encoder.single([v, (v,), {"k": v}], b))
                        self.check(title, lambda v=value, b=budget: encoder.single({"password": v}, b))

    def test_as_keys_and_members(self):
        encoder = Encoder()
        for title, value in hostile_values(encoder):
            with self.subTest(title):
                holder = types.SimpleNamespace(held=value)
                error = ValueError(value)
                for budget in BUDGETS:
                    self.check(title, lambda v=(holder, error), b=budget: encoder.single(v, b))

    def test_events(self):
        encoder = Encoder()
        names = encoder.names(("a", "token", "missing"), 2, True)
        space = encoder.names((), 0, False)
        for title, value in hostile_values(encoder):
            variables = {"a": value, "token": value, "b": value}
            for budget in BUDGETS:
                with self.subTest(title, budget=tuple(budget)):
                    self.check(title, lambda v=variables, b=budget: encoder.arguments(names, v, b))
                    self.check(title, lambda v=variables, b=budget: encoder.returned(names, v["a"], v, b))
                    self.check(title, lambda v=variables, b=budget: encoder.raised(names, v["a"], v, b))
                    self.check(title, lambda v=variables, b=budget: encoder.raised(names, UNSET, v, b))
                    self.check(title, lambda v=variables, b=budget: encoder.returned(space, v["a"], v, b))

    def test_namespaces_of_the_program(self):
        encoder = Encoder()
        space = encoder.names((), 0, False)

        class Mapping(collections.abc.MutableMapping):
            __getitem__ = __setitem__ = __delitem__ = __iter__ = __len__ = __contains__ = trap("mapping")
            items = keys = get = trap("mapping")

        self.check("mapping", lambda: encoder.returned(space, None, Mapping(), RICH))
        below = make(dict, {"a": 1, "__x__": 2})
        self.check("dict below", lambda: encoder.returned(space, None, below, RICH))
        found = unpack(encoder.returned(space, None, below, RICH))[0][1]
        self.assertEqual(found["a"], 1)

    def test_repr_runs_only_when_asked(self):
        class Said:
            def __repr__(self):
                calls.append("repr")
                return "said"

        value = Said()
        for objects, expected in (("type", 0), ("attributes", 0), ("repr", 1)):
            del calls[:]
            Encoder(objects).single(value, RICH)
            self.assertEqual(len(calls), expected, objects)

    def test_what_is_still_read(self):
        """Harmless is not enough: the values below the traps are there."""
        encoder = Encoder()

        def shown(value):
            return unpack(encoder.single(value, RICH))[0][0].payload

        self.assertEqual(shown(make(list, [1, 2]))[2], [1, 2])
        self.assertEqual(shown(make(dict, {"a": 1}))[2], {"a": 1})
        self.assertEqual(shown(make(str, "abc"))[2], "abc")
        self.assertEqual(shown(make(int, 5))[2], 5)
        self.assertEqual(shown(make(Exception, "m"))[2], ["m"])
        self.assertEqual(shown(slotted())[2], {"a": "a", "b": "b"})
        self.assertEqual(shown(RecordTraps(1, 2))[3], {"a": 1, "b": 2})
        self.assertEqual(shown(EnumTraps.A)[1:], ["A", 1])
        self.assertEqual(shown(PathTraps("/a/b"))[1], "/a/b")
        self.assertEqual(shown(ModuleTraps("m")), "m")
        self.assertEqual(shown(lent_dict())[2]["a"], 1)
        self.assertEqual(shown(make(object))[0], "hostile.Hostile")

    def test_the_traps_work(self):
        """A trap that nobody could fall into would prove nothing."""
        for title, act in (
            ("repr", lambda: repr(make(object))),
            ("len", lambda: len(make(list, []))),
            ("getattr", lambda: slotted().a),
            ("hash", lambda: hash(make(object))),
            ("metaclass hash", lambda: hash(type(make(object)))),
            ("metaclass name", lambda: type(make(object)).__name__),
            ("__class__", lambda: isinstance(make(object), abc.ABC)),
            ("key", lambda: {EvilName("a"): 1}["".join(["a"])]),
            ("zone", lambda: datetime.datetime(2020, 1, 1, tzinfo=Zone()).utcoffset()),
        ):
            del calls[:]
            try:
                act()
            except AssertionError:
                pass
            self.assertTrue(calls, title)


if __name__ == "__main__":
    unittest.main()
