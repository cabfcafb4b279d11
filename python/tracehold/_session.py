"""One recording of this process: chooses the recorder, begins it, and ends it however the process ends.

The program's own exits are left as they are: ``atexit`` (registered first, so it runs last), ``os._exit`` and the
``exec`` family write what is left before they do what they always do; a forked child begins a recording of its own.
"""

from __future__ import annotations

import atexit
import os
import sys

from tracehold import _allocations, _schema
from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._control import FAILURES, Control
from tracehold._fork_warning import would_be_noticed
from tracehold._messages import failure
from tracehold._recorder import Recorder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Callable

    from tracehold._evalframe import FrameEvaluation
    from tracehold._monitoring import Monitoring
    from tracehold._options import Options
    from tracehold._setprofile import SetProfile

#: Names the recording that a child process of this one belongs to: folder, options, parent's file.
RUN_VARIABLE = "TRACEHOLD_RUN"
OPTIONS_VARIABLE = "TRACEHOLD_OPTIONS"
PARENT_VARIABLE = "TRACEHOLD_PARENT"
SEPARATOR = "\x1f"
#: What 'auto' means, where it is set: so tests are run on both recorders.
RECORDER_VARIABLE = "TRACEHOLD_RECORDER"

#: What the pure recorder costs where nobody asked for it: docs/native.md and docs/benchmarks.md have the figures.
COST = "recording costs more by it: " + (
    "a web application takes 2 times as long instead of 1.2, nothing but small calls 70 times instead of 4"
    if sys.version_info >= (3, 12)
    else "a web application takes 4 to 6 times as long, nothing but small calls 50 to 70 times instead of 2 to 4"
)

_current: Session | None = None
_hooks_installed = False


class RefusedError(RuntimeError):
    """This process cannot be recorded as asked; the text says why and what to do."""


def choose(options: Options) -> tuple[str, str]:
    """The recorder, 'pure' or 'native', and why in one sentence. Raises RefusedError when 'native' cannot be had.

    The one place that chooses.
    """
    asked = options.recorder
    if asked == "auto":
        asked = os.environ.get(RECORDER_VARIABLE) or "auto"
    if asked == "pure":
        return "pure", "pure Python, as asked for"
    from tracehold import _native

    reason = _native.unfit()
    missed = _native.misses()
    if asked == "native":
        if reason:
            raise RefusedError(f"the native recorder cannot be used: {reason}; use --recorder auto or pure")
        return "native", "native, as asked for" + (f", though {missed}" if missed else "")
    if not reason and _native.untried:
        reason = f"{_native.untried}; --recorder native takes it"
    if not reason and not missed:
        return "native", "native: the library for this Python is there"
    return "pure", f"pure Python: {reason or missed}; {COST}"


class Session:
    """A recorder with its hook, from begin to end."""

    def __init__(self, options: Options, folder: str, argv: list[str], origin: str) -> None:
        kind, reason = choose(options)
        self.recorder = Recorder(options, folder, argv)
        if kind == "native":
            from tracehold import _native

            _native.prepare(self.recorder)
        self.recorder.reason = reason
        self.recorder.origin = origin
        self.recorder.parent_file = os.environ.get(PARENT_VARIABLE) if origin == "child" else None
        self._heap_at_exit = options.heap_at_exit
        self._asked = options.recorder
        self._folder = folder
        self.control = Control(self.recorder, self.snapshot)
        self._fork_ns = 0
        self.hook = _make_hook(self.recorder)

    def begin(self) -> None:
        """Makes the file and starts to record. Raises OSError or RefusedError."""
        global _current
        if _current is not None:
            raise RefusedError("this process is being recorded already")
        recorder = self.recorder
        recorder.hook = self.hook.name
        _allocations.begin(recorder)
        recorder.describe()
        recorder.writer.open()
        if self._heap_at_exit:
            _before_exit_handlers(_snapshot_at_exit)
        os.environ[PARENT_VARIABLE] = recorder.writer.name
        self.control.open()
        recorder.beat = self.control.beat
        _current = self
        _install_process_hooks()
        recorder.active = True
        recorder.check_hook = self.hook.check
        try:
            self.hook.install()
        except RuntimeError as error:
            recorder.active = False
            _allocations.end(recorder)
            _current = None
            recorder.problem("not-recorded", str(error))
            recorder.finish("error")
            self.control.close()
            recorder.writer.close()
            raise RefusedError(str(error)) from None
        # Only now: the flusher is no thread to be recorded.
        recorder.start_flusher()

    def end(self, reason: str) -> None:
        """Stops recording and closes the file."""
        global _current
        if _current is not self:
            return
        _current = None
        self.recorder.active = False
        self._note_lost_hook()
        self.hook.remove()
        _allocations.end(self.recorder)
        self._tell_last_exception()
        self.recorder.finish(reason)
        self.control.close()
        if reason == "exit":
            self.snapshot_at_exit()
        self.recorder.writer.close()
        os.environ.pop(PARENT_VARIABLE, None)

    def snapshot_at_exit(self) -> None:
        """Once, where it was asked for."""
        if self._heap_at_exit:
            self._heap_at_exit = False
            try:
                self.snapshot("", "exit")
            except FAILURES as error:
                text = f"The heap snapshot could not be written: {failure(error)}. Nothing of it was kept."
                self.recorder.problem("no-snapshot", text)

    def snapshot(self, label: str, reason: str) -> str:
        """Writes a heap snapshot into the run folder and returns its path. Raises one of FAILURES."""
        from tracehold import _heap

        return _heap.take(self._folder, label, reason, reason == "exit", self._asked)

    def write_all(self, reason: str) -> None:
        """Writes everything, with an end chunk, and goes on: the process is about to be gone, or not after all."""
        self.recorder.finish(reason)
        self.control.close()

    def before_fork(self) -> None:
        """Leaves one thread and nothing unwritten, as the program itself would fork (3.12 warns of threads)."""
        self.recorder.prepare_fork()
        self.control.wait()
        self._fork_ns = self.recorder.now()

    def after_fork_in_parent(self) -> None:
        """The thread comes back at once, or with the next event."""
        self.recorder.end_fork()
        if self.recorder.active and not would_be_noticed(_caller_of_hook()):
            self.recorder.start_flusher()

    def after_fork_in_child(self) -> None:
        """Begins the child's own recording; its file is made with its first event."""
        recorder = self.recorder
        state = recorder.state_of_caller()
        recorder.become_child(state.serial if state is not None else None, self._fork_ns)
        self.control.forked()
        heap = sys.modules.get("tracehold._heap")
        if heap is not None:
            heap.forked()
        self.hook.forked()

    def _note_lost_hook(self) -> None:
        if self.hook.name == "sys.setprofile" and sys.getprofile() is None:
            self.recorder.problem(
                "hook-removed",
                "The profile function was gone at the end: the program set its own, or the interpreter removed it "
                "after a RecursionError. Calls of this thread after that are missing.",
            )

    def _tell_last_exception(self) -> None:
        """With sys.setprofile nobody is told of the exception that ended the program, but sys.last_value holds it."""
        state = self.recorder.state_of_caller()
        exception = getattr(sys, "last_value", None)
        encoder = self.recorder.encoder
        lean = self.recorder.lean
        if state is None or not state.last_unwound or encoder is None or lean is None or exception is None:
            return
        try:
            value = encoder.single(exception, lean)
        except Exception:
            return
        kind = _schema.EVENT_KIND_EXCEPTION | _schema.EVENT_FLAG_HAS_VALUE
        state.events.extend((kind, state.last_unwound, self.recorder.clock(), None, value))


