"""Bytes of an object as ``sys.getsizeof`` tells them, without asking an overridden ``__sizeof__``."""

from __future__ import annotations

import sys

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._classes import class_dict, descriptor, mro_of, published
from tracehold._kinds import BuiltinType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

_flags: Callable[[type], int] = type.__dict__["__flags__"].__get__
_HAS_GC = 1 << 14
_MANAGED_DICT = 1 << 4
_MANAGED_WEAKREF = 1 << 3
_METHOD: Any = type(object.__sizeof__)
#: PyGC_Head: two words; without it in free-threaded builds.
_GC_HEADER = 0 if hasattr(sys, "_is_gil_enabled") and not sys._is_gil_enabled() else 16
#: What stands before an object: the place of its dict and of its weak references (Include/internal/pycore_object.h).
_PRE_HEADER = 16 if sys.version_info >= (3, 11) else 0


def _header(cls: type) -> int:
    flags = _flags(cls)
    managed = _MANAGED_DICT | _MANAGED_WEAKREF if sys.version_info >= (3, 12) else _MANAGED_DICT
    before = _PRE_HEADER if flags & managed else 0
    return before + (_GC_HEADER if flags & _HAS_GC else 0)


def size_reader(cls: type) -> tuple[Callable[[Any], int], int]:
    """The method in C that tells the bytes of an instance, and what is to be added."""
    method: Any = object.__sizeof__
    for base in mro_of(cls):
        found = class_dict(base).get("__sizeof__")
        if type(found) is _METHOD:
            method = found
            break
    array: Any = published("numpy", "ndarray")
    if array is not None and any(base is array for base in mro_of(cls)):
        # It counts its own buffer, and nothing of one that it only shows.
        method = array.__dict__.get("__sizeof__", method)
    if method is object.__sizeof__:
        method = _ctypes_size(cls) or method
    return method, _header(cls)


#: What is smaller lies in the object itself (CDataObject of Modules/_ctypes).
_INSIDE = 16


def _ctypes_size(cls: type) -> Callable[[Any], int] | None:
    """Of an object of ctypes, which does not count its buffer; None for other types."""
    sizeof = published("_ctypes", "sizeof")
    if type(sizeof) is not BuiltinType:
        return None
    for base in mro_of(cls):
        try:
            is_own, _ = descriptor(base, "_b_needsfree_"), descriptor(base, "_b_base_")
        except KeyError:
            continue
        return _size_with_buffer(is_own, sizeof)
    return None


def _size_with_buffer(is_own: Callable[[Any], int], sizeof: Callable[[Any], int]) -> Callable[[Any], int]:
    def size(value: Any) -> int:
        told = sizeof(value) if is_own(value) else 0
        return object.__sizeof__(value) + (told if told > _INSIDE else 0)

    return size
