"""What to do with an exception inside the recorder: the program must neither see ours nor lose its own."""

from __future__ import annotations

import os
from _functools import partial  # type: ignore[import-not-found]
from _thread import interrupt_main
from _weakref import ref

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracehold._recorder import Recorder

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


def interrupted(recorder: Recorder, error: KeyboardInterrupt) -> None:
    """Puts off a Ctrl-C that arrived inside a hook until the hook is done; raises one that the program raised."""
    if not is_ours(error):
        raise error
    recorder.interrupted()


class _Interrupting:
    """Interrupts the main thread at its end."""

    __slots__ = ("__weakref__",)


#: Calls ``interrupt_main()`` whatever it is given. All of it is C: no bytecode of ours runs, in which the interrupt
#: would arrive at once.
_interrupt = partial(next, iter(interrupt_main, object()))
_references: list[object] = []


def interrupting() -> object:
    """What a hook returns to have a Ctrl-C arrive at the first bytecode of the program after it.

    The interpreter lets go of a hook's result when the hook's frame has ended; that is when the object's weak
    reference tells of its end.
    """
    result = _Interrupting()
    _references[:] = [ref(result, _interrupt)]
    return result
