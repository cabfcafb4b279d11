"""pandas frames and series, summed up by shape without asking them: their properties are Python.

Their parts are where pandas 1.1 to 3 keep them: ``_mgr`` in the instance's dict, its axes and blocks in C. Whatever is
not found as expected leaves the frame an object like others.
"""

# All writers have one signature, whatever they need of it.
# ruff: noqa: ARG001

from __future__ import annotations

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._classes import GetSet, class_dict, mro_of, published
from tracehold._objects import write_object
from tracehold._things import dtype_reader, write_summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from tracehold._classes import Layout, Path, Writer
    from tracehold._values import Budget, Encoder

_get = object.__getattribute__
_MOST_BLOCKS = 100


def _part(enc: Encoder, value: object, name: str) -> Any:
    """An entry of the instance's own dict or a C attribute, else None."""
    cls = type(value)
    if enc.layout(cls).has_dict:
        found = _get(value, "__dict__")
        if type(found) is dict and name in found:
            return found[name]
    for base in mro_of(cls):
        own = class_dict(base).get(name)
        if type(own) is GetSet:
            return own.__get__(value)
    return None


def frame_writer(cls: type) -> Writer:
    """Writer of DataFrame or Series and their subclasses. KeyError without numpy in C."""
    array: Any = published("numpy", "ndarray")
    shape_of, size_of, dtype_of = (array.__dict__[name].__get__ for name in ("shape", "nbytes", "dtype"))
    dtype_name = dtype_reader()

    def length_of(enc: Encoder, axis: object) -> int | None:
        whole = _part(enc, axis, "_range")
        if type(whole) is range:
            return len(whole)
        data = _part(enc, axis, "_data")
        if data is not None and type(data) is not array:
            # Texts: an array of objects within, or one of Arrow, whose length is asked of its C method.
            inner = _part(enc, data, "_ndarray")
            if inner is None:
                inner = _part(enc, data, "_pa_array")
                count: Any = class_dict(type(inner)).get("__len__")
                return count(inner) if type(count) is type(list.__len__) else None
            data = inner
        if data is None:
            codes = _part(enc, axis, "_codes")
            if any(base is list for base in mro_of(type(codes))) and list.__len__(codes):
                data = list.__getitem__(codes, 0)
        return shape_of(data)[0] if type(data) is array else None

    def write_frame(
        enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
    ) -> None:
        manager = _part(enc, value, "_mgr")
        axes, blocks = _part(enc, manager, "axes"), _part(enc, manager, "blocks")
        lengths: list[int | None] = []
        if type(axes) is list:
            lengths = [length_of(enc, axis) for axis in axes[:2]]
        if not lengths or None in lengths:
            write_object(enc, out, value, depth, path, budget, layout.base or layout)
            return
        size: int | None = 0
        dtype = None
        if type(blocks) is not tuple or len(blocks) > _MOST_BLOCKS:
            size = None
        else:
            for block in blocks:
                data = _part(enc, block, "values")
                if type(data) is not array:
                    size = None
                    break
                size += size_of(data)  # type: ignore[operator]
                if len(lengths) == 1:
                    dtype = dtype_name(dtype_of(data))
        # The manager keeps its columns first.
        shape: tuple[int, ...] = tuple(reversed(lengths))  # type: ignore[arg-type]
        write_summary(out, value, layout, dtype, shape, size)

    return write_frame


IMPORTED_FRAMES: dict[tuple[str, str], Callable[[type], Writer]] = dict.fromkeys(
    (
        ("pandas", "DataFrame"),
        ("pandas", "Series"),
        ("pandas.core.frame", "DataFrame"),
        ("pandas.core.series", "Series"),
    ),
    frame_writer,
)
