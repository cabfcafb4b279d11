"""Values of the program as msgpack, without running any of the program (docs/format.md, "Values").

An ``Encoder`` is called from inside the recorder's hooks, at every recorded event: speed is everything here. It keeps
no reference to a value after it returned, and no class alive. Unless ``objects`` is 'repr' nothing of the program runs:
no ``__repr__``, ``__getattr__``, property, ``__eq__``, ``__hash__`` or ``__len__``, of a value or of its metaclass.

Where the budgets leave something out, it shows: ``truncated`` says how many items are missing, ``omitted`` stands for
one value. An array of arguments or locals that ends early ends with ``truncated``.
"""

from __future__ import annotations

import sys
from _functools import partial  # type: ignore[import-not-found]
from _weakref import ref
from sys import _getframe

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._classes import FrameProxy, ModuleType, mro_of, omit
from tracehold._containers import INT, TEXT, error_text, write_entries
from tracehold._guard import is_ours
from tracehold._layouts import BUILTINS, learn
from tracehold._leaves import write_int, write_str
from tracehold._msgpack import (
    FALSE,
    NIL,
    PACKED_REDACTED,
    PACKED_UNBOUND,
    PACKED_UNSET,
    SHORT_TEXT,
    SMALL_END,
    SMALL_INTS,
    SMALLEST,
    TRUE,
    array_header,
    pack_error,
    pack_truncated,
    pack_u16,
    recount,
)
from tracehold._redact import NameBook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Mapping, Sequence, Tuple

    from tracehold._classes import Layout, Path

    #: How much of an event's values is kept: levels, items a level, code points a text, bytes an event. A plain tuple,
    #: which the interpreter takes apart faster than an instance of a class of ours.
    Budget = Tuple[int, int, int, int]


def make_budget(depth: int, items: int, text: int, size: int) -> Budget:
    """A budget whose truncated arrays and maps still have headers of at most 16 bits."""
    return (depth, min(items, 65000), text, size)


RICH = make_budget(3, 20, 200, 4096)
LEAN = make_budget(2, 8, 80, 512)

#: In place of an exception that the interpreter did not tell.
UNSET = object()
_UNBOUND = object()

# Types met, at most: then all but the built-in ones are forgotten and learned again.
_TYPES = 2048
# Bytes past the budget in which values are still named, one by one, before the rest is only counted.
_SLACK = 192
# Entries of a module's or class body's namespace that are looked at, at most.
_NAMESPACE = 1000


# CPython 3.8 and 3.9 end the process ("Cannot recover from stack overflow") when a RecursionError is caught near the
# limit and calls go on from there. So no value is read where that could happen: deeper than half the limit in Python
# frames, since a call through C counts twice. A RecursionError that arises all the same is not contained.
_FATAL_RECURSION = sys.version_info < (3, 10)
_TOO_DEEP = pack_error("not read so near the recursion limit")


