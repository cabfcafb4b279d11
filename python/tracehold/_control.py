"""The control channel of a recorded process: what a client of the same user may ask, and its own snapshots.

The flusher looks every 50 ms whether somebody has come, by two system calls. What takes longer, such as to listen to a
client or to take a snapshot, is done by a raw thread that exists only meanwhile, unknown to ``threading`` and with all
signals blocked, as the flusher's. docs/format.md has the protocol.
"""

from __future__ import annotations

import os
import sys
from _operator import _compare_digest  # type: ignore[import-not-found]
from _thread import allocate_lock

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._flusher import native_id, start_without_signals, until_gone
from tracehold._heap_schedule import MOST, Schedule
from tracehold._messages import failure, message
from tracehold._system import System
from tracehold._version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from tracehold._listener import Connection, Listener
    from tracehold._recorder import Recorder

PROTOCOL = "1"
#: A process that ends sooner never listens. One that was started for the recording listens from its first moment on.
OPEN_AFTER_NS = 100_000_000
_LOOK_NS = 1_000_000_000
#: How long a client may take to say what it wants, and to hear what it is told.
_PATIENCE_SECONDS = 1.0
#: How long the end of the process, or a fork, waits for a snapshot that is being taken.
_LONGEST_WAIT_SECONDS = 60.0
_MOST_WAITING = 4
_LONGEST_LABEL = 200
#: For which a snapshot is not written. Its modules are read when the first one is taken.
FAILURES = (OSError, MemoryError, ImportError)
#: Who may say that it asks.
_REASONS = ("command", "editor")


