"""The system's functions as they were when the recording began.

A program may put others in their place (``mock.patch("os.write")``, pyfakefs, freezegun, gevent): those must neither be
asked for the recorder's own work nor count its calls. They are attributes of a class, not of a module, because pyfakefs
replaces what it finds in modules.
"""

from __future__ import annotations

import os
import sys
import time

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401

TYPE_CHECKING = False
if TYPE_CHECKING:
    pass


class System:
    """What the recorder needs of ``os``, ``sys`` and ``time`` while the program runs."""

    chmod = os.chmod
    close = os.close
    fstat = os.fstat
    ftruncate = os.ftruncate
    #: Missing on Windows.
    fchmod = getattr(os, "fchmod", None)
    getpid = os.getpid
    getppid = os.getppid
    mkdir = os.mkdir
    open = os.open
    rmdir = os.rmdir
    stat = os.stat
    unlink = os.unlink
    urandom = os.urandom
    write = os.write
    current_frames = sys._current_frames
    perf_counter_ns = time.perf_counter_ns
    sleep = time.sleep
    #: Missing on some systems.
    thread_time_ns = getattr(time, "thread_time_ns", time.perf_counter_ns)
    time_ns = time.time_ns
