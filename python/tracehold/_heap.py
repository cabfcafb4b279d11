"""Heap snapshots: one walk over all objects of this process, written to ``heap-<pid>-<n>.thheap`` in the run folder."""

from __future__ import annotations

import gc
import os
import sys
from _thread import RLock

from tracehold import _schema
from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._heap_alone import be_alone
from tracehold._heap_file import HeapFile
from tracehold._heap_walk import Walk
from tracehold._system import System
from tracehold._version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracehold._pack import Packable

#: Held while one is taken: what is set for a walk and set back after it belongs to the process.
_taking = RLock()
#: Of the process, while one is taken in Python: switch interval, and whether the collector runs.
_before: tuple[float, bool] | None = None


def take(folder: str, label: str = "", reason: str = "api", may_materialise: bool = False, asked: str = "auto") -> str:
    """Writes a snapshot and returns its path. Raises OSError; what was written until then is removed.

    By the walk in C the program stands still for the time that a fork takes, and only the calling thread waits for the
    rest; by the one in Python, and where no child can be made, it does all the time. Nothing of the program is run, and
    the collector neither runs nor is told anything. ``may_materialise`` only where the process ends afterwards
    (_attributes); ``asked`` is the recorder that was asked for. Waits while another thread takes one.
    """
    if _taking._is_owned():  # type: ignore[attr-defined]
        raise OSError("a snapshot is being taken in this moment")
    # Not by `with`, which holds a method of the lock meanwhile, an object that no walk should find.
    _taking.acquire()
    try:
        return _take(folder, label, reason, may_materialise, asked)
    finally:
        _taking.release()


def forked() -> None:
    """In a forked child, whose parent may have been taking one in another thread."""
    global _taking
    _taking = RLock()
    _set_back()


def _set_back() -> None:
    """What was changed of the process for a walk."""
    global _before
    if _before is not None:
        interval, collects = _before
        _before = None
        sys.setswitchinterval(interval)
        if collects:
            gc.enable()


def _take(folder: str, label: str, reason: str, may_materialise: bool, asked: str) -> str:
    """The same, in one thread at a time."""
    started = System.perf_counter_ns()
    native, why = choose(asked)
    fields: dict[int, Packable] = {
        _schema.SNAPSHOT_FIELD_PID: System.getpid(),
        _schema.SNAPSHOT_FIELD_TAKEN_EPOCH_NS: System.time_ns(),
        _schema.SNAPSHOT_FIELD_PYTHON_VERSION: ".".join(map(str, sys.version_info[:3])),
        _schema.SNAPSHOT_FIELD_LABEL: label,
        _schema.SNAPSHOT_FIELD_REASON: reason,
        _schema.SNAPSHOT_FIELD_WALKER: "native" if native else "pure",
        _schema.SNAPSHOT_FIELD_RSS_BYTES: resident_bytes(),
        _schema.SNAPSHOT_FIELD_RECORDER_VERSION: __version__,
        _schema.SNAPSHOT_FIELD_EXECUTABLE: sys.executable or "",
        _schema.SNAPSHOT_FIELD_WALKER_REASON: why,
    }
    file = HeapFile(folder, f"heap-{System.getpid()}")
    try:
        file.fields(_schema.CHUNK_KIND_SNAPSHOT, fields)
        nodes, edges, tracked = _walk_native(file) if native else _walk_pure(file, may_materialise)
        file.fields(
            _schema.CHUNK_KIND_HEAP_END,
            {
                _schema.HEAP_END_FIELD_NODES: nodes,
                _schema.HEAP_END_FIELD_EDGES: edges,
                _schema.HEAP_END_FIELD_TRACKED: tracked,
                _schema.HEAP_END_FIELD_TOOK_NS: System.perf_counter_ns() - started,
            },
        )
        return file.close()
    except BaseException:
        file.abandon()
        raise


def choose(asked: str = "auto") -> tuple[bool, str]:
    """Whether the walk in C is taken, and why in one sentence."""
    if asked == "auto":
        asked = os.environ.get("TRACEHOLD_RECORDER") or "auto"
    if asked == "pure":
        return False, "pure Python, as asked for"
    from tracehold import _heap_native

    unfit = _heap_native.unfit(asked == "native")
    return (False, f"pure Python: {unfit}") if unfit else (True, "native: the library for this Python is there")


def _walk_native(file: HeapFile) -> tuple[int, int, int]:
    from tracehold import _heap_native

    file.flush()
    return _heap_native.walk(file)[:3]


def _walk_pure(file: HeapFile, may_materialise: bool) -> tuple[int, int, int]:
    """Numbers of objects, of references, and of objects that the collector tracks."""
    global _before
    profile = sys.getprofile()
    _before = (sys.getswitchinterval(), gc.isenabled())
    walk: Walk | None = None
    try:
        gc.disable()
        be_alone()
        if profile is not None:
            sys.setprofile(None)
        walk = Walk(file, may_materialise)
        walk.run()
        return walk.nodes, walk.edges, walk.tracked
    finally:
        if walk is not None:
            walk.forget()
        if profile is not None:
            sys.setprofile(profile)
        # While the rest is written, the others may go on.
        _set_back()


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
