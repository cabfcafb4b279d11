"""Files, functions, call sites, threads and tasks: named once, referred to by number.

Everything here is bounded: entries of a code object go when it does, and the tables that merge equal definitions
stop growing at a limit (what comes after is defined again instead of merged).
"""

from __future__ import annotations

import sys
from _weakref import ref

from tracehold import _pack, _schema
from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._qualname import qualname_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any

    from tracehold._filters import FileFilter
    from tracehold._values import Encoder, Names

_MERGE_LIMIT = 20000
_GENERATOR, _COROUTINE, _ITERABLE_COROUTINE, _ASYNC_GENERATOR = 0x20, 0x80, 0x100, 0x200
_OPTIMIZED, _VARARGS, _VARKEYWORDS = 0x1, 0x4, 0x8
LIKE_GENERATOR = (
    _schema.FUNCTION_FLAG_GENERATOR | _schema.FUNCTION_FLAG_COROUTINE | _schema.FUNCTION_FLAG_ASYNC_GENERATOR
)
ASYNC = _schema.FUNCTION_FLAG_COROUTINE | _schema.FUNCTION_FLAG_ASYNC_GENERATOR


class Function:
    """What the recorder keeps of a recorded code object."""

    __slots__ = (
        "arguments",
        "code_bytes",
        "count",
        "file",
        "flags",
        "is_async",
        "is_generator",
        "keep_from",
        "names",
        "number",
        "optimized",
        "qualname",
        "sites",
        "weak",
    )

    def __init__(self, number: int, file: int, flags: int, qualname: str, arguments: int, names: Names | None) -> None:
        self.number = number
        self.file = file
        self.flags = flags
        self.qualname = qualname
        self.arguments = arguments
        self.names: Any = names
        self.optimized = bool(flags & _schema.FUNCTION_FLAG_OPTIMIZED)
        self.is_generator = bool(flags & LIKE_GENERATOR)
        self.is_async = bool(flags & ASYNC)
        #: Calls so far, and the count from which the next call keeps its values.
        self.count = 0
        self.keep_from = 0
        #: Site id by instruction offset of a call in this function.
        self.sites: dict[int, int] = {}
        self.code_bytes = b""
        self.weak: object = None


def _flags(code: CodeType, user: bool) -> int:
    bits = code.co_flags
    flags = 0
    for mask, flag in (
        (_GENERATOR, _schema.FUNCTION_FLAG_GENERATOR),
        (_COROUTINE | _ITERABLE_COROUTINE, _schema.FUNCTION_FLAG_COROUTINE),
        (_ASYNC_GENERATOR, _schema.FUNCTION_FLAG_ASYNC_GENERATOR),
        (_OPTIMIZED, _schema.FUNCTION_FLAG_OPTIMIZED),
        (_VARARGS, _schema.FUNCTION_FLAG_VAR_ARGS),
        (_VARKEYWORDS, _schema.FUNCTION_FLAG_VAR_KEYWORDS),
    ):
        if bits & mask:
            flags |= flag
    return flags | _schema.FUNCTION_FLAG_USER if user else flags


def _argument_count(code: CodeType) -> int:
    variadic = bool(code.co_flags & _VARARGS) + bool(code.co_flags & _VARKEYWORDS)
    return code.co_argcount + code.co_kwonlyargcount + variadic


def _names(code: CodeType) -> tuple[str, ...]:
    seen = code.co_varnames
    return seen + tuple(name for name in code.co_cellvars if name not in seen) + code.co_freevars


