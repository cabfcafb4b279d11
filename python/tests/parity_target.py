"""Records a program with a clock, ids and a flow that two recorders share: PROGRAM FOLDER, run by test_native_parity.

The recorder is chosen by TRACEHOLD_RECORDER. There is no flusher, so that chunks end where the events say and not when.
"""

import functools
import itertools
import runpy
import sys
import threading

from tracehold import _native, _options, _recorder, _session
from tracehold._definitions import Definitions
from tracehold._system import System


def main(program, folder, words):
    # Before 3.12 the clock stands still: sys.setprofile asks it for returns that are not recorded, too.
    clock = functools.partial(next, itertools.count(10**12, 1000 if sys.version_info >= (3, 12) else 0))
    System.getpid = lambda: 7
    System.getppid = lambda: 6
    System.time_ns = lambda: 10**18
    define = Definitions.thread
    Definitions.thread = lambda self, serial, ident, native, name: define(
        self, serial, serial, serial, name.replace(str(ident), "ident")
    )
    _recorder.Recorder.start_flusher = lambda self: None
    _session.Recorder = functools.partial(_recorder.Recorder, clock=clock)
    if hasattr(_native, "NativeState"):
        _native.NativeState.most = _recorder.MAX_EVENTS
    options, _ = _options.parse(words)
    session = _session.Session(options, folder, [], "run")
    used = session.recorder.kind
    session.recorder.kind = session.recorder.reason = session.hook.name = "parity"
    if sys.version_info < (3, 12):
        # sys.setprofile looks after events that are not recorded, too, whether it is time to write.
        session.recorder._alone_ns = clock()
    threading.excepthook = lambda _arguments: None
    session.begin()
    try:
        runpy.run_path(program, run_name="__main__")
    finally:
        session.end("exit")
    sys.stdout.write(used)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