def _near_limit() -> bool:
    try:
        _getframe(sys.getrecursionlimit() // 2 - 40)
    except ValueError:
        return False
    return True


class Names:
    """What the encoder knows of a function's variables."""

    __slots__ = ("arguments", "arguments_head", "optimized", "variables", "variables_head")

    def __init__(self, variables: tuple[str | None, ...], argument_count: int, optimized: bool) -> None:
        #: Names in order, None for one whose value is hidden.
        self.variables = variables
        self.arguments = variables[:argument_count]
        self.optimized = optimized
        #: What opens the array of the arguments, and what opens that of the variables.
        self.arguments_head = array_header(argument_count)
        self.variables_head = array_header(len(variables))


class Encoder:
    """Writes the values of events. One serves all threads.

    ``objects``: what is shown of an instance of a class: 'type', 'attributes' or 'repr' (which runs its ``__repr__``).
    ``redact``: parts of names, besides the usual ones (``_redact``), whose values are hidden.
    """

    __slots__ = ("book", "layouts", "objects")

    def __init__(self, objects: str = "attributes", redact: Sequence[str] | None = None) -> None:
        self.objects = objects
        self.book = NameBook(redact or ())
        self.layouts: dict[int, Layout] = dict(BUILTINS)

    # -- events -------------------------------------------------------------------------------------------------------

    def names(self, names: tuple[str, ...], argument_count: int, optimized: bool) -> Names:
        """To be made once per function: `names` as in its definition."""
        hides = self.book.hides
        return Names(tuple([None if hides(name) else name for name in names]), argument_count, optimized)

    def arguments(self, names: Names, variables: Mapping[str, object], budget: Budget) -> bytes:
        """Array of the arguments in order; unbound where there is none."""
        if _FATAL_RECURSION and _near_limit():
            return b"\x91" + pack_truncated(len(names.arguments)) if names.arguments else b"\x90"
        out = bytearray(names.arguments_head)
        self._write_variables(out, names.arguments, variables, budget)
        return bytes(out)

    def returned(self, names: Names, result: object, variables: Mapping[str, object], budget: Budget) -> bytes:
        """Array [result, locals]."""
        if _FATAL_RECURSION and _near_limit():
            return b"\x92" + _TOO_DEEP + b"\x91" + pack_truncated(len(names.variables))
        out = bytearray(b"\x92")
        kind = type(result)
        if result is None:
            out.append(NIL)
        elif kind is int and SMALLEST <= result < SMALL_END:  # type: ignore[operator]
            out += SMALL_INTS[result]  # type: ignore[call-overload]
        elif kind is int or kind is str:
            # These cannot fail.
            write = write_int if kind is int else write_str
            write(self, out, result, 0, (), budget, INT)
        else:
            self._write_top(out, result, budget)
        if names.optimized:
            out += names.variables_head
            self._write_variables(out, names.variables, variables, budget)
        else:
            self._write_namespace(out, variables, budget)
        return bytes(out)

    def raised(self, names: Names, exception: object, variables: Mapping[str, object], budget: Budget) -> bytes:
        """Array [exception, locals]; UNSET for an exception that is not known."""
        if _FATAL_RECURSION and _near_limit():
            return b"\x92" + _TOO_DEEP + b"\x91" + pack_truncated(len(names.variables))
        out = bytearray(b"\x92")
        if exception is UNSET:
            out += PACKED_UNSET
        else:
            self._write_top(out, exception, budget)
        if names.optimized:
            out += names.variables_head
            self._write_variables(out, names.variables, variables, budget)
        else:
            self._write_namespace(out, variables, budget)
        return bytes(out)

    def single(self, value: object, budget: Budget) -> bytes:
        """Array [value]: of a yield, a throw, an exception."""
        if _FATAL_RECURSION and _near_limit():
            return b"\x91" + _TOO_DEEP
        out = bytearray(b"\x91")
        self._write_top(out, value, budget)
        return bytes(out)

    # -- for the writers ----------------------------------------------------------------------------------------------

    def learn(self, cls: type) -> Layout:
        """The layout of a type that has none yet."""
        if len(self.layouts) >= _TYPES:
            # A new dict, since another thread may be reading the old one.
            self.layouts = dict(BUILTINS)
        layout = learn(cls, self.objects)
        # Gone with the type, before its id can be another's. In C alone, since it is called wherever types end.
        layout.ref = ref(cls, partial(self.layouts.pop, id(cls)))
        self.layouts[id(cls)] = layout
        return layout

    def layout(self, cls: type) -> Layout:
        """The layout of a type."""
        return self.layouts.get(id(cls)) or self.learn(cls)

    def write(self, out: bytearray, value: Any, depth: int, path: Path, budget: Budget) -> None:
        """Any value."""
        kind = type(value)
        layout = self.layouts.get(id(kind)) or self.learn(kind)
        layout.write(self, out, value, depth, path, budget, layout)

    def omit(self, out: bytearray, value: Any) -> None:
        """In place of a value that is left out: its type, id and length."""
        omit(out, value, self.layout(type(value)))

    # -- the top level ------------------------------------------------------------------------------------------------

    def _write_top(self, out: bytearray, value: Any, budget: Budget) -> None:
        start = len(out)
        try:
            self.write(out, value, budget[0], (), budget)
        except Exception as error:
            self._failed(out, start, error)

    def _failed(self, out: bytearray, start: int, error: Exception) -> None:
        """A value could not be read, for instance since another thread changed it meanwhile: says why in its place."""
        if not is_ours(error) or (_FATAL_RECURSION and type(error) is RecursionError):
            raise error
        del out[start:]
        out += error_text(error)

    def _write_variables(
        self, out: bytearray, names: tuple[str | None, ...], variables: Mapping[str, object], budget: Budget
    ) -> None:
        """The entries of an array of variables by name, whose header is the last of ``out``."""
        end = budget[3]
        get = variables.get
        start = len(out)
        rest = iter(names)
        for name in rest:
            if len(out) > end:
                self._write_rest(out, (name, *rest), variables, budget, start, len(names))
                return
            if name is None:
                out += PACKED_REDACTED
                continue
            value: Any = get(name, _UNBOUND)
            kind = type(value)
            if kind is str:
                size = len(value)
                if size < 32 and value.isascii():
                    out += SHORT_TEXT[size]
                    out += value.encode()
                else:
                    write_str(self, out, value, 0, (), budget, TEXT)
            elif kind is int:
                if SMALLEST <= value < SMALL_END:
                    out += SMALL_INTS[value]
                elif 0 < value < 0x10000:
                    out += pack_u16(0xCD, value)
                else:
                    write_int(self, out, value, 0, (), budget, INT)
            elif value is None:
                out.append(NIL)
            elif kind is bool:
                out.append(TRUE if value else FALSE)
            elif value is _UNBOUND:
                out += PACKED_UNBOUND
            else:
                mark = len(out)
                try:
                    layout = self.layouts.get(id(kind)) or self.learn(kind)
                    layout.write(self, out, value, budget[0], (), budget, layout)
                except Exception as error:
                    self._failed(out, mark, error)

    def _write_rest(
        self,
        out: bytearray,
        names: tuple[str | None, ...],
        variables: Mapping[str, object],
        budget: Budget,
        start: int,
        count: int,
    ) -> None:
        """The variables past the byte budget: named one by one while there is slack, then counted.

        The header of the array, for `count` variables in all, ends at `start`.
        """
        end = budget[3] + _SLACK
        written = count - len(names)
        for name in names:
            if len(out) > end:
                out += pack_truncated(count - written)
                head = start - len(array_header(count))
                recount(out, head, count, array_header(written + 1))
                return
            written += 1
            value: Any = _UNBOUND if name is None else variables.get(name, _UNBOUND)
            kind = type(value)
            if name is None:
                out += PACKED_REDACTED
            elif value is _UNBOUND:
                out += PACKED_UNBOUND
            elif value is None or kind is bool or kind is float or (kind is int and -0x8000 <= value < 0x8000):
                self.write(out, value, 0, (), budget)
            else:
                mark = len(out)
                try:
                    self.omit(out, value)
                except Exception as error:
                    self._failed(out, mark, error)

    def _write_namespace(self, out: bytearray, variables: Mapping[str, object], budget: Budget) -> None:
        """Map of the variables of a module, class body or exec, without what every module has."""
        kind = type(variables)
        if kind is not dict and (kind is not FrameProxy and all(base is not dict for base in mro_of(kind))):
            # What __prepare__ of a metaclass made, or a mapping given to exec: it has methods of the program's own.
            out += pack_error("the namespace is a mapping of the program's own")
            return
        mark = len(out)
        try:
            items = variables.items() if kind is FrameProxy else dict.items(variables)  # type: ignore[arg-type]
            count = len(items)
            shown: list[tuple[Any, Any]] = []
            for seen, (name, value) in enumerate(items):
                if seen == _NAMESPACE or len(shown) > budget[1]:
                    break
                if type(name) is str and name[:2] != "__" and not self._is_definition(value):
                    shown.append((name, value))
            dropped = count - len(shown)
            write_entries(self, out, shown, len(shown) + dropped, budget[0], (), budget)
        except Exception as error:
            self._failed(out, mark, error)

    def _is_definition(self, value: Any) -> bool:
        kind = type(value)
        return kind is _FunctionType or kind is type or any(base is type or base is ModuleType for base in mro_of(kind))


_FunctionType = type(lambda: None)
