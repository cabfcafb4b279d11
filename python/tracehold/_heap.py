"""Heap snapshots: one walk over all objects of this process, written to ``heap-<pid>-<n>.thheap`` in the run folder."""

from __future__ import annotations

import gc
import os
import sys

from tracehold import _schema
from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._heap_file import HeapFile
from tracehold._heap_walk import Walk
from tracehold._system import System
from tracehold._version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracehold._pack import Packable

#: Longer than any walk: no other thread runs Python code while one goes on.
_NO_SWITCH = 3600.0


def take(folder: str, label: str = "", reason: str = "api", may_materialise: bool = False) -> str:
    """Writes a snapshot and returns its path. Raises OSError; what was written until then is removed.

    The program stands still meanwhile: some microseconds an object. Nothing of it is run, and the collector neither
    runs nor is told anything. ``may_materialise`` only where the process ends afterwards (_attributes).
    """
    started = System.perf_counter_ns()
    fields: dict[int, Packable] = {
        _schema.SNAPSHOT_FIELD_PID: System.getpid(),
        _schema.SNAPSHOT_FIELD_TAKEN_EPOCH_NS: System.time_ns(),
        _schema.SNAPSHOT_FIELD_PYTHON_VERSION: ".".join(map(str, sys.version_info[:3])),
        _schema.SNAPSHOT_FIELD_LABEL: label,
        _schema.SNAPSHOT_FIELD_REASON: reason,
        _schema.SNAPSHOT_FIELD_WALKER: "pure",
        _schema.SNAPSHOT_FIELD_RSS_BYTES: resident_bytes(),
        _schema.SNAPSHOT_FIELD_RECORDER_VERSION: __version__,
        _schema.SNAPSHOT_FIELD_EXECUTABLE: sys.executable or "",
    }
    file = HeapFile(folder, f"heap-{System.getpid()}")
    collects = gc.isenabled()
    profile = sys.getprofile()
    interval = sys.getswitchinterval()
    gc.disable()
    sys.setswitchinterval(_NO_SWITCH)
    if profile is not None:
        sys.setprofile(None)
    try:
        file.fields(_schema.CHUNK_KIND_SNAPSHOT, fields)
        walk = Walk(file, may_materialise)
        walk.run()
        file.fields(
            _schema.CHUNK_KIND_HEAP_END,
            {
                _schema.HEAP_END_FIELD_NODES: walk.nodes,
                _schema.HEAP_END_FIELD_EDGES: walk.edges,
                _schema.HEAP_END_FIELD_TRACKED: walk.tracked,
                _schema.HEAP_END_FIELD_TOOK_NS: System.perf_counter_ns() - started,
            },
        )
        return file.close()
    except BaseException:
        file.abandon()
        raise
    finally:
        if profile is not None:
            sys.setprofile(profile)
        sys.setswitchinterval(interval)
        if collects:
            gc.enable()


def resident_bytes() -> int | None:
    """Resident memory of this process; None where the system does not tell it (it is read from /proc)."""
    try:
        descriptor = System.open("/proc/self/statm", os.O_RDONLY, 0)
    except OSError:
        return None
    try:
        return int(os.read(descriptor, 200).split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return None
    finally:
        System.close(descriptor)
