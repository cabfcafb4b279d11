"""Counting what is allocated and freed (python/native/alloc.c): when it begins, when it ends, and why it does not.

The counts themselves go from C into the events; Python code only switches them. What was counted is memory of the
interpreter's allocators, rounded up as they round it; what extension modules get from elsewhere is not seen.
"""

from __future__ import annotations

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tracehold._recorder import Recorder


#: Native hooks that tell what was counted (alloc_enter_hook).
HOOKS = ("sys.monitoring", "frame evaluation")


def begin(recorder: Recorder) -> None:
    """Begins to count, where that was asked for; notes a problem where it cannot be done."""
    if not recorder.options.allocations:
        return
    if recorder.kind != "native":
        reason = "the native recorder counts them, and this process has the pure one"
    elif recorder.hook not in HOOKS:
        reason = f"the native recorder does not through {recorder.hook}"
    else:
        reason = _library().count_allocations()
    recorder.allocations = not reason
    if reason:
        recorder.problem("no-allocations", f"Allocated and freed bytes were not counted: {reason}.")


def end(recorder: Recorder) -> None:
    """Ends it."""
    if recorder.allocations:
        recorder.allocations = False
        _library().ignore_allocations()


def _library() -> Any:
    from tracehold import _native

    return _native.library
