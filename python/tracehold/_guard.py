"""What to do with an exception inside the recorder: the program must neither see ours nor lose its own."""

from __future__ import annotations

import os
import sys
from _functools import partial  # type: ignore[import-not-found]
from _thread import interrupt_main
from _weakref import ref
from opcode import opmap

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, Callable, TypeVar

    from tracehold._recorder import Recorder

    Function = TypeVar("Function", bound=Callable[..., Any])

#: Whether a function looks for signals when the callback of its start has returned: 3.13 does before.
LOOKS_AFTER_START = sys.version_info < (3, 13)
_RESUME = opmap.get("RESUME", -1)
_RETURN_GENERATOR = opmap.get("RETURN_GENERATOR", -1)
#: RESUME_AFTER_YIELD_FROM of CPython's Include/internal/pycore_opcode_utils.h; RESUME_AFTER_AWAIT has the bit, too.
_AFTER_YIELD_FROM = 2
_OWN = os.path.dirname(os.path.abspath(__file__)) + os.sep


def is_ours(error: BaseException) -> bool:
    """Whether the error arose in the shim, and not in a signal handler that ran in the middle of it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is None or trace.tb_frame.f_code.co_filename.startswith(_OWN)


def values_failed(recorder: Recorder, error: BaseException) -> None:
    """Notes that a value could not be encoded; raises the error again when it is the program's.

    A RecursionError near the program's own limit is expected: the values of that call are left out.
    """
    if not is_ours(error):
        raise error
    recorder.value_failures += 1
    if recorder.value_failures == 1 and type(error) is not RecursionError:
        recorder.problem(
            "values-failed", f"values of some calls could not be read ({type(error).__name__}: {error})"[:500]
        )


def interrupted(recorder: Recorder, error: KeyboardInterrupt, at_once: bool) -> object:
    """Puts off a Ctrl-C that arrived inside a hook until the hook is done; raises one that the program raised.

    The hook must return the result. ``at_once``: the interpreter looks for signals before the program does anything
    that may wait.
    """
    if not is_ours(error):
        raise error
    return _at_the_end((None if at_once else recorder.interrupt_again()) or interrupt_main)


def delegates(code: CodeType, offset: int) -> bool:
    """Whether a generator that goes on at byte ``offset`` does so in another one, by ``yield from`` or ``await``."""
    instructions = code.co_code
    return instructions[offset] == _RESUME and bool(instructions[offset + 1] & _AFTER_YIELD_FROM)


def has_begun(code: CodeType, offset: int) -> bool:
    """Whether a generator that stands at byte ``offset`` has ever run: at first it stands where it was created.

    That is RETURN_GENERATOR, or from 3.13 on the instruction after it.
    """
    instructions = code.co_code
    return _RETURN_GENERATOR not in (instructions[offset], instructions[offset - 2])


def unchecked(function: Function) -> Function:
    """The function without the look for signals at its beginning, which comes before its first ``try`` (from 3.11 on).

    What a signal handler raises there would go to the program, with a hook of ours in the traceback. The look belongs
    to the instruction RESUME, whose argument tells what the function goes on from; after ``yield from`` there is none.
    """
    if _RESUME < 0:
        return function
    code = function.__code__
    instructions = bytearray(code.co_code)
    for at in range(0, len(instructions), 2):
        if instructions[at] == _RESUME:
            instructions[at + 1] |= _AFTER_YIELD_FROM
            break
    function.__code__ = code.replace(co_code=bytes(instructions))
    return function


class _Ending:
    """What a hook returns that something must follow."""

    __slots__ = ("__weakref__",)


_references: list[object] = []


def _at_the_end(call: Callable[[], None]) -> object:
    """What a hook returns to have a C function called when it has ended, before the first bytecode of the program.

    The interpreter lets go of a hook's result when the hook's frame has ended; that is when the object's weak
    reference tells of its end. All of it is C: no bytecode of ours runs, in which an interrupt would arrive at once.
    """
    result = _Ending()
    # Calls it whatever it is given.
    _references[:] = [ref(result, partial(next, iter(call, object())))]
    return result
