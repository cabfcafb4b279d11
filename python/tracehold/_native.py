"""The encoder and hooks in C (python/native), under the signatures of their twins in Python.

The library is made for one version of CPython and loaded from this folder only. Whatever keeps it from being used is a
sentence, not an exception: the pure recorder takes over and says so.
"""

from __future__ import annotations

import os
import sys
from _thread import RLock, allocate_lock
from _weakref import ref

import tracehold
from tracehold import _attributes, _classes, _containers, _layouts, _leaves, _msgpack, _objects, _things, _values
from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._guard import LOOKS_AFTER_START, delegates, interrupted, is_ours, unchecked
from tracehold._recorder import ThreadState
from tracehold._system import System
from tracehold._writer import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, Callable, Mapping, Sequence

    from tracehold._recorder import Recorder
    from tracehold._values import Budget, Names

#: Where libraries were built instead of beside this file: so tests have theirs to themselves.
FOLDER_VARIABLE = "TRACEHOLD_NATIVE"
#: What this file and the library expect of each other, as python/native/module.c has it. To be counted up in both.
CONTRACT = 5
_HERE = f"Python {sys.version_info[0]}.{sys.version_info[1]} on {sys.platform}"
_folder = os.environ.get(FOLDER_VARIABLE)
if _folder:
    tracehold.__path__.insert(0, _folder)
#: Why there is no library; '' when there is one.
missing = ""
library: Any = None
try:
    import tracehold._tracehold_native as library  # type: ignore[import-not-found, no-redef]
except ModuleNotFoundError:
    missing = f"no native library for {_HERE} was built"
except ImportError as error:
    missing = f"no native library for {_HERE} ({error})"
else:
    if getattr(library, "CONTRACT", 0) != CONTRACT:
        library = None
        missing = f"the native library for {_HERE} was made for another version of Tracehold"


def _writers() -> dict[Any, str]:
    """The names in C of the writers that have a twin there, by Python function."""
    named: dict[Any, str] = {}
    for module, names in (
        (_leaves, "none bool int float str bytes bytearray leaf"),
        (_containers, "list tuple dict mapping derived"),
        (_objects, "instance object type_only record namedtuple enum exception"),
        (_things, "class function method"),
    ):
        for name in names.split():
            named[getattr(module, "write_" + name)] = "write_" + name
    for base, name in ((list, "list_items"), (tuple, "tuple_items")):
        named[_layouts._BASES[id(base)].write] = "write_" + name
    for kind in (set, frozenset):
        named[_layouts.BUILTINS[id(kind)].write] = "write_" + kind.__name__
    return named


def _is_sparse(value: Any, count: int) -> bool:
    for base in (dict, set, frozenset):
        if any(cls is base for cls in _classes.mro_of(type(value))):
            return _containers._is_sparse(base.__sizeof__(value), count)
    return False


class Encoder(_values.Encoder):
    """Writes the values of events, in C where there is a writer for them."""

    __slots__ = ("native",)

    def __init__(self, objects: str = "attributes", redact: Sequence[str] | None = None) -> None:
        super().__init__(objects, redact)
        pure = _values.Encoder(objects, redact)
        # One book: what the one has learned, the other knows.
        pure.book = self.book

        def failure(error: Exception) -> bytes:
            out = bytearray()
            pure._failed(out, 0, error)
            return bytes(out)

        self.native: Any = library.Encoder(
            python=pure,
            writers=_writers(),
            plain=self.book.plain,
            learn_name=self.book.learn,
            hides=self.book.hides,
            hides_raw=self.book.hides_raw,
            learn_layout=pure.layout,
            read_slots=_classes.read_slots,
            pack_big_int=_msgpack.pack_big_int,
            is_sparse=_is_sparse,
            failure=failure,
            shows_attributes=objects != "type",
            must_not_materialise=_attributes.MUST_NOT_MATERIALISE,
        )

    def arguments(self, names: Names, variables: Mapping[str, object], budget: Budget) -> bytes:
        packed: bytes = self.native.arguments(names.arguments, variables, budget)
        return packed

    def returned(self, names: Names, result: object, variables: Mapping[str, object], budget: Budget) -> bytes:
        if not names.optimized:
            return super().returned(names, result, variables, budget)
        packed: bytes = self.native.returned(names.variables, result, variables, budget)
        return packed

    def raised(self, names: Names, exception: object, variables: Mapping[str, object], budget: Budget) -> bytes:
        if not names.optimized or exception is _values.UNSET:
            return super().raised(names, exception, variables, budget)
        return self.returned(names, exception, variables, budget)

    def single(self, value: object, budget: Budget) -> bytes:
        packed: bytes = self.native.single(value, budget)
        return packed


#: Where the library was built for a system that it never ran on, so that it is used only by who asks for it; else ''.
untried = "" if sys.platform == "linux" else f"the native recorder was never run on {sys.platform} by its makers"
#: What `unfit` has found.
_unfit: str | None = None


def unfit() -> str:
    """Why the native recorder cannot record this process; '' when it can."""
    global _unfit
    if _unfit is None:
        _unfit = _find_unfit()
    return _unfit


