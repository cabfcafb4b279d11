"""The recorder's state and its flow: thread buffers, the flusher, the file.

Hooks (``_monitoring``, ``_setprofile``) append raw events to the list of their thread. A prefix of that list becomes
a chunk when it is long enough, and at least every ``FLUSH_SECONDS`` by a flusher thread, also while the program
sleeps. Memory is bounded by ``MAX_EVENTS`` and ``MAX_VALUE_BYTES`` a thread.
"""

from __future__ import annotations

import os
import sys
import time
from _thread import allocate_lock, get_ident, start_new_thread

from tracehold import _columns, _schema
from tracehold._columns import STRIDE
from tracehold._definitions import Definitions
from tracehold._filters import FileFilter
from tracehold._version import __version__
from tracehold._writer import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Callable

    from tracehold._options import Options
    from tracehold._pack import Packable
    from tracehold._values import Budget, Encoder

FLUSH_SECONDS = 0.05
#: Events and value bytes in a thread's list at which its owner seals a chunk: about 400 KB of objects.
MAX_EVENTS = 2048
MAX_VALUE_BYTES = 131072
EAGER_GRACE_NS = 100_000_000


class ThreadState:
    """One thread's buffer. ``events`` is one list for life: see ``_columns`` for its layout."""

    __slots__ = ("events", "ident", "last_unwound", "limit", "lock", "open", "serial", "value_bytes")

    def __init__(self, serial: int, ident: int) -> None:
        self.serial = serial
        self.ident = ident
        self.events: list[Any] = []
        #: Frame and budget of each open call, innermost last; no budget where its values are not kept. The frame is
        #: None where an interrupt or a deep recursion left no way to note it.
        self.open: list[tuple[FrameType | None, Any]] = []
        #: Length of ``events`` at which the hook calls :meth:`Recorder.full`; 0 to be called at the next event.
        self.limit = MAX_EVENTS * STRIDE
        self.value_bytes = 0
        self.lock = allocate_lock()
        #: Function number of the last call that an exception left without naming itself, else 0.
        self.last_unwound = 0


