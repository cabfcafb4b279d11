"""The recording file: framed, checksummed chunks, each appended with one write.

The program shares the process, so nothing is taken for granted: it may close our descriptor (a daemon closing all
of them) and open its own under the same number, or fill the disk. Each write checks that the descriptor still is our
file; a chunk that did not fit is taken back, so that the file stays readable, and counted.
"""

from __future__ import annotations

import os
import struct
from _thread import RLock
from binascii import crc32
from errno import ENOSPC

from tracehold import _pack, _schema
from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._system import System

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from tracehold._pack import Packable

_HEADER = struct.Struct(_schema.CHUNK_HEADER)
#: Out of the program's way, from where a small limit on open files allows it.
_HIGH_DESCRIPTORS = (400, 200, 100, 50)


def out_of_the_way(descriptor: int) -> int:
    """The same file under a high number, so that the program's own files get the numbers they are used to."""
    try:
        from fcntl import F_DUPFD_CLOEXEC, fcntl
    except ImportError:
        return descriptor
    for least in _HIGH_DESCRIPTORS:
        try:
            high = fcntl(descriptor, F_DUPFD_CLOEXEC, least)
        except OSError:
            continue
        System.close(descriptor)
        return high
    return descriptor


class Writer:
    """Appends chunks to ``<folder>/<stem>.thtrace`` (``<stem>-2`` and so on when taken).

    The file is made by :meth:`open` or by the first chunk. Never raises OSError after it was opened: what could not
    be written is counted in ``dropped``.
    """

    def __init__(self, folder: str, stem: str, clock: Callable[[], int]) -> None:
        self.lock: Any = RLock()
        self.name = ""
        self.events = 0
        self.dropped = 0
        self.bytes = 0
        self._folder = folder
        self._stem = stem
        self._clock = clock
        self._descriptor = -1
        self._identity: tuple[int, int] | None = None
        self._sequence = 0
        self._process: dict[int, Packable] | None = None
        self._told = 0

    def describe(self, process: dict[int, Packable]) -> None:
        """Sets the fields of the first chunk; the file need not be open yet."""
        self._process = process

    @property
    def path(self) -> str:
        """Path of the recording; empty before it was opened."""
        return self._folder + os.sep + self.name if self.name else ""

    def open(self) -> None:
        """Makes the file with its header and process chunk. Raises OSError."""
        if self._identity is not None:
            return
        descriptor = -1
        for attempt in range(1, 100000):
            name = f"{self._stem}.thtrace" if attempt == 1 else f"{self._stem}-{attempt}.thtrace"
            try:
                flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
                descriptor = System.open(self._folder + os.sep + name, flags, 0o600)
            except FileExistsError:
                continue
            self.name = name
            break
        self._descriptor = out_of_the_way(descriptor)
        status = System.fstat(self._descriptor)
        self._identity = (status.st_dev, status.st_ino)
        header = struct.pack(_schema.FILE_HEADER, _schema.MAGIC_TRACE, _schema.FORMAT_MAJOR, _schema.FORMAT_MINOR, 0)
        now = self._clock()
        process = self._packed(_schema.CHUNK_KIND_PROCESS, _pack.value(self._process or {}), 0, now, now, 0)
        # At once: a process that is killed in the middle leaves a beginning, or nothing.
        if not self._append(header + process):
            self._unmake()
            raise OSError(ENOSPC, "the recording cannot be written", self.path)
        self._sequence = 1

    def _unmake(self) -> None:
        """Removes a file that has no beginning, so that the next attempt starts anew."""
        path = self.path
        self.close()
        self._identity = None
        self.bytes = 0
        try:
            System.unlink(path)
        except OSError:
            return

    def chunk(
        self, kind: int, payload: bytes, thread: int = 0, first_ns: int = -1, last_ns: int = -1, events: int = 0
    ) -> bool:
        """Appends one chunk; False when it could not be written (its events are counted as dropped)."""
        with self.lock:
            if self._identity is None:
                try:
                    self.open()
                except OSError:
                    self.dropped += events
                    return False
            if first_ns < 0:
                first_ns = last_ns = self._clock()
            if not self._append(self._packed(kind, payload, thread, first_ns, last_ns, events)):
                self.dropped += events
                return False
            self._sequence += 1
            self.events += events
            if events:
                self._tell_of_loss()
            return True

    def _packed(self, kind: int, payload: bytes, thread: int, first_ns: int, last_ns: int, events: int) -> bytes:
        """A chunk as it stands in the file."""
        size = len(payload)
        fields = (kind, _schema.CODEC_RAW, 0, thread, first_ns, last_ns, events, self._sequence, size, 0)
        checked = _HEADER.pack(size, 0, *fields)[8:] + payload
        return struct.pack("<II", size, crc32(checked)) + checked

    def problem(self, code: str, message: str, thread: int = 0) -> bool:
        """Appends a problem for people to read; False when it could not be written."""
        fields: dict[int, Packable] = {
            _schema.PROBLEM_FIELD_CODE: code,
            _schema.PROBLEM_FIELD_MESSAGE: message,
            _schema.PROBLEM_FIELD_AT_NS: self._clock(),
            _schema.PROBLEM_FIELD_THREAD: thread or None,
        }
        return self.chunk(_schema.CHUNK_KIND_PROBLEM, _pack.value(fields))

    def end(self, reason: str) -> None:
        """Appends the end chunk; more chunks may follow when an exec failed after all."""
        if self._identity is None:
            return
        self._tell_of_loss()
        fields: dict[int, Packable] = {
            _schema.END_FIELD_REASON: reason,
            _schema.END_FIELD_EVENTS: self.events,
            _schema.END_FIELD_DROPPED: self.dropped,
        }
        self.chunk(_schema.CHUNK_KIND_END, _pack.value(fields))

    def close(self) -> None:
        """Closes the descriptor if it still is ours."""
        with self.lock:
            self.abandon()

    def abandon(self) -> None:
        """The same in a forked child, where the lock may be held by a thread that is no more."""
        if self._descriptor >= 0 and self._is_ours():
            System.close(self._descriptor)
        self._descriptor = -1

    def lose(self, events: int) -> None:
        """Counts events as dropped that another problem tells of."""
        self.dropped += events
        self._told += events

    def _tell_of_loss(self) -> None:
        """To be called when events are written again, and at the end: before, there may be room for the word alone."""
        lost = self.dropped
        text = f"{lost} events could not be written to the recording so far; is the disk full?"
        if lost > self._told and self.problem("events-dropped", text):
            self._told = lost

    def _is_ours(self) -> bool:
        try:
            status = System.fstat(self._descriptor)
        except OSError:
            return False
        return (status.st_dev, status.st_ino) == self._identity

    def _reopened(self) -> bool:
        try:
            flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0)
            self._descriptor = out_of_the_way(System.open(self.path, flags))
        except OSError:
            self._descriptor = -1
            return False
        return self._is_ours()

    def _append(self, data: bytes) -> bool:
        if (self._descriptor < 0 or not self._is_ours()) and not self._reopened():
            return False
        written = 0
        try:
            while written < len(data):
                written += System.write(self._descriptor, data[written:] if written else data)
        except OSError:
            if written:
                self._take_back()
            return False
        self.bytes += written
        return True

    def _take_back(self) -> None:
        """Removes a chunk that was written in part, so that the next one begins where a reader looks for it."""
        try:
            System.ftruncate(self._descriptor, self.bytes)
        except OSError:
            return