def _find_unfit() -> str:
    if missing:
        return missing
    if not hasattr(library, "Hooks"):
        return f"no native hook for Python {sys.version_info[0]}.{sys.version_info[1]} yet"
    from tracehold import _probe

    differs = _probe.difference(library)
    if differs:
        version = ".".join(map(str, sys.version_info[:3]))
        return f"the native library was made for another build of Python than this {version}: {differs} differs"
    return ""


def misses(version: tuple[int, ...] = sys.version_info[:3]) -> str:
    """Which calls an interpreter keeps from the native recorder's hook; '' when none.

    https://github.com/python/cpython/issues/104405
    """
    if (3, 11) <= version < (3, 11, 4):
        return f"Python {'.'.join(map(str, version))} tells nobody of every __getitem__ that it calls (3.11.4 does)"
    return ""


if hasattr(library, "Thread"):

    class NativeState(library.Thread):  # type: ignore[misc]
        """One thread's buffer: events and open calls in C, the rest as in ThreadState."""

        __slots__ = ("alive", "ident", "last_unwound", "waiting", "written")

        stride = 1
        #: Twice as many as the pure recorder's, in less memory: 24 bytes each.
        most = 4096
        is_long = ThreadState.is_long
        must_wait = ThreadState.must_wait
        release = ThreadState.release

        def __init__(self, serial: int, ident: int, alive: object, ended: Callable[[object], object]) -> None:
            self.serial = serial  # type: ignore[misc]
            self.ident = ident
            self.alive = ref(alive, ended)
            self.limit = self.most  # type: ignore[misc]
            self.lock: Any = RLock()  # type: ignore[misc]
            self.waiting = False
            self.written = allocate_lock()
            self.written.acquire()
            self.last_unwound = 0

    class NativeWriter(library.File, Writer):  # type: ignore[misc]
        """The writer with what it counts in C, where chunks of events are appended by the threads that fill them."""


def prepare(recorder: Recorder) -> None:
    """Makes a recorder a native one, before its first event."""
    recorder.kind = "native"
    recorder.make_state = NativeState
    recorder.make_writer = NativeWriter
    recorder.writer = recorder.new_writer()
    if recorder.encoder is not None:
        recorder.encoder = Encoder(recorder.options.values, list(recorder.options.redact))
        recorder.definitions.use(recorder.encoder)


class _Globals:
    """As much of a frame as Definitions.admit looks at, of one that does not run yet."""

    __slots__ = ("f_globals",)

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.f_globals = namespace


def hooks(recorder: Recorder) -> Any:
    """The hooks in C of a recorder."""
    definitions, encoder = recorder.definitions, recorder.encoder

    @unchecked
    def contained(error: BaseException, untold: bool = False) -> bool:
        """Whether an exception that arose in a callback is the recorder's own; it is noted, and goes no further."""
        if not is_ours(error):
            return False
        if untold or isinstance(error, KeyboardInterrupt):
            return True
        recorder.value_failures += 1
        if recorder.value_failures == 1 and type(error) is not RecursionError:
            text = f"something of some calls could not be recorded ({type(error).__name__}: {error})"
            recorder.problem("values-failed", text[:500])
        return True

    @unchecked
    def put_off(error: KeyboardInterrupt, begins: bool, code: CodeType, offset: int) -> object:
        """What is to end with the hook in which a Ctrl-C arrived; ``begins`` tells starts and resumes."""
        return interrupted(recorder, error, begins and (LOOKS_AFTER_START or delegates(code, offset)))

    # Our own files are known to be unwanted: the flusher's functions may be met first when there is no memory to ask.
    for name, module in list(sys.modules.items()):
        path = getattr(module, "__file__", None) if type(name) is str and name.startswith("tracehold.") else None
        if type(path) is str:
            recorder.filters.wanted(path)

    admit: Any = definitions.admit
    outer_site: Any = definitions.outer_site_at
    if sys.version_info < (3, 12):
        wanted = recorder.filters.wanted

        def admit(code: Any, namespace: dict[str, Any]) -> Any:
            # The thread is defined before the function, as sys.setprofile has it.
            if wanted(code.co_filename) and recorder.state_of_caller() is None:
                recorder.new_thread()
            return definitions.admit(code, _Globals(namespace))  # type: ignore[arg-type]

    if sys.version_info < (3, 11):

        def outer_site(frame: Any, _line: int) -> int:
            return definitions.outer_site(frame)

    return library.Hooks(
        encoder=encoder.native if isinstance(encoder, Encoder) else None,
        python_encoder=encoder,
        rich=recorder.rich,
        lean=recorder.lean,
        clock=None if recorder.clock is System.perf_counter_ns else recorder.clock,
        admit=admit,
        new_site=definitions.site_at,
        outer_site=outer_site,
        task=definitions.task,
        known_thread=recorder.state_of_caller,
        new_thread=recorder.new_thread,
        full=recorder.full,
        contained=contained,
        interrupted=put_off,
        files=recorder.filters.cache,
        disable=sys.monitoring.DISABLE if sys.version_info >= (3, 12) else None,
        file=recorder.writer,
        waiting=recorder.waiting(),
        forking=recorder.forking,
        most=NativeState.most,
        base=recorder.base_ns,
        sample=recorder.options.sample or (1 << 62),
        eager=recorder.origin in ("fork", "child"),
    )