class Definitions:
    """Numbers what the events refer to; rows wait in lists until :meth:`take` packs them for a chunk."""

    def __init__(self, filters: FileFilter, encoder: Encoder | None) -> None:
        self.by_code: dict[int, Function] = {}
        self._filters = filters
        self._encoder = encoder
        self._numbers: dict[int, int] = {}
        self._files: dict[str, int] = {}
        self._merged: dict[object, int] = {}
        #: Site by instruction offset, by id of a code object that is not recorded (the reference guards against
        #: its recycling).
        self._outer_sites: dict[int, tuple[Any, dict[int, int]]] = {}
        self._tasks: dict[int, tuple[object, int]] = {}
        #: What waits to be written: the table and its row.
        self.rows: list[tuple[int, bytes]] = []

    def use(self, encoder: Encoder) -> None:
        """Another encoder, before the first definition."""
        self._encoder = encoder

    def _next(self, table: int) -> int:
        number = self._numbers.get(table, 0) + 1
        self._numbers[table] = number
        return number

    def file(self, filename: str) -> int:
        """Number of a file by ``co_filename``."""
        number = self._files.get(filename)
        if number is None:
            number = self._next(_schema.DEFINITION_FIELD_FILES)
            # First the row: a signal handler that raises in here must not leave a number without its definition.
            self.rows.append((_schema.DEFINITION_FIELD_FILES, _pack.array((number, self._filters.absolute(filename)))))
            if len(self._files) < _MERGE_LIMIT:
                self._files[filename] = number
        return number

    def admit(self, code: CodeType, frame: FrameType) -> Function | None:
        """The function of a code object met for the first time, or None when it is not recorded."""
        filename = code.co_filename
        if not self._filters.wanted(filename):
            return None
        file = self.file(filename)
        names = _names(code)
        count = _argument_count(code)
        flags = _flags(code, self._filters.is_user(self._filters.absolute(filename)))
        qualname = qualname_of(code, frame)
        # By dict's own method: the globals of exec may be a subclass.
        module = dict.get(frame.f_globals, "__name__")
        row = (
            file,
            code.co_name,
            qualname,
            code.co_firstlineno,
            flags,
            count,
            names,
            module if type(module) is str else "",
        )
        number = self._merged.get(row)
        if number is None:
            number = self._next(_schema.DEFINITION_FIELD_FUNCTIONS)
            self.rows.append((_schema.DEFINITION_FIELD_FUNCTIONS, _pack.array((number, *row))))
            if len(self._merged) < _MERGE_LIMIT:
                self._merged[row] = number
        known = (
            self._encoder.names(names, count, bool(flags & _schema.FUNCTION_FLAG_OPTIMIZED)) if self._encoder else None
        )
        function = Function(number, file, flags, qualname, count, known)
        key = id(code)
        # The entry must go with the code object: its address may be another's next.
        forget = self.by_code.pop

        def gone(_: object) -> None:
            forget(key, None)

        function.weak = ref(code, gone)
        self.by_code[key] = function
        return function

    def site(self, caller: FrameType, function: Function) -> int:
        """Number of the place in a recorded function where its frame stands now."""
        number = self._new_site(function.file, function.number, caller.f_lineno or 0, function.qualname)
        function.sites[caller.f_lasti] = number
        return number

    def outer_site(self, caller: FrameType) -> int:
        """Number of the place where a frame stands now whose function is not recorded."""
        code = caller.f_code
        known = self._outer_sites.get(id(code))
        if known is None or known[0]() is not code:
            if len(self._outer_sites) >= _MERGE_LIMIT:
                self._outer_sites.clear()
            known = self._outer_sites[id(code)] = (ref(code), {})
        sites = known[1]
        number = sites.get(caller.f_lasti)
        if number is None:
            number = self._new_site(self.file(code.co_filename), 0, caller.f_lineno or 0, qualname_of(code, caller))
            sites[caller.f_lasti] = number
        return number

    def site_at(self, function: Function, line: int) -> int:
        """Number of a line of a recorded function."""
        return self._new_site(function.file, function.number, line, function.qualname)

    def outer_site_at(self, code: CodeType, line: int) -> int:
        """Number of a line of a code object that is not recorded. From 3.11 on."""
        return self._new_site(self.file(code.co_filename), 0, line, code.co_qualname)  # type: ignore[attr-defined]

    def _new_site(self, file: int, function: int, line: int, qualname: str) -> int:
        key = (file, function, line, qualname)
        number = self._merged.get(key)
        if number is None:
            number = self._next(_schema.DEFINITION_FIELD_SITES)
            self.rows.append((_schema.DEFINITION_FIELD_SITES, _pack.array((number, *key))))
            if len(self._merged) < 4 * _MERGE_LIMIT:
                self._merged[key] = number
        return number

    def thread(self, serial: int, ident: int, native_id: int | None, name: str) -> None:
        """Defines or renames a thread."""
        self.rows.append((_schema.DEFINITION_FIELD_THREADS, _pack.array((serial, ident, native_id, name))))

    def task(self) -> int:
        """Number of the running asyncio task, 0 for none. Runs C code of asyncio only."""
        task = running_task()
        if task is None:
            return 0
        known = self._tasks.get(id(task))
        if known is not None and known[0]() is task:  # type: ignore[operator]
            return known[1]
        number = self._next(_schema.DEFINITION_FIELD_TASKS)
        self.rows.append((_schema.DEFINITION_FIELD_TASKS, _pack.array((number, *_task_names(task)))))
        if len(self._tasks) > _MERGE_LIMIT:
            self._tasks.clear()
        self._tasks[id(task)] = (ref(task), number)
        return number

    def pending(self) -> tuple[int, bytes]:
        """How many rows wait, and the payload of a definitions chunk with them."""
        count = len(self.rows)
        if not count:
            return 0, b""
        tables: dict[int, list[bytes]] = {}
        for table, row in self.rows[:count]:
            tables.setdefault(table, []).append(row)
        parts = [_pack.map_header(len(tables))]
        for table, packed in tables.items():
            parts += (_pack.integer(table), _pack.array_header(len(packed)), *packed)
        return count, b"".join(parts)

    def written(self, count: int) -> None:
        """The first rows were written: they wait no more."""
        del self.rows[:count]


def running_task() -> object | None:
    """The asyncio task that runs in this thread, without running Python code; None outside one."""
    module = sys.modules.get("_asyncio")
    if module is None:
        return None
    try:
        loop = module._get_running_loop()
        if loop is None:
            return None
        if sys.version_info >= (3, 12):
            task: object | None = module.current_task(loop)
            return task
        tasks: dict[object, object] = sys.modules["asyncio.tasks"]._current_tasks  # type: ignore[attr-defined]
        return tasks.get(loop)
    except (AttributeError, KeyError, TypeError, RuntimeError):
        return None


def _task_names(task: object) -> tuple[str, str | None]:
    """Name and qualname of the coroutine, read through the C type so that no subclass has a say."""
    base = getattr(sys.modules.get("_asyncio"), "Task", None)
    name, qualname = "", None
    try:
        name = str.__str__(base.get_name(task))  # type: ignore[union-attr]
        coroutine = base.get_coro(task)  # type: ignore[union-attr]
        if type(coroutine).__name__ == "coroutine":
            qualname = coroutine.__qualname__
    except (AttributeError, TypeError):
        return name, qualname
    return name, qualname


def thread_name(ident: int) -> str:
    """The name of a thread as ``threading`` knows it, read without asking the Thread object."""
    threading = sys.modules.get("threading")
    if threading is None:
        return "MainThread"
    try:
        name = threading._active[ident].__dict__.get("_name")  # type: ignore[attr-defined]
    except (AttributeError, KeyError):
        main = getattr(threading, "_main_thread", None)
        return "MainThread" if getattr(main, "_ident", None) == ident else f"thread-{ident}"
    return name if type(name) is str else ""
