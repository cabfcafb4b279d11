"""Whether the native library and this interpreter agree about what frames, code objects and generators look like.

The library is made with the headers of one patch version of CPython; another, a beta, or what a vendor builds may lay
things out otherwise, and would be read wrongly or crash. So before the library is used, it reads a few things whose
contents are known here and compares (python/native/probe.c), in 0.1 ms.
"""

from __future__ import annotations

import sys

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Iterator

_CREATED, _RUNNING, _SUSPENDED = range(3)
#: What co_localspluskinds says of the variables of _with_cell from 3.11 on, and before which argument a cell is of.
_PLACES = b"\x20\x60\x40" if sys.version_info >= (3, 11) else b"\x01\xff"


def difference(library: Any) -> str:
    """What the library takes to be otherwise than it is, a few words; '' for nothing."""
    try:
        return (
            _outer(library, ["known"])
            or _levels(library)
            or library.probe_code(_with_cell.__code__.replace(), _PLACES)
            or _generator(library)
            or _body(library)
        )
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def _outer(library: Any, value: object) -> str:
    """Has a caller of ours, and one of its own."""
    return _inner(library, value, None)


def _inner(library: Any, value: object, absent: object) -> str:
    del absent
    number = 7
    return library.probe_frame((library, value, ..., number))  # type: ignore[no-any-return]


def _levels(library: Any) -> str:
    """Whether a call is one level of recursion."""
    depth = library.probe_depth
    before = depth()
    return "" if before is None or _call(depth) == before + 1 else "the depth of the recursion"


def _call(function: Callable[[], object]) -> object:
    return function()


def _with_cell(plain: object, held: object) -> Callable[[], object]:
    """Has a variable of each kind: for its code only."""
    own = plain
    return lambda: (held, own)


def _numbers(library: Any, generators: list[Any]) -> Iterator[str]:
    generator = generators[0]
    yield library.probe_frame((library, generators, generator)) or library.probe_generator(generator, _RUNNING)


def _generator(library: Any) -> str:
    generators: list[Any] = []
    generator = _numbers(library, generators)
    generators.append(generator)
    try:
        return (
            library.probe_generator(generator, _CREATED)
            or next(generator)
            or library.probe_generator(generator, _SUSPENDED)
        )
    finally:
        # Also the circle that it is in.
        generators.clear()
        generator.close()  # type: ignore[attr-defined]


def _body(library: Any) -> str:
    class Body:
        found: str = library.probe_namespace()

        def __init__(self, value: object) -> None:
            self.value = value

    value = object()
    return Body.found or library.probe_instance(Body(value), value)