def _make_hook(recorder: Recorder) -> Monitoring | FrameEvaluation | SetProfile:
    if sys.implementation.name != "cpython" or sys.version_info < (3, 8):
        raise RefusedError("only CPython 3.8 and later can be recorded")
    if sys.version_info >= (3, 12):
        from tracehold._monitoring import Monitoring, NativeMonitoring

        return NativeMonitoring(recorder) if recorder.kind == "native" else Monitoring(recorder)
    if recorder.kind == "native":
        from tracehold._evalframe import FrameEvaluation

        return FrameEvaluation(recorder)
    from tracehold._setprofile import SetProfile

    return SetProfile(recorder)


def current() -> Session | None:
    """The session that records this process, if any."""
    return _current


def _install_process_hooks() -> None:
    """Once per process: they do nothing while no session is open."""
    global _hooks_installed
    if _hooks_installed:
        return
    _hooks_installed = True
    atexit.register(_at_exit)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(
            before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork_in_child
        )
    _wrap("_exit", "_exit")
    for name in ("execv", "execve"):
        _wrap(name, "exec")


def _wrap(name: str, reason: str) -> None:
    """Replaces ``os.<name>`` by itself after everything recorded was written."""
    original: Callable[..., Any] = getattr(os, name)

    def wrapper(*arguments: Any, **keywords: Any) -> Any:
        session = _current
        if session is not None:
            session.write_all(reason)
        return original(*arguments, **keywords)

    wrapper.__name__ = wrapper.__qualname__ = name
    wrapper.__module__ = getattr(original, "__module__", "posix")
    wrapper.__doc__ = original.__doc__
    setattr(os, name, wrapper)


def _before_exit_handlers(function: Callable[[], None]) -> None:
    """Has it called when the program is over and its threads have ended, before any of its own atexit handlers runs.

    Those let go of things (weakref.finalize, concurrent.futures) that were held until then. The interpreter waits for
    threads by threading._shutdown, which it looks up by name, and calls the handlers after that.
    """
    import threading

    original: Callable[[], None] = threading._shutdown  # type: ignore[attr-defined]

    def shutdown() -> None:
        original()
        function()

    threading._shutdown = shutdown  # type: ignore[attr-defined]


def _snapshot_at_exit() -> None:
    if _current is not None:
        _current.snapshot_at_exit()


def _at_exit() -> None:
    if _current is not None:
        _current.end("exit")


def _before_fork() -> None:
    if _current is not None:
        _current.before_fork()


def _after_fork_in_parent() -> None:
    if _current is not None:
        _current.after_fork_in_parent()


def _caller_of_hook() -> FrameType | None:
    """The frame that calls os.fork, above a method, its hook, and this function."""
    frame: FrameType | None = sys._getframe()
    for _ in range(3):
        frame = frame.f_back if frame is not None else None
    return frame


def _after_fork_in_child() -> None:
    if _current is not None:
        _current.after_fork_in_child()
