"""The recorder's state and its flow: thread buffers, the flusher, the file.

Hooks (``_monitoring``, ``_setprofile``) append raw events to the list of their thread. A prefix of that list becomes
a chunk when it is long enough, and at least every 50 ms, also while the program sleeps: by the flusher's thread, or by
the program's own where no thread can be started. Memory is bounded by ``MAX_EVENTS`` and ``MAX_VALUE_BYTES`` a thread.
"""

from __future__ import annotations

import os
import sys
from _functools import partial  # type: ignore[import-not-found]
from _thread import RLock, _local, allocate_lock, get_ident
from _weakref import ref
from itertools import count

from tracehold import _columns, _schema
from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._columns import STRIDE
from tracehold._definitions import Definitions, thread_name
from tracehold._filters import FileFilter
from tracehold._flusher import Flusher, native_id
from tracehold._system import System
from tracehold._version import __version__
from tracehold._writer import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from tracehold._options import Options
    from tracehold._pack import Packable
    from tracehold._values import Budget, Encoder

#: Events and value bytes in a thread's list, about 500 KB of objects, at which the flusher is rung; a thread whose list
#: is twice as long waits for it.
MAX_EVENTS = 2048
MAX_VALUE_BYTES = 131072
#: Values of at most so many bytes are not counted: their number is bounded by that of the events.
SMALL_VALUE = 64
EAGER_GRACE_NS = 100_000_000
#: Problems of one kind that are told.
_MOST_PROBLEMS = 20


class _Alive:
    """Lives as long as the thread in whose thread-local storage it is."""

    __slots__ = ("__weakref__",)


class ThreadState:
    """One thread's buffer. ``events`` is one list for life: see ``_columns`` for its layout."""

    __slots__ = (
        "alive",
        "events",
        "ident",
        "last_unwound",
        "limit",
        "lock",
        "open",
        "serial",
        "value_bytes",
        "waiting",
        "written",
    )

    #: Entries of ``events`` an event, in which ``limit`` counts; and events a chunk.
    stride = STRIDE
    most = MAX_EVENTS

    def __init__(self, serial: int, ident: int, alive: _Alive, ended: Callable[[object], object]) -> None:
        self.serial = serial
        self.ident = ident
        #: Asking for the frames of all threads would tell as well, but keep what they refer to alive meanwhile.
        self.alive = ref(alive, ended)
        self.events: list[Any] = []
        #: Frame (with sys.setprofile: its id) and budget of each open call, innermost last; no budget where its values
        #: are not kept.
        self.open: list[tuple[Any, Any]] = []
        #: Length of ``events`` at which the hook calls :meth:`Recorder.full`; 0 to be called at the next event.
        self.limit = MAX_EVENTS * STRIDE
        self.value_bytes = 0
        #: Held by who writes; reentrant so that it can be asked whether the calling thread does.
        self.lock: Any = RLock()
        #: The owner waits for ``written``, which is released when the buffer was.
        self.waiting = False
        self.written = allocate_lock()
        self.written.acquire()
        #: Function number of the last call that an exception left without naming itself, else 0.
        self.last_unwound = 0

    def held(self) -> int:
        """Events that are not written yet."""
        return len(self.events) // STRIDE

    def chunk(self, most: int) -> tuple[bytes, int, int, int]:
        """Payload of the first events, `most` of them at most; their number, and the clock of the first and last."""
        batch = self.events[: most * STRIDE]
        if batch[-(STRIDE - 2)] - batch[2] >= 0x100000000:
            split = _columns.first_too_late(batch)
            if split:
                del batch[split:]
        return _columns.events_payload(batch), len(batch) // STRIDE, batch[2], batch[2 - STRIDE]

    def drop(self, count: int) -> None:
        """The first events were written."""
        del self.events[: count * STRIDE]
        self.value_bytes = 0

    def take_lost(self) -> int:
        """Events for which there was no memory, told once: in Python that is an error of the program's."""
        return 0

    def holds(self, size: int) -> None:
        """To be told of each value of more than SMALL_VALUE bytes."""
        self.value_bytes += size
        if self.value_bytes >= MAX_VALUE_BYTES:
            self.limit = 0

    def is_long(self) -> bool:
        """Whether there is enough for a chunk."""
        return self.held() >= self.most or self.value_bytes >= MAX_VALUE_BYTES

    def must_wait(self) -> bool:
        """Whether its owner may not go on before something was written."""
        return self.held() >= 2 * self.most or self.value_bytes >= 2 * MAX_VALUE_BYTES

    def release(self) -> None:
        """Lets the owner go on that waits."""
        if self.waiting:
            self.waiting = False
            try:
                self.written.release()
            except RuntimeError:
                return  # It was released already.


