"""The hook in C for CPython 3.8 to 3.11: the evaluation of frames (PEP 523), in all threads at once.

It tells what ``sys.setprofile`` tells and takes nobody's place: debuggers, profilers and coverage keep theirs. See
``python/native/evalframe.c``.
"""

from __future__ import annotations

from types import FunctionType

from tracehold import _native
from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._setprofile import bare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tracehold._recorder import Recorder


class FrameEvaluation:
    """Installs and removes the evaluation function of one recorder."""

    name = "frame evaluation"

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._hooks: Any = None

    def install(self) -> None:
        """Begins to record all threads. Raises RuntimeError when this interpreter cannot be hooked."""
        recorder = self._recorder
        if recorder.state_of_caller() is None:
            recorder.new_thread()
        self._hooks = _native.hooks(recorder)
        self._hooks.install(bare, self._too_deep)

    def remove(self) -> None:
        """Ends recording; calls that are open stay open in the recording."""
        if self._hooks is not None:
            self._hooks.remove()
            self._hooks = None

    def forked(self) -> None:
        """In a forked child: goes on with the child's state."""
        self.remove()
        self.install()

    def check(self) -> None:
        """Finds out whether the interpreter still hands its frames to us, and has it do so again.

        Who has put a function of their own on top of ours may call it or not; a probe tells.
        """
        hooks = self._hooks
        if hooks is None or hooks.is_on_top():
            return
        before = hooks.met()
        _probe()
        if hooks.met() == before and self._hooks is hooks and self._recorder.active:
            hooks.install(bare, self._too_deep)
            self._recorder.problem(
                "hook-removed",
                "The evaluation of frames was somebody else's for a while (a debugger's, say): calls of that time are "
                "missing.",
            )

    def _too_deep(self, depth: int) -> None:
        self._recorder.problem(
            "calls-too-deep",
            f"A thread was {depth} calls deep, and recording more would have taken the stack that the program needs: "
            "deeper calls were left out, and on Python 3.11 those of other threads meanwhile. A larger "
            "threading.stack_size() lets more be recorded.",
        )


def _probe() -> None:
    """Calls a code object that nobody has seen."""
    FunctionType(_nothing.__code__.replace(), {})()


def _nothing() -> None:
    return None
