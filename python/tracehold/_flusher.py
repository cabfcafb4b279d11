"""The thread that writes.

Program threads only append events to their lists and ring when a list is long; this thread makes chunks of them and
writes. So no lock of the recorder is ever held by a thread in which a signal handler of the program may run, raise or
wait for others, and nothing is written by half. The thread is a raw one, unknown to ``threading``, and leaves all
signals to the threads of the program.
"""

from __future__ import annotations

from _thread import allocate_lock, start_new_thread

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._system import System

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _thread import LockType
    from typing import Callable

    from tracehold._recorder import Recorder, ThreadState

FLUSH_SECONDS = 0.05
_LONGEST_WAIT_SECONDS = 1.0
_LONGEST_END_SECONDS = 10.0
#: An interrupt that arrives in a hook so soon after one was sent is the same.
INTERRUPT_ONCE_NS = 100_000_000


class Flusher:
    """Flushes the recorder every ``FLUSH_SECONDS``, and when rung, until stopped. ``running`` says whether it does."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._begun = False
        self._stopping = False
        self._last: Callable[[], None] | None = None
        #: Released at the end of a hook after which the main thread is to be interrupted.
        self._hook_end: LockType | None = None
        self._interrupted_ns = 0
        self._rung = False
        self._bell = allocate_lock()
        self._bell.acquire()
        self._ended = allocate_lock()
        self._ended.acquire()
        self._native_id: int | None = None
        self.running = True
        try:
            start_without_signals(self._run)
        except RuntimeError:
            # No more threads to be had: a limit, or the interpreter is ending.
            self.running = False
            self._ended.release()

    def _run(self) -> None:
        recorder = self._recorder
        clock = System.perf_counter_ns
        due = 0
        self._begun = True
        try:
            self._native_id = native_id()
            while not self._stopping:
                self._bell.acquire(True, FLUSH_SECONDS)
                self._rung = False
                end, self._hook_end = self._hook_end, None
                # Also before an interrupt: while its buffer is full, a thread is in a hook all the time, where it
                # cannot be told.
                if not self._stopping:
                    everything = clock() >= due
                    self._flush(everything)
                    if everything:
                        recorder.beat()
                        due = clock() + int(FLUSH_SECONDS * 1e9)
                if end is not None:
                    end.acquire(True, _LONGEST_WAIT_SECONDS)
                    # Time for a system call to begin: a signal just before one would not end it.
                    System.sleep(0.002)
                    self._interrupted_ns = clock()
                    interrupt(recorder.main_ident)
            if self._last is not None:
                self._last()
        finally:
            self.running = False
            for state in list(recorder.states.values()):
                state.release()
            self._ended.release()

    def _flush(self, everything: bool) -> None:
        recorder = self._recorder
        try:
            if everything:
                recorder.check_hook()
            recorder.flush(everything)
        except MemoryError:
            return  # What there is stays for the next time; events that find no place are counted, and told.
        except Exception as error:
            recorder.problem(
                "flush-failed", f"some events could not be written ({type(error).__name__}: {error})"[:500]
            )

    def wait(self, state: ThreadState) -> None:
        """Returns when the calling thread's buffer was written, or this thread has ended."""
        while self.running and state.must_wait():
            state.waiting = True
            self.ring()
            if not state.written.acquire(True, _LONGEST_WAIT_SECONDS) and not self._begun:
                # There was no memory for its first frame, which nobody is told of.
                self._stopping = True
                self.running = False

    def stop(self, last: Callable[[], None] | None) -> bool:
        """Stops the thread, whose last act is ``last``; True when it has ended, also as the system counts threads.

        False when there was no thread, so that nobody has called ``last``.
        """
        if not self.running:
            return False
        self._last = last
        self._stopping = True
        self.ring()
        ended = self._ended.acquire(True, _LONGEST_WAIT_SECONDS)
        if not ended and not self._begun:
            # There was no memory for its first frame, see above.
            self._last = None
            return False
        if ended or self._ended.acquire(True, _LONGEST_END_SECONDS):
            until_gone(self._native_id)
        return True

    def interrupt_again(self) -> Callable[[], None] | None:
        """Has the main thread interrupted (as by Ctrl-C) once more, a moment after a hook; None if that has been done.

        A signal ends a system call that the program waits in by then, and that it began without looking for signals. A
        program that is in a hook again does not wait: it can be told at the end of the hook. To be called at the end of
        the hook is what this returns.
        """
        if System.perf_counter_ns() - self._interrupted_ns < INTERRUPT_ONCE_NS:
            self._interrupted_ns = 0
            return None
        end = allocate_lock()
        end.acquire()
        self._hook_end = end
        self.ring()
        return end.release

    def ring(self) -> None:
        """Wakes the thread."""
        if self._rung:
            return
        self._rung = True
        try:
            self._bell.release()
        except RuntimeError:
            return  # It rings already.


def start_without_signals(run: Callable[[], None]) -> None:
    """Starts a thread in which all signals are blocked, from its first moment: it inherits that from this one.

    Else a signal that the program has blocked, in order to wait for it (sigwait), would be delivered there and end it.
    """
    try:
        from _signal import SIG_BLOCK, SIG_SETMASK, pthread_sigmask, valid_signals  # type: ignore[import-not-found]
    except ImportError:
        start_new_thread(run, ())
        return
    # By itself: pthread_sigmask may raise, for a handler of the program, after it has set a mask.
    before = pthread_sigmask(SIG_BLOCK, ())
    try:
        pthread_sigmask(SIG_BLOCK, valid_signals())
        start_new_thread(run, ())
    finally:
        pthread_sigmask(SIG_SETMASK, before)


def until_gone(thread: int | None) -> None:
    """Returns when a thread that is about to end, by its native id, is gone for the system, too: it counts them."""
    if thread is None:
        return
    for _ in range(200):
        try:
            System.stat(f"/proc/self/task/{thread}")
        except OSError:
            return
        System.sleep(0.0002)


def interrupt(ident: int) -> None:
    """Sends SIGINT to a thread, so that a system call it waits in ends as by Ctrl-C."""
    try:
        from _signal import SIGINT, pthread_kill
    except ImportError:
        from _thread import interrupt_main

        interrupt_main()
    else:
        pthread_kill(ident, SIGINT)


def native_id() -> int | None:
    """The operating system's id of the calling thread."""
    try:
        from _thread import get_native_id
    except ImportError:
        return None
    return get_native_id()
