"""Reading an instance's attributes without making its ``__dict__``, where making one would do harm.

From 3.11 on an instance keeps its attributes in itself, and a dict over them is made when somebody asks for
``__dict__``. Measured: on 3.11 and 3.12 64 bytes and slower attribute access afterwards, on 3.13 64 bytes only. Values
are sampled, so that some thousand instances per function are concerned, and the dict is read: it is complete, while
names would have to be guessed.

CPython 3.13.0 to 3.13.3 are the exception. There a dict that is made while it holds nothing for the garbage collector
stays unknown to it, and when the instance later outgrows its 30 places a cycle through it is never freed
(https://github.com/python/cpython/issues/133543). For these an instance without such values, above all one at the
start of its ``__init__``, is read by the names that its classes assign to (``__static_attributes__``), and what has
another name is counted as left out.
"""

from __future__ import annotations

import sys
from gc import get_referents, is_tracked

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._classes import class_dict, mro_of, namespace, read_slots

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Iterable

    from tracehold._classes import Layout

MUST_NOT_MATERIALISE = (3, 13, 0) <= sys.version_info[:3] <= (3, 13, 3)

_get = object.__getattribute__
_flags: Callable[[type], int] = type.__dict__["__flags__"].__get__
_INLINE_VALUES = 1 << 2
_NAMES = 200
_PROOFS = 3


def attributes_by_name(value: object, layout: Layout) -> tuple[Iterable[tuple[Any, Any]], int] | None:
    """Attributes and their number, some of which may be missing; None where the dict may be made and read."""
    cls = type(value)
    if not _flags(cls) & _INLINE_VALUES:
        return None
    # What the instance refers to, by id: the type, what slots hold, the values of attributes, the dict if it is made.
    held: dict[int, int] = {}
    referents = get_referents(value)
    for found in referents:
        if found is not cls:
            held[id(found)] = held.get(id(found), 0) + 1
    if layout.slots:
        for _, item in read_slots(value, layout.slots, len(referents))[0]:
            if held.get(id(item)):
                held[id(item)] -= 1
    for found in referents:
        if held.get(id(found)):
            if is_tracked(found):
                return None
            if type(found) is dict and _is_own_dict(value, found):
                return found.items(), len(found)
    entries: list[tuple[str, Any]] = []
    if held:
        for name in _safe_names(cls, layout):
            try:
                item = _get(value, name)
            except AttributeError:
                continue
            # A value that the instance does not hold is its class's.
            left = held.get(id(item), 0)
            if left:
                held[id(item)] = left - 1
                entries.append((name, item))
    return entries, len(entries) + sum(held.values())


def _is_own_dict(value: object, found: dict[Any, Any]) -> bool:
    """Whether a dict that an instance refers to is its ``__dict__``: it is once the attributes outgrew the instance."""
    mro = mro_of(type(value))
    for proofs, (name, item) in enumerate(found.items()):
        if proofs == _PROOFS:
            break
        if type(name) is not str or any(name in class_dict(base) for base in mro):
            return False
        try:
            if _get(value, name) is not item:
                return False
        except AttributeError:
            return False
    return bool(found)


def _safe_names(cls: type, layout: Layout) -> Iterable[str]:
    """Names of fields, and names that methods assign to, that no class has a descriptor for: one might run code."""
    names = layout.assigned
    mro = mro_of(cls)
    if names is None:
        names = layout.assigned = (*layout.fields, *_assigned(mro, layout.fields))
    if all(class_dict(base).keys().isdisjoint(names) for base in mro):
        return names
    # A name that a class defines comes last: where the same value is held under several names, its own names go first.
    free, covered = [], []
    for name in names:
        bases = [base for base in mro if name in class_dict(base)]
        if not bases:
            free.append(name)
        elif not any(_may_run(base, name) for base in bases):
            covered.append(name)
    return free + covered


def _may_run(cls: type, name: str) -> bool:
    for base in mro_of(type(class_dict(cls)[name])):
        own = namespace(base)
        if "__get__" in own or (not own and class_dict(base)):
            return True
    return False


def _assigned(mro: tuple[type, ...], fields: dict[str, None]) -> list[str]:
    names: dict[str, None] = {}
    for base in mro:
        for source in ("__static_attributes__", "__dataclass_fields__"):
            found = class_dict(base).get(source)
            if type(found) is tuple or type(found) is dict:
                names.update([(name, None) for name in found if type(name) is str and name not in fields])
    # Their order is that of a set.
    return sorted(names)[:_NAMES]