class Recorder:
    """Records this process into one file until :meth:`stop`.

    ``clock`` gives nanoseconds and never goes back; ``origin`` and ``parent`` tell how this process came to be.
    """

    def __init__(
        self, options: Options, folder: str, argv: list[str], clock: Callable[[], int] = time.perf_counter_ns
    ) -> None:
        self.options = options
        self.folder = folder
        self.argv = argv
        self.clock = clock
        self.cwd = _working_directory()
        self.filters = FileFilter(options, self.cwd)
        self.encoder = _encoder(options)
        self.rich = _budget(options.rich) if self.encoder is not None else None
        self.lean = _budget(options.lean) if self.encoder is not None else None
        self.hook = ""
        self.reason = ""
        self.origin = "run"
        self.parent_file: str | None = None
        self.parent_thread: int | None = None
        self.parent_ns: int | None = None
        self.active = False
        self.value_failures = 0
        #: Called before each flush: a hook that the interpreter may remove puts itself back.
        self.check_hook: Callable[[], None] = _nothing
        self._begin()

    def _begin(self) -> None:
        """Fresh state for this process: at the start and in a forked child."""
        self.pid = os.getpid()
        self.base_ns = self.clock()
        self.epoch_ns = time.time_ns()
        self.writer = Writer(self.folder, f"trace-{self.pid}", self.now)
        self.definitions = Definitions(self.filters, self.encoder)
        self.states: dict[int, ThreadState] = {}
        self.activations: dict[int, tuple[int, Any]] = {}
        self.main_ident = get_ident()
        self._serials = 0
        self._activation_serials = 0
        self._lock = allocate_lock()
        self._flusher: Flusher | None = None
        self._eager_ns = 0
        self._problems: list[tuple[str, str, int]] = []

    def now(self) -> int:
        """Nanoseconds since the start of this recording."""
        return self.clock() - self.base_ns

    def describe(self) -> None:
        """Hands the process fields to the writer; to be called when hook, reason and origin are known."""
        field = _schema
        fields: dict[int, Packable] = {
            field.PROCESS_FIELD_PID: self.pid,
            field.PROCESS_FIELD_PARENT_PID: os.getppid(),
            field.PROCESS_FIELD_START_EPOCH_NS: self.epoch_ns,
            field.PROCESS_FIELD_PYTHON_VERSION: ".".join(map(str, sys.version_info[:3])),
            field.PROCESS_FIELD_IMPLEMENTATION: sys.implementation.name,
            field.PROCESS_FIELD_EXECUTABLE: sys.executable or "",
            field.PROCESS_FIELD_ARGV: list(self.argv),
            field.PROCESS_FIELD_CWD: self.cwd,
            field.PROCESS_FIELD_PLATFORM: sys.platform,
            field.PROCESS_FIELD_RECORDER: "pure",
            field.PROCESS_FIELD_RECORDER_REASON: self.reason,
            field.PROCESS_FIELD_RECORDER_VERSION: __version__,
            field.PROCESS_FIELD_OPTIONS: " ".join(self.options.arguments()),
            field.PROCESS_FIELD_ORIGIN: self.origin,
            field.PROCESS_FIELD_PARENT_FILE: self.parent_file,
            field.PROCESS_FIELD_PARENT_THREAD: self.parent_thread,
            field.PROCESS_FIELD_PARENT_NS: self.parent_ns,
            field.PROCESS_FIELD_HOOK: self.hook,
        }
        self.writer.describe(fields)

    # -- threads and activations, called by the hooks -------------------------------------------------

    def new_thread(self) -> ThreadState:
        """The state of the calling thread, which had none."""
        ident = get_ident()
        with self._lock:
            self._serials += 1
            state = ThreadState(self._serials, ident)
            # An ident is used again after a thread's end: what the old one left is written first.
            ended = self.states.pop(ident, None)
            self.states[ident] = state
        if ended is not None:
            self.seal(ended)
        self.definitions.thread(state.serial, ident, _native_id(), _thread_name(ident))
        if self._flusher is None:
            state.limit = 0
        return state

    def new_activation(self) -> int:
        """Serial of a generator object that begins to run."""
        self._activation_serials += 1
        return self._activation_serials

    def full(self, state: ThreadState) -> None:
        """The hook found the buffer over its limit."""
        if self._flusher is None and self.active:
            self._flusher = Flusher(self)
        state.limit = MAX_EVENTS * STRIDE
        if len(state.events) >= MAX_EVENTS * STRIDE or state.value_bytes >= MAX_VALUE_BYTES:
            patient = len(state.events) >= 4 * MAX_EVENTS * STRIDE or state.value_bytes >= 4 * MAX_VALUE_BYTES
            self.seal(state, patient)
        elif not state.open and self.origin in ("fork", "child"):
            self._seal_eagerly(state)

    def _seal_eagerly(self, state: ThreadState) -> None:
        """A child process has ended a piece of work, and may be killed for good (Pool.terminate) any moment.

        At most a tenth of the time since the start goes into this, after the first few milliseconds.
        """
        begin = self.clock()
        if self._eager_ns * 10 <= begin - self.base_ns + EAGER_GRACE_NS:
            self.seal(state, patient=False)
            self._eager_ns += self.clock() - begin

    def interrupted(self) -> None:
        """Ctrl-C arrived inside a hook, where the program must not meet it: it comes again when the hook is done."""
        flusher = self._flusher
        if flusher is None:
            interrupt(self.main_ident)
        else:
            flusher.interrupt_again()

    # -- writing --------------------------------------------------------------------------------------

    def seal(self, state: ThreadState, patient: bool = True) -> None:
        """Writes what is in a thread's buffer; without patience only if nobody else is at it."""
        if not state.lock.acquire(patient, 1 if patient else -1):
            return
        try:
            while state.events:
                if not self._seal_prefix(state):
                    break
        finally:
            state.lock.release()

    def _seal_prefix(self, state: ThreadState) -> bool:
        events = state.events
        batch = events[: MAX_EVENTS * STRIDE]
        if batch[-(STRIDE - 2)] - batch[2] >= 0x100000000:
            split = _columns.first_too_late(batch)
            if split:
                del batch[split:]
        taken = len(batch)
        payload = _columns.events_payload(batch)
        first, last = batch[2] - self.base_ns, batch[taken - STRIDE + 2] - self.base_ns
        writer = self.writer
        before = writer.events + writer.dropped
        try:
            with writer.lock:
                self.write_definitions()
                writer.chunk(_schema.CHUNK_KIND_EVENTS, payload, state.serial, first, last, taken // STRIDE)
        finally:
            # An exception of a signal handler may end this early: events leave the list exactly if they were written.
            if writer.events + writer.dropped != before:
                del events[:taken]
                state.value_bytes = 0
        return len(events) >= MAX_EVENTS * STRIDE

    def write_definitions(self) -> None:
        """Writes waiting definitions and problems."""
        definitions = self.definitions.take()
        if definitions:
            self.writer.chunk(_schema.CHUNK_KIND_DEFINITIONS, definitions)
        while self._problems:
            self.writer.problem(*self._problems.pop(0))

    def flush(self) -> None:
        """Writes all buffers; forgets threads that have ended."""
        running = sys._current_frames() if len(self.states) > 1 else None
        for ident, state in list(self.states.items()):
            if state.events:
                self.seal(state)
            elif running is not None and ident not in running:
                with self._lock:
                    if self.states.get(ident) is state and not state.events:
                        del self.states[ident]

    def problem(self, code: str, message: str, thread: int = 0) -> None:
        """Notes a problem; written with the next chunk."""
        self._problems.append((code, message, thread))

    # -- life -----------------------------------------------------------------------------------------

    def start_flusher(self) -> None:
        """Starts the flusher; without it (fork, thread limit) the hooks start it at their next event."""
        if self._flusher is None:
            self._flusher = Flusher(self)

    def stop_flusher(self) -> None:
        """Stops the flusher and waits until its thread is gone; hooks start it anew at their next event."""
        flusher, self._flusher = self._flusher, None
        if flusher is not None:
            flusher.stop()
        for state in list(self.states.values()):
            state.limit = 0

    def finish(self, reason: str) -> None:
        """Writes what is left and the end chunk."""
        self.stop_flusher()
        self.flush()
        with self.writer.lock:
            self.write_definitions()
            self.writer.end(reason)

    def become_child(self, thread: int | None, at_ns: int) -> None:
        """In a forked child: begins a recording of its own, which is made at the first event."""
        parent = self.writer
        self._begin()
        self.origin = "fork"
        self.parent_file = parent.name
        self.parent_thread = thread
        self.parent_ns = at_ns
        parent.close()
        self.describe()


class Flusher:
    """A raw thread (unknown to ``threading``) that flushes the recorder until stopped."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._stopping = False
        self._interrupt = False
        self._bell = allocate_lock()
        self._bell.acquire()
        self._ended = allocate_lock()
        self._ended.acquire()
        self._native_id: int | None = None
        try:
            start_new_thread(self._run, ())
        except RuntimeError:
            # No more threads to be had (a limit, or the interpreter is ending): full buffers still are written.
            self._ended.release()

    def _run(self) -> None:
        try:
            self._native_id = _native_id()
            while not self._stopping:
                self._bell.acquire(True, FLUSH_SECONDS)
                if self._interrupt:
                    self._interrupt = False
                    # Time for the hook to end and a system call to begin: a signal just before one would not end it.
                    time.sleep(0.002)
                    interrupt(self._recorder.main_ident)
                elif not self._stopping:
                    self._recorder.check_hook()
                    self._recorder.flush()
        finally:
            self._ended.release()

    def stop(self) -> None:
        """Returns when the thread has ended, also as far as the operating system counts threads (5 s at most)."""
        self._stopping = True
        self._ring()
        if not self._ended.acquire(True, 5):
            return
        task = f"/proc/self/task/{self._native_id}"
        for _ in range(200):
            if self._native_id is None or not os.path.exists(task):
                return
            time.sleep(0.0002)

    def interrupt_again(self) -> None:
        """Has the main thread interrupted (as by Ctrl-C) once more, a moment later."""
        self._interrupt = True
        self._ring()

    def _ring(self) -> None:
        try:
            self._bell.release()
        except RuntimeError:
            return  # It rings already.


def interrupt(ident: int) -> None:
    """Sends SIGINT to a thread, so that a system call it waits in ends as by Ctrl-C."""
    try:
        from _signal import SIGINT, pthread_kill  # type: ignore[import-not-found]
    except ImportError:
        from _thread import interrupt_main

        interrupt_main()
    else:
        pthread_kill(ident, SIGINT)


def _nothing() -> None:
    return None


def _encoder(options: Options) -> Encoder | None:
    if options.values == "none":
        return None
    from tracehold._values import Encoder

    return Encoder(options.values, list(options.redact))


def _budget(numbers: tuple[int, int, int, int]) -> Budget:
    """The encoder's budget: its depth counts what may be opened below a value, ours the value itself as well."""
    from tracehold._values import Budget

    depth, items, text, size = numbers
    return Budget(depth - 1, items, text, size)


def _working_directory() -> str:
    try:
        return os.getcwd()
    except OSError:
        return os.sep


def _native_id() -> int | None:
    try:
        from _thread import get_native_id
    except ImportError:
        return None
    return get_native_id()


def _thread_name(ident: int) -> str:
    """The name of a thread as ``threading`` knows it, read without asking the Thread object."""
    threading = sys.modules.get("threading")
    if threading is None:
        return "MainThread"
    try:
        name = threading._active[ident].__dict__.get("_name")  # type: ignore[attr-defined]
    except (AttributeError, KeyError):
        main = getattr(threading, "_main_thread", None)
        return "MainThread" if getattr(main, "_ident", None) == ident else f"thread-{ident}"
    return name if type(name) is str else ""