def mend_open(calls: list[tuple[Any, Any]], key: Any) -> Any:
    """Takes the entry of ``key`` (a frame or its id) from open calls whose last is another's; None when there is none.

    A signal handler of the program that raised in the middle of a hook leaves a call too many or too few, and greenlets
    switch between stacks: those of the others stay open.
    """
    for index in range(len(calls) - 1, -1, -1):
        found = calls[index]
        if found[0] == key:
            if "greenlet" in sys.modules:
                del calls[index]
            else:
                del calls[index:]
            return found
    return None


class Recorder:
    """Records this process into one file until :meth:`stop`.

    ``clock`` gives nanoseconds and never goes back; ``origin`` and ``parent`` tell how this process came to be.
    """

    def __init__(
        self, options: Options, folder: str, argv: list[str], clock: Callable[[], int] = System.perf_counter_ns
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
        #: 'pure' or 'native', and why.
        self.kind = "pure"
        self.reason = ""
        self.make_state: Callable[..., Any] = ThreadState
        self.make_writer: Callable[..., Writer] = Writer
        self.origin = "run"
        self.parent_file: str | None = None
        self.parent_thread: int | None = None
        self.parent_ns: int | None = None
        self.active = False
        #: Idents of the threads that are about to fork.
        self.forking: set[int] = set()
        self.value_failures = 0
        #: Whether events carry what was allocated.
        self.allocations = False
        #: Called before each flush: a hook that the interpreter may remove puts itself back.
        self.check_hook: Callable[[], None] = _nothing
        #: Called by the flusher about every 50 ms.
        self.beat: Callable[[], None] = _nothing
        self._begin()

    def _begin(self) -> None:
        """Fresh state for this process: at the start and in a forked child."""
        self.pid = System.getpid()
        self.base_ns = self.clock()
        self.epoch_ns = System.time_ns()
        self.writer = self.new_writer()
        self.definitions = Definitions(self.filters, self.encoder)
        #: By serial, also of threads that have ended and left something to write.
        self.states: dict[int, ThreadState] = {}
        #: Of running threads.
        self.by_ident: dict[int, ThreadState] = {}
        self.activations: dict[int, tuple[int, Any]] = {}
        self.main_ident = get_ident()
        self._serials = count(1)
        self._activation_serials = count(1)
        self._threads: Any = _local()
        self._starting: Any = RLock()
        self._flusher: Flusher | None = None
        self._eager_ns = 0
        self._eager_work_ns = 0
        self._alone_ns = 0
        self._problems: list[tuple[str, str, int]] = []
        self._problem_counts: dict[str, int] = {}

    def now(self) -> int:
        """Nanoseconds since the start of this recording."""
        return self.clock() - self.base_ns

    def new_writer(self) -> Writer:
        """The writer of this process's file, which is not made yet."""
        return self.make_writer(self.folder, f"trace-{self.pid}", self.now)

    def waiting(self) -> tuple[list[Any], ...]:
        """What must be written before more events: lists that stay the same ones until a fork."""
        return (self.definitions.rows, self._problems)

    def describe(self) -> None:
        """Hands the process fields to the writer; to be called when hook, reason and origin are known."""
        field = _schema
        fields: dict[int, Packable] = {
            field.PROCESS_FIELD_PID: self.pid,
            field.PROCESS_FIELD_PARENT_PID: System.getppid(),
            field.PROCESS_FIELD_START_EPOCH_NS: self.epoch_ns,
            field.PROCESS_FIELD_PYTHON_VERSION: ".".join(map(str, sys.version_info[:3])),
            field.PROCESS_FIELD_IMPLEMENTATION: sys.implementation.name,
            field.PROCESS_FIELD_EXECUTABLE: sys.executable or "",
            field.PROCESS_FIELD_ARGV: list(self.argv),
            field.PROCESS_FIELD_CWD: self.cwd,
            field.PROCESS_FIELD_PLATFORM: sys.platform,
            field.PROCESS_FIELD_RECORDER: self.kind,
            field.PROCESS_FIELD_RECORDER_REASON: self.reason,
            field.PROCESS_FIELD_RECORDER_VERSION: __version__,
            field.PROCESS_FIELD_OPTIONS: " ".join(self.options.arguments()),
            field.PROCESS_FIELD_ORIGIN: self.origin,
            field.PROCESS_FIELD_PARENT_FILE: self.parent_file,
            field.PROCESS_FIELD_PARENT_THREAD: self.parent_thread,
            field.PROCESS_FIELD_PARENT_NS: self.parent_ns,
            field.PROCESS_FIELD_HOOK: self.hook,
        }
        if self.allocations:
            fields[field.PROCESS_FIELD_ALLOCATIONS] = 1
        self.writer.describe(fields)

    # -- threads and activations, called by the hooks -------------------------------------------------

    def new_thread(self) -> ThreadState:
        """The state of the calling thread, which had none."""
        ident = get_ident()
        alive = self._threads.alive = _Alive()
        # An ident is given again when its thread has ended; by then its entry is gone. In C, wherever threads end.
        state: ThreadState = self.make_state(next(self._serials), ident, alive, partial(self.by_ident.pop, ident))
        self.definitions.thread(state.serial, ident, native_id(), thread_name(ident))
        if self._flusher is None:
            state.limit = 0
        self.states[state.serial] = state
        self.by_ident[ident] = state
        return state

    def state_of_caller(self) -> ThreadState | None:
        """The state of the calling thread, if it has one."""
        return self.by_ident.get(get_ident())

    def new_activation(self) -> int:
        """Serial of a generator object that begins to run."""
        return next(self._activation_serials)

    def full(self, state: ThreadState) -> None:
        """The hook found the buffer over its limit."""
        if self.forking or self.writer.lock._is_owned():
            # In a moment; and in a child that has not begun its recording, locks may be held by threads that are no
            # more. Or library code that the writer itself calls, before an os._exit, say: nobody to wait for.
            return
        flusher = self._flusher
        if flusher is None and self.active:
            self.start_flusher()
            flusher = self._flusher
        if flusher is None or not flusher.running:
            self._write_alone(state)
        elif state.must_wait():
            flusher.wait(state)
        elif state.is_long():
            state.limit = 2 * state.most * state.stride
            flusher.ring()
        else:
            state.limit = state.most * state.stride
            if not state.open and self.origin in ("fork", "child"):
                self._write_eagerly(state)

    def _write_eagerly(self, state: ThreadState) -> None:
        """A child process has ended a piece of work, and may be killed for good (Pool.terminate) any moment.

        After the first few milliseconds at most a tenth of the time since the start goes into this, or half of it with
        the time in which this thread waits: for a disk, or on a busy machine for a processor.
        """
        begin, working = self.clock(), System.thread_time_ns()
        since = begin - self.base_ns + EAGER_GRACE_NS
        if self._eager_work_ns * 10 <= since and self._eager_ns * 2 <= since:
            # Not by the flusher, for which it would have to wait.
            self.seal(state)
            self._eager_ns += self.clock() - begin
            self._eager_work_ns += System.thread_time_ns() - working

    def _write_alone(self, state: ThreadState) -> None:
        """Without a flusher: when the buffer is long, or time for a flush."""
        now = self.clock()
        if state.is_long() or now - self._alone_ns >= 50_000_000 or not state.open:
            self._alone_ns = now
            self.seal(state)

    def interrupt_again(self) -> Callable[[], None] | None:
        """Has Ctrl-C come once more, a moment after the hook that it arrived in; see :class:`Flusher`.

        What it returns is to be called at the end of the hook. None when it is of no use: it has come once more, into a
        hook again, or nobody could send it.
        """
        flusher = self._flusher
        return flusher.interrupt_again() if flusher is not None and flusher.running else None

    # -- writing --------------------------------------------------------------------------------------

    def seal(self, state: ThreadState) -> None:
        """Writes what is in a thread's buffer."""
        if state.lock._is_owned():
            return  # A signal handler of the program, in the middle of writing, came here again.
        with state.lock:
            # As much as there is now: its owner may be adding to it without end.
            left = state.held()
            while left > 0 and state.held():
                left -= self._seal_prefix(state)
            lost = state.take_lost()
            if lost:
                self._tell_of_loss(state, lost)

    def _seal_prefix(self, state: ThreadState) -> int:
        try:
            payload, taken, first, last = state.chunk(state.most)
        except MemoryError:
            # Nor is there a place to keep them: their thread may be waiting for this.
            taken = min(state.held(), state.most)
            state.drop(taken)
            self._tell_of_loss(state, taken)
            return taken
        first, last = first - self.base_ns, last - self.base_ns
        writer = self.writer
        before = writer.events + writer.dropped
        try:
            with writer.lock:
                if self.write_definitions():
                    writer.chunk(_schema.CHUNK_KIND_EVENTS, payload, state.serial, first, last, taken)
                else:
                    writer.dropped += taken
        finally:
            # An exception of a signal handler may end this early: events leave the list exactly if they were written.
            if writer.events + writer.dropped != before:
                state.drop(taken)
        return taken

    def _tell_of_loss(self, state: ThreadState, events: int) -> None:
        self.writer.lose(events)
        text = f"{events} events of this thread are missing: there was no memory for them."
        self.problem("events-lost", text, state.serial)

    def write_definitions(self) -> bool:
        """Writes waiting definitions and problems; False when definitions still wait since they could not be."""
        definitions = self.definitions
        count, payload = definitions.pending()
        if count:
            if not self.writer.chunk(_schema.CHUNK_KIND_DEFINITIONS, payload):
                return False
            definitions.written(count)
        while self._problems:
            self.writer.problem(*self._problems.pop(0))
        return True

    def flush(self, everything: bool = True) -> None:
        """Writes the buffers, those that are long or all of them; forgets threads that have ended."""
        for serial, state in list(self.states.items()):
            if everything or state.waiting or state.is_long():
                ended = state.alive() is None
                if state.held():
                    self.seal(state)
                if ended and not state.held():
                    self.states.pop(serial, None)
                if state.limit:
                    state.limit = state.most * state.stride
                state.release()

    def problem(self, code: str, message: str, thread: int = 0) -> None:
        """Notes a problem; written with the next chunk. Of one kind, the first few are told."""
        told = self._problem_counts[code] = self._problem_counts.get(code, 0) + 1
        if told <= _MOST_PROBLEMS:
            self._problems.append((code, message, thread))

    # -- life -----------------------------------------------------------------------------------------

    def start_flusher(self) -> None:
        """Starts the flusher; where it is missing (after a fork) the hooks start it at their next event."""
        if self._starting._is_owned():
            return
        with self._starting:
            if self._flusher is None and not self.forking:
                flusher = Flusher(self)
                if not flusher.running:
                    self.problem(
                        "no-flusher",
                        "No thread could be started to write the recording: what is recorded is written by the "
                        "program's own threads, and not while they sleep or wait.",
                    )
                self._flusher = flusher

    def stop_flusher(self, last: Callable[[], None]) -> None:
        """Stops the flusher, whose last act is ``last``, and waits until its thread is gone."""
        flusher, self._flusher = self._flusher, None
        if flusher is None or not flusher.stop(last):
            last()
        for state in list(self.states.values()):
            state.limit = 0

    def finish(self, reason: str) -> None:
        """Writes what is left and the end chunk."""

        def end() -> None:
            self.flush()
            with self.writer.lock:
                self.write_definitions()
                self.writer.end(reason)

        self.stop_flusher(end)

    def prepare_fork(self) -> None:
        """Stops the flusher, and lets nobody start another until the calling thread has forked."""
        self.forking.add(get_ident())
        with self._starting:
            self.stop_flusher(self.flush)

    def end_fork(self) -> None:
        """In the parent, also when the fork failed."""
        self.forking.discard(get_ident())

    def become_child(self, thread: int | None, at_ns: int) -> None:
        """In a forked child: begins a recording of its own, which is made at the first event."""
        parent = self.writer
        self._begin()
        self.origin = "fork"
        self.parent_file = parent.name
        self.parent_thread = thread
        self.parent_ns = at_ns
        parent.abandon()
        self.describe()
        self.forking = set()


def _nothing() -> None:
    return None


def _encoder(options: Options) -> Encoder | None:
    if options.values == "none":
        return None
    from tracehold._values import Encoder

    return Encoder(options.values, list(options.redact))


def _budget(numbers: tuple[int, int, int, int]) -> Budget:
    """The encoder's budget: its depth counts what may be opened below a value, ours the value itself as well."""
    from tracehold._values import make_budget

    depth, items, text, size = numbers
    return make_budget(depth - 1, items, text, size)


def _working_directory() -> str:
    try:
        return os.getcwd()
    except OSError:
        return os.sep
