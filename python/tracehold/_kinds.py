"""Types of the interpreter without a name among the builtins, by an instance of each: ``types`` is not imported."""

from __future__ import annotations

import _collections  # type: ignore[import-not-found]
import _functools  # type: ignore[import-not-found]
import sys

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _generator() -> Any:
    yield


async def _coroutine() -> None: ...


async def _async_generator() -> Any:
    yield


def _closure() -> Any:
    held = None
    return (lambda: held).__closure__


def _traceback() -> Any:
    try:
        raise ValueError
    except ValueError as error:
        return error.__traceback__


def _type_of_coroutine() -> Any:
    started = _coroutine()
    started.close()
    return type(started)


FunctionType: Any = type(_generator)
CodeType: Any = type(_generator.__code__)
FrameType: Any = type(sys._getframe())
TracebackType: Any = type(_traceback())
CellType: Any = type(_closure()[0])
MethodType: Any = type(_generator.__get__(0))
BuiltinType: Any = type(len)
MethodWrapperType: Any = type("".__str__)
GeneratorType: Any = type(_generator())
CoroutineType: Any = _type_of_coroutine()
AsyncGeneratorType: Any = type(_async_generator())
Deque: Any = _collections.deque
LruCache: Any = _functools._lru_cache_wrapper
Partial: Any = _functools.partial
