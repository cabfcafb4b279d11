"""Recorders of calls that can begin and end inside a process, behind one pair of methods.

Each class takes its options as keywords. ``begin(folder)`` starts to record into an empty folder; ``end()`` stops and
saves all that it keeps there, in this process and thread, so that what a user pays for is what is measured. Both
are called once per recording and any number of recordings follow each other. None of them needs an account or a network.
"""

import os


class Unavailable(Exception):
    """This recorder does not exist here; the message says why."""


class Tracehold:
    """Ours: ``recorder`` is ``pure`` or ``native``, the rest are options of tracehold.record()."""

    def __init__(self, recorder, **options):
        import inspect

        import tracehold

        self._record = tracehold.record
        self._options = options
        if "recorder" in inspect.signature(tracehold.record).parameters:
            self._options["recorder"] = recorder
            self._try_out()
        elif recorder != "pure":
            raise Unavailable("tracehold.record() has no option recorder here")

    def _try_out(self):
        """A request for a recorder that cannot be met is an error, on entering."""
        import shutil
        import tempfile

        scratch = tempfile.mkdtemp(prefix="tracehold-bench-")
        try:
            with self._record(out=os.path.join(scratch, "run"), **self._options):
                pass
        except Exception as error:
            raise Unavailable(f"{type(error).__name__}: {error}") from error
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def begin(self, folder):
        self._recording = self._record(out=os.path.join(folder, "run"), **self._options)
        self._recording.__enter__()

    def end(self):
        self._recording.__exit__(None, None, None)
        self._recording = None


class VizTracer:
    """Keeps its last million entries in a ring; ``options`` are those of viztracer.VizTracer."""

    def __init__(self, **options):
        import viztracer

        self._make = viztracer.VizTracer
        self._options = options

    def begin(self, folder):
        self._tracer = self._make(
            output_file=os.path.join(folder, "result.json"), verbose=0, **self._options
        )
        self._tracer.start()

    def end(self):
        tracer, self._tracer = self._tracer, None
        tracer.stop()
        tracer.save()
        note = (
            "its ring of 1,000,000 entries lost the oldest"
            if tracer.total_entries >= 1_000_000
            else None
        )
        tracer.terminate()
        return note


class Kolo:
    """Kolo's native core with its default filters, or with the filters in ``options``.

    Saved by the thread that recorded (the way of ``KOLO=1``, too). What Kolo does besides, in another process that
    writes a trace out as text files, is off: it would compete for the processor with what is measured.
    """

    def __init__(self, **options):
        import kolo

        try:
            from kolo import _kolo  # noqa: F401
        except ImportError as error:
            raise Unavailable(f"without Kolo's native core: {error}") from error
        self._enable = kolo.enable
        self._options = {"auto_emit": False, **options}

    def begin(self, folder):
        os.environ["KOLO_PATH"] = folder
        self._enabled = self._enable(self._options, _save_in_thread=False)
        self._enabled.__enter__()

    def end(self):
        enabled, self._enabled = self._enabled, None
        enabled.__exit__(None, None, None)
        if enabled.trace_id is None:
            raise RuntimeError("Kolo kept no trace")


class CProfile:
    """Sums per function and caller; keeps no call."""

    def __init__(self):
        import cProfile

        self._make = cProfile.Profile

    def begin(self, folder):
        self._path = os.path.join(folder, "result.prof")
        self._profile = self._make()
        self._profile.enable()

    def end(self):
        self._profile.disable()
        self._profile.dump_stats(self._path)
        self._profile = None


class Pyinstrument:
    """Samples the stack every millisecond; keeps no call."""

    def __init__(self):
        import pyinstrument

        self._make = pyinstrument.Profiler

    def begin(self, folder):
        self._path = os.path.join(folder, "result.pyisession")
        self._profiler = self._make()
        self._profiler.start()

    def end(self):
        session = self._profiler.stop()
        session.save(self._path)
        self._profiler = None


PEERS = {
    "tracehold": Tracehold,
    "viztracer": VizTracer,
    "kolo": Kolo,
    "cProfile": CProfile,
    "pyinstrument": Pyinstrument,
}
