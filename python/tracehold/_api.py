"""``tracehold.record()``: recording a part of a program from inside it."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, Callable, Sequence, TypeVar

    Function = TypeVar("Function", bound=Callable[..., Any])


class Recording:
    """A block or function to record. ``path`` is the run folder once it began.

    As a context manager it records from enter to exit, in all threads; as a decorator, each call of the function.
    Where the process is being recorded already (``tracehold run``, an outer ``record()``) it adds nothing.
    """

    def __init__(self, arguments: Sequence[str], out: str | None, name: str) -> None:
        self._arguments = list(arguments)
        self._out = out
        self._name = name
        self._session: Any = None
        self.path: str | None = None

    def __enter__(self) -> Recording:
        from tracehold import _launch, _options, _session

        if _session.current() is not None:
            return self
        options, _ = _options.parse(self._arguments)
        _session.choose(options)  # Refuses before there is a folder.
        folder = _launch.make_folder(self._out or _launch.default_folder(self._name))
        session = _session.Session(options, folder, [self._name], "api")
        _launch.write_run_file(folder, options, [self._name])
        self.path = folder
        self._session = session
        session.begin()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.end("stop")

    def __call__(self, function: Function) -> Function:
        from functools import wraps

        @wraps(function)
        def recorded(*arguments: Any, **keywords: Any) -> Any:
            with Recording(self._arguments, self._out, function.__name__):
                return function(*arguments, **keywords)

        return recorded  # type: ignore[return-value]


def record(
    function: Callable[..., Any] | None = None,
    *,
    out: str | None = None,
    values: str = "attributes",
    sample: int | None = 1000,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    all: bool = False,  # noqa: A002
    redact: Sequence[str] = (),
    recorder: str = "auto",
    allocations: bool = False,
) -> Any:
    """Records a block (``with record():``) or a function (``@record`` or ``@record(...)``).

    ``out`` is the run folder to make (default ``.tracehold/<stamp>-<name>``), ``sample=None`` keeps the values of all
    calls, ``recorder`` is 'auto', 'pure' or 'native'; the rest is as on the command line
    (``python -m tracehold run --help``). Raises ValueError for a wrong option, RuntimeError where the recorder asked
    for cannot be had and OSError when the folder cannot be made, all on entering.
    """
    arguments = ["--values", values, "--sample", "off" if sample is None else str(sample), "--recorder", recorder]
    for flag, entries in (("--include", include), ("--exclude", exclude), ("--redact", redact)):
        for entry in entries:
            arguments += [flag, entry]
    if all:
        arguments.append("--all")
    if allocations:
        arguments.append("--allocations")
    recording = Recording(arguments, out, _program_name())
    return recording if function is None else recording(function)


def snapshot(label: str = "", *, out: str | None = None) -> str:
    """Writes a heap snapshot, all objects of this process and who holds them, and returns its path.

    It goes into the run folder where the process is being recorded, else into ``out`` (a folder to make; default
    ``.tracehold/<stamp>-<name>``). ``label`` names it. Nothing of the program is run. With the native library a copy
    of the process does the work: the program stands still for some milliseconds while it is made, and this thread
    until it is through. In pure Python, and where no copy can be made, the program stands still until all is written;
    in pure Python that takes some microseconds an object. Raises OSError when it cannot be written.
    """
    from tracehold import _heap, _launch, _options, _session

    session = _session.current()
    if session is not None:
        return session.snapshot(label, "api")
    name = _program_name()
    folder = _launch.make_folder(out or _launch.default_folder(name))
    _launch.write_run_file(folder, _options.Options(), [name])
    return _heap.take(folder, label)


def _program_name() -> str:
    name = os.path.basename(sys.argv[0]) if getattr(sys, "argv", None) and sys.argv[0] else "python"
    return name[:-3] if name.endswith(".py") else name
