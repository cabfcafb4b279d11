"""Writers of the interpreter's own things: functions, classes, modules, generators, weak references, arrays."""

# All writers have one signature, whatever they need of it.
# ruff: noqa: ARG001

from __future__ import annotations

from _weakref import ref

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._classes import (
    ModuleType,
    descriptor,
    exact,
    module_dict,
    mro_of,
    pack_id,
    published,
    type_name,
)
from tracehold._msgpack import NIL, close_ext, pack_error, pack_ext, pack_int, pack_plain
from tracehold._schema import (
    EXTENSION_FUNCTION,
    EXTENSION_MODULE,
    EXTENSION_TYPE,
    EXTENSION_WEAKREF,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from tracehold._classes import Layout, Path
    from tracehold._values import Budget, Encoder

FunctionType = type(lambda: None)
_FUNCTION = bytes((0xC7, 0, EXTENSION_FUNCTION, 0x96))
_LONGEST = 200


def write_class(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """A class."""
    out += pack_ext(EXTENSION_TYPE, enc.layout(value).name)


def write_module(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """A module, by the name in its dict, where it is among the first."""
    name = ""
    names = module_dict(value)
    if type(names) is dict:
        for index, (key, item) in enumerate(names.items()):
            if index == 16:
                break
            if type(key) is str and key == "__name__":
                name = exact(item, _LONGEST)
                break
    out += pack_ext(EXTENSION_MODULE, pack_plain(name, _LONGEST))


def write_function(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """A Python function; its type cannot be subclassed and its attributes read here are the interpreter's."""
    _function(enc, out, value, None, False)


def write_method(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """A bound method, without a look at what it is bound to."""
    function = value.__func__
    if type(function) is FunctionType:
        _function(enc, out, function, value.__self__, True)
    else:
        _native(enc, out, enc.layout(type(function)).text, None, value.__self__, True)


def write_builtin(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """A function or bound method in C. Its __qualname__ would ask the class of what it is bound to."""
    bound = value.__self__
    name = value.__name__
    if bound is None or any(base is ModuleType for base in mro_of(type(bound))):
        module = value.__module__ if type(value) is type(len) else None
        _native(enc, out, name, module, None, False)
    else:
        owner = bound if any(base is type for base in mro_of(type(bound))) else type(bound)
        _native(enc, out, type_name(owner) + "." + name, None, bound, True)


def write_descriptor(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """An unbound method in C."""
    _native(enc, out, type_name(value.__objclass__) + "." + value.__name__, None, None, False)


def _text(value: object) -> bytes:
    return pack_plain(value if type(value) is str else exact(value, _LONGEST), _LONGEST)


def _function(enc: Encoder, out: bytearray, function: Any, bound: object, is_bound: bool) -> None:
    start = len(out)
    out += _FUNCTION
    code = function.__code__
    module = function.__module__
    out += _text(function.__qualname__)
    out += b"\xc0" if module is None else _text(module)
    out += _text(code.co_filename)
    out += pack_int(code.co_firstlineno)
    _bound(enc, out, bound, is_bound)
    close_ext(out, start)


def _native(enc: Encoder, out: bytearray, name: str, module: object, bound: object, is_bound: bool) -> None:
    start = len(out)
    out += _FUNCTION
    out += pack_plain(name, _LONGEST)
    shown = exact(module, _LONGEST)
    out += pack_plain(shown, _LONGEST) if shown else b"\xc0"
    out += b"\xc0\x00"
    _bound(enc, out, bound, is_bound)
    close_ext(out, start)


def _bound(enc: Encoder, out: bytearray, bound: object, is_bound: bool) -> None:
    if is_bound:
        out += pack_id(bound)
        out += enc.layout(type(bound)).name
    else:
        out += b"\xc0\xc0"


def write_generator(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """A generator, coroutine or async generator object, which is not run."""
    start = len(out)
    out += layout.head
    out += pack_id(value)
    out += pack_plain(exact(value.__qualname__, _LONGEST), _LONGEST)
    close_ext(out, start)


def write_weakref(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """A weak reference and what it refers to, by id."""
    referent = ref.__call__(value)
    payload = b"\x92" + layout.name + (b"\xc0" if referent is None else pack_id(referent))
    out += pack_ext(EXTENSION_WEAKREF, payload)


# -- arrays: type, dtype, shape and bytes, never their items ----------------------------------------------------------


def write_summary(
    out: bytearray, value: Any, layout: Layout, dtype: str | None, shape: tuple[int, ...], size: int | None
) -> None:
    start = len(out)
    out += layout.head
    out += pack_id(value)
    out += b"\xc0" if dtype is None else pack_plain(dtype, 80)
    shape = shape[:15]
    out.append(0x90 | len(shape))
    for length in shape:
        out += pack_int(length)
    out += b"\xc0" if size is None else pack_int(size)
    close_ext(out, start)


def write_memoryview(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """A memoryview."""
    try:
        form, shape, size = value.format, value.shape, value.nbytes
    except ValueError:
        out += pack_error("a memoryview that was released")
        return
    write_summary(out, value, layout, form, shape or (), size)


def array_writer(cls: type) -> Any:
    """array.array and its subclasses."""
    typecode, itemsize = descriptor(cls, "typecode"), descriptor(cls, "itemsize")
    length_of = cls.__dict__["__len__"]

    def write_array(
        enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
    ) -> None:
        length = length_of(value)
        write_summary(out, value, layout, typecode(value), (length,), length * itemsize(value))

    return write_array


_KINDS = {
    "b": "bool",
    "i": "int",
    "u": "uint",
    "f": "float",
    "c": "complex",
    "m": "timedelta",
    "M": "datetime",
}


def dtype_reader() -> Callable[[Any], str | None]:
    dtype = published("numpy", "dtype")
    kind_of, size_of, text_of = (
        descriptor(dtype, "kind"),
        descriptor(dtype, "itemsize"),
        descriptor(dtype, "str"),
    )

    def name(found: Any) -> str | None:
        kind = kind_of(found)
        if kind == "b":
            return "bool"
        if kind == "O":
            return "object"
        if kind in "iufc":
            return _KINDS[kind] + str(size_of(found) * 8)
        return exact(text_of(found), 80)

    return name


def ndarray_writer(cls: type) -> Any:
    """numpy.ndarray and its subclasses, by the descriptors of ndarray."""
    dtype_of, shape_of, size_of = (
        descriptor(cls, "dtype"),
        descriptor(cls, "shape"),
        descriptor(cls, "nbytes"),
    )
    dtype_name = dtype_reader()

    def write_ndarray(
        enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
    ) -> None:
        write_summary(out, value, layout, dtype_name(dtype_of(value)), shape_of(value), size_of(value))

    return write_ndarray


def scalar_writer(cls: type) -> Any:
    """numpy.number, bool and datetime64: a derived value around that of Python."""
    item = published("numpy", "generic").__dict__["item"]
    numbers = [
        bool,
        int,
        float,
        complex,
        *[published("datetime", name) for name in ("datetime", "date", "timedelta")],
    ]

    def write_scalar(
        enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
    ) -> None:
        number = item(value)
        start = len(out)
        out += layout.head
        out += pack_id(value)
        kind = type(number)
        if any(kind is one for one in numbers):
            enc.write(out, number, depth, path, budget)
        else:
            out.append(NIL)
        close_ext(out, start)

    return write_scalar


#: By module and qualname: what makes the writer, given the genuine class, and whether the value is `derived`.
IMPORTED_WRITERS: dict[tuple[str, str], Callable[[type], Any]] = {
    ("array", "array"): array_writer,
    ("numpy", "ndarray"): ndarray_writer,
    ("numpy", "number"): scalar_writer,
    ("numpy", "datetime64"): scalar_writer,
    ("numpy", "bool_"): scalar_writer,
    ("numpy", "bool"): scalar_writer,
}
