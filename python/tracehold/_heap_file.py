"""A heap snapshot file: the chunks of docs/format.md, written under another name until it is whole.

A snapshot that was cut off (the disk is full, the process was killed) keeps the name ``.part``, and no tool takes it
for one.
"""

from __future__ import annotations

import os
import struct
from binascii import crc32

from tracehold import _pack, _schema
from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._heap_alone import ALONE_SECONDS, not_alone
from tracehold._system import System

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array
    from typing import Mapping

    from tracehold._pack import Packable

_HEADER = struct.Struct(_schema.CHUNK_HEADER)
#: Bytes that are held back: in each write others may run, so a walk of some 500,000 objects writes only at its end.
_HELD_BYTES = 32 << 20
#: Sooner than others would take the lock by themselves.
_HELD_NS = int(ALONE_SECONDS * 1e9 / 2)


class HeapFile:
    """Appends chunks; :meth:`close` gives the file its name. Raises OSError."""

    def __init__(self, folder: str, stem: str) -> None:
        self._folder = folder
        self._stem = stem
        self.sequence = 0
        #: No list, which would be an object of the heap.
        self._held = bytearray()
        self._since_ns = System.perf_counter_ns()
        self._part = os.path.join(folder, f"{stem}.{System.getpid()}.part")
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
        self.descriptor = System.open(self._part, flags, 0o600)
        self._write(struct.pack(_schema.FILE_HEADER, _schema.MAGIC_HEAP, _schema.FORMAT_MAJOR, _schema.FORMAT_MINOR, 0))

    def chunk(self, kind: int, payload: bytes) -> None:
        size = len(payload)
        fields = (kind, _schema.CODEC_RAW, 0, 0, 0, 0, 0, self.sequence, size, 0)
        rest = _HEADER.pack(size, 0, *fields)[8:]
        self._write(struct.pack("<II", size, crc32(payload, crc32(rest))) + rest)
        self._write(payload)
        self.sequence += 1

    def fields(self, kind: int, fields: Mapping[int, Packable]) -> None:
        """A chunk of small values."""
        self.chunk(kind, _pack.value(dict(fields)))

    def columns(self, kind: int, columns: Mapping[int, array[int]], widths_tag: int) -> None:
        """A chunk of columns of unsigned integers, each as wide as its array's items."""
        parts = [_pack.map_header(len(columns) + 1), _pack.integer(widths_tag)]
        parts.append(_pack.value({tag: column.itemsize for tag, column in columns.items()}))
        for tag, column in columns.items():
            data = column.tobytes()
            parts += (_pack.integer(tag), _pack.binary_header(len(data)), data)
        self.chunk(kind, b"".join(parts))

    def close(self) -> str:
        """Path of the snapshot, which is there from now on: ``<stem>-<n>.thheap``."""
        self.flush()
        System.close(self.descriptor)
        self.descriptor = -1
        for number in range(1, 100000):
            path = os.path.join(self._folder, f"{self._stem}-{number}.thheap")
            try:
                os.link(self._part, path)
            except FileExistsError:
                continue
            except (OSError, AttributeError):
                # No hard links here.
                if os.path.exists(path):
                    continue
                os.rename(self._part, path)
                return path
            System.unlink(self._part)
            return path
        raise OSError("there are too many snapshots")

    def abandon(self) -> None:
        """Closes what could not be written."""
        if self.descriptor >= 0:
            System.close(self.descriptor)
            self.descriptor = -1
        try:
            System.unlink(self._part)
        except OSError:
            return

    def _write(self, data: bytes) -> None:
        self._held += data
        if len(self._held) >= _HELD_BYTES or System.perf_counter_ns() - self._since_ns >= _HELD_NS:
            self.flush()

    def flush(self) -> None:
        """Writes what is held. The lock is given up for each system call."""
        with not_alone(), memoryview(self._held) as held:
            written = 0
            while written < len(held):
                written += System.write(self.descriptor, held[written:])
        self._held.clear()
        self._since_ns = System.perf_counter_ns()
