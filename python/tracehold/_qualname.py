"""The qualified name of a code object.

Code objects know it from 3.11 on (``co_qualname``). Before, it follows from nesting (PEP 3155): when a module's own
code is first met, names of all code inside are worked out from its constants; code of modules imported earlier is
looked up among the functions and classes of its globals.
"""

from __future__ import annotations

import sys
from _weakref import ref
from types import CodeType, FunctionType

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

_OPTIMIZED = 0x1
_LIMIT = 50000

#: By id of the code object; the weak reference guards against a recycled address.
_known: dict[int, tuple[object, str]] = {}


def _remember(code: CodeType, qualname: str) -> None:
    if len(_known) >= _LIMIT:
        _known.clear()
    _known[id(code)] = (ref(code), qualname)


def _learn(code: CodeType, prefix: str) -> None:
    """Names everything inside ``code``; ``prefix`` is what stands before a name defined directly in it."""
    todo: list[tuple[CodeType, str]] = [(code, prefix)]
    while todo:
        outer, before = todo.pop()
        for constant in outer.co_consts:
            if type(constant) is CodeType:
                qualname = before + constant.co_name
                _remember(constant, qualname)
                inside = qualname + (".<locals>." if constant.co_flags & _OPTIMIZED else ".")
                todo.append((constant, inside))


def _search(namespace: dict[str, object]) -> None:
    """Learns the names of all functions reachable from a module's globals through classes and wrappers."""
    todo: list[object] = list(namespace.values())
    seen: set[int] = set()
    while todo and len(seen) < 20000:
        item = todo.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        kind = type(item)
        if kind is FunctionType:
            if item.__globals__ is namespace:  # type: ignore[attr-defined]
                found: CodeType = item.__code__  # type: ignore[attr-defined]
                _remember(found, item.__qualname__)  # type: ignore[attr-defined]
                _learn(found, item.__qualname__ + ".<locals>.")  # type: ignore[attr-defined]
            todo.append(dict.get(item.__dict__, "__wrapped__"))
            todo += _cells(item)
        elif kind is staticmethod or kind is classmethod:
            todo.append(item.__func__)  # type: ignore[attr-defined]
        elif kind is property:
            todo += (item.fget, item.fset, item.fdel)  # type: ignore[attr-defined]
        elif any(base is type for base in type.__dict__["__mro__"].__get__(kind)):
            todo += list(type.__dict__["__dict__"].__get__(item).values())


def _cells(function: object) -> list[object]:
    found: list[object] = []
    for cell in function.__closure__ or ():  # type: ignore[attr-defined]
        try:
            found.append(cell.cell_contents)
        except ValueError:
            continue
    return found


def qualname_of(code: CodeType, frame: FrameType) -> str:
    """The qualified name of ``code``, which ``frame`` runs; its bare name where no way leads to more."""
    if sys.version_info >= (3, 11):
        return code.co_qualname
    known = _known.get(id(code))
    if known is not None and known[0]() is code:  # type: ignore[operator]
        return known[1]
    if code.co_name == "<module>":
        _learn(code, "")
        return code.co_name
    if type(frame.f_globals) is dict:
        _search(frame.f_globals)
        known = _known.get(id(code))
        if known is not None and known[0]() is code:  # type: ignore[operator]
            return known[1]
    _remember(code, code.co_name)
    return code.co_name