class Control:
    """Of one process. ``take`` writes a snapshot, given label and reason; it raises OSError or MemoryError."""

    def __init__(self, recorder: Recorder, take: Callable[[str, str], str]) -> None:
        self._recorder = recorder
        self._take = take
        options = recorder.options
        self._schedule = Schedule(options.heap_every, options.heap_growth << 20, _resident)
        self._told: set[str] = set()
        self._reset()

    def _reset(self) -> None:
        self._pid = System.getpid()
        self._token = ""
        self._path = ""
        self._listener: Listener | None = None
        self._is_open = False
        self._waiting: list[Connection] = []
        #: Why the next snapshot is to be taken by itself, or ''.
        self._due = ""
        #: Held while there is a thread that answers.
        self._working = allocate_lock()
        self._native_id: int | None = None
        now = System.perf_counter_ns()
        self._opens_ns = now + OPEN_AFTER_NS
        self._looks_ns = now + _LOOK_NS
        self._schedule.begin(now)
        if self._schedule.is_blind:
            self._tell(
                "growth-unknown",
                "This system does not tell how much memory a process has: no snapshot is taken by its growth.",
            )

    # -- called by the session ------------------------------------------------------------------------

    def open(self) -> None:
        """Listens, if it can, and says in a file of the run folder where, or why not."""
        self._is_open = True
        unavailable = ""
        self._token = System.urandom(16).hex()
        try:
            stem, descriptor = self._new_file()
        except OSError:
            return  # The disk is full, or the folder is gone: there is nobody to tell.
        try:
            from tracehold._listener import Listener

            self._listener = Listener(self._recorder.folder, stem)
        except (ImportError, OSError) as error:
            unavailable = failure(error)
        try:
            System.write(descriptor, self._facts(unavailable))
        except OSError:
            self.close()
        finally:
            System.close(descriptor)

    def _new_file(self) -> tuple[str, int]:
        """Makes ``control-<pid>.txt``, or with a number behind when that is taken; its stem and descriptor."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        for attempt in range(1, 1000):
            stem = f"control-{self._pid}" if attempt == 1 else f"control-{self._pid}-{attempt}"
            path = f"{self._recorder.folder}{os.sep}{stem}.txt"
            try:
                descriptor = System.open(path, flags, 0o600)
            except FileExistsError:
                continue
            self._path = path
            return stem, descriptor
        raise OSError("the run folder is full of them")

    def _facts(self, unavailable: str) -> bytes:
        recorder = self._recorder
        facts: list[tuple[str, object]] = [
            ("protocol", PROTOCOL),
            ("pid", self._pid),
            ("origin", recorder.origin),
        ]
        listener = self._listener
        if listener is None:
            facts.append(("unavailable", unavailable))
        else:
            facts += [("token", self._token), ("socket", listener.path)]
        return message(*facts)

    def close(self) -> None:
        """Waits for a snapshot that is being taken, and takes back everything that :meth:`open` made."""
        self.wait()
        if self._pid == System.getpid():
            # Else a child that nobody told of its fork.
            self._take_back()

    def _take_back(self) -> None:
        self._is_open = False
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.close()
        path, self._path = self._path, ""
        if path:
            try:
                System.unlink(path)
            except OSError:
                return

    def wait(self) -> None:
        """Returns when nothing is being answered or taken any more, or after a while all the same."""
        if self._working.acquire(True, _LONGEST_WAIT_SECONDS):
            self._working.release()
            until_gone(self._native_id)
            self._native_id = None

    def forked(self) -> None:
        """In a forked child: nothing of the parent's is ours."""
        listener = self._listener
        if listener is not None:
            listener.abandon()
        self._reset()

    # -- called by the flusher's thread ---------------------------------------------------------------

    def beat(self) -> None:
        """Looks whether somebody has come, or a snapshot is due."""
        now = System.perf_counter_ns()
        try:
            self._look(now)
        except MemoryError:
            # There may be some the next time.
            if self._listener is None:
                self._take_back()
                self._opens_ns = now + _LOOK_NS
        except Exception as error:
            self._tell("control-failed", f"Snapshots cannot be asked for any more: {failure(error)}.")

    def _look(self, now: int) -> None:
        if not self._is_open and now >= self._opens_ns:
            self.open()
        listener = self._listener
        if listener is not None:
            try:
                connection = listener.accept()
            except OSError:
                # The program has closed all descriptors, as daemons do.
                self._take_back()
                self._opens_ns = now + _LOOK_NS
                return
            if connection is not None:
                if len(self._waiting) < _MOST_WAITING:
                    self._waiting.append(connection)
                else:
                    self._turn_away(connection)
        if now >= self._looks_ns:
            self._looks_ns = now + min(_LOOK_NS, self._schedule.often_ns)
            if not self._due:
                self._due = self._schedule.due(now)
        if (self._waiting or self._due) and self._working.acquire(False):
            try:
                start_without_signals(self._work)
            except RuntimeError:
                self._working.release()  # There are no more threads to be had, for now.

    @staticmethod
    def _turn_away(connection: Connection) -> None:
        try:
            connection.write(0, ("status", "error"), ("code", "busy"), ("message", "too many ask at the same time"))
        except OSError:
            return
        finally:
            connection.end()

    def _tell(self, code: str, text: str) -> None:
        """Notes a problem, once."""
        if code not in self._told:
            self._told.add(code)
            self._recorder.problem(code, text)

    # -- the thread that answers ----------------------------------------------------------------------

    def _work(self) -> None:
        try:
            self._native_id = native_id()
            while self._waiting or self._due:
                if self._waiting:
                    self._answer(self._waiting.pop(0))
                if self._due:
                    self._take_one_that_is_due()
        except MemoryError:
            return  # Who asked sees that it was not answered.
        except Exception as error:
            self._tell("control-failed", f"A request could not be answered: {failure(error)}.")
        finally:
            self._working.release()

    def _answer(self, connection: Connection) -> None:
        try:
            asked = connection.read(_PATIENCE_SECONDS)
            if asked is not None:
                self._reply(connection, asked)
        except OSError:
            return  # It has gone away.
        finally:
            connection.end()

    def _reply(self, connection: Connection, asked: dict[str, str]) -> None:
        def say(*fields: tuple[str, object]) -> None:
            connection.write(_PATIENCE_SECONDS, *fields)

        token = asked.get("token", "").encode("utf-8", "replace")
        if asked.get("protocol") != PROTOCOL:
            say(("status", "error"), ("code", "protocol"), ("message", f"this process speaks version {PROTOCOL}"))
        elif not _compare_digest(token, self._token.encode()):
            say(("status", "error"), ("code", "token"), ("message", "the token is not that of this process"))
        elif asked.get("command") == "info":
            recorder = self._recorder
            version = ".".join(map(str, sys.version_info[:3]))
            say(
                ("status", "ok"),
                ("pid", self._pid),
                ("python", version),
                ("recorder", recorder.kind),
                ("tracehold", __version__),
                ("recording", recorder.writer.name),
            )
        elif asked.get("command") == "snapshot":
            say(("status", "begun"))
            reason = asked.get("reason", "")
            label = asked.get("label", "")[:_LONGEST_LABEL]
            try:
                path = self._take(label, reason if reason in _REASONS else _REASONS[0])
            except FAILURES as error:
                say(("status", "error"), ("code", "no-snapshot"), ("message", failure(error)))
            else:
                say(("status", "ok"), ("file", os.path.basename(path)))
        else:
            say(("status", "error"), ("code", "command"), ("message", "this process does not know that command"))

    def _take_one_that_is_due(self) -> None:
        began = System.perf_counter_ns()
        schedule = self._schedule
        path = ""
        try:
            path = self._take("", self._due)
        except FAILURES as error:
            text = f"A heap snapshot could not be written: {failure(error)}. Nothing of it was kept."
            self._tell("no-snapshot", text)
        finally:
            self._due = ""
        ended = System.perf_counter_ns()
        if schedule.taken(path, began, ended):
            seconds = f"{(ended - began) / 1e9:.1f} s"
            self._tell(
                "snapshots-late",
                f"A snapshot took {seconds}, longer than the time between two: the next ones wait for the one before.",
            )
        for old in schedule.too_many():
            self._tell(
                "snapshots-thinned",
                f"More than {MOST} snapshots were taken by themselves: every second one was deleted, and from now on "
                "they are taken half as often. So it goes on.",
            )
            try:
                System.unlink(old)
            except OSError:
                continue


def _resident() -> int | None:
    from tracehold._heap import resident_bytes

    return resident_bytes()
