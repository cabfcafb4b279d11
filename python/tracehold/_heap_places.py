"""Where objects have a place in the source: code, functions, frames, tracebacks, classes and modules."""

from __future__ import annotations

import sys
from array import array

from tracehold import _schema
from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._classes import ModuleType, class_dict, exact, module_dict, mro_of
from tracehold._kinds import CodeType, FrameType, FunctionType, TracebackType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Iterable

    from tracehold._heap_edges import Names

    Place = Callable[[Any], "tuple[str, int, str]"]

_LONGEST_PATH = 4096
_qualname: Callable[[type], object] = type.__dict__["__qualname__"].__get__


def _of_code(value: Any) -> tuple[str, int, str]:
    name = exact(getattr(value, "co_qualname", value.co_name), 200)
    return value.co_filename, value.co_firstlineno, name


def _of_function(value: Any) -> tuple[str, int, str]:
    code = value.__code__
    return code.co_filename, code.co_firstlineno, exact(value.__qualname__, 200)


def _of_frame(value: Any) -> tuple[str, int, str]:
    code = value.f_code
    return code.co_filename, value.f_lineno or 0, _of_code(code)[2]


def _of_traceback(value: Any) -> tuple[str, int, str]:
    code = value.tb_frame.f_code
    return code.co_filename, value.tb_lineno or 0, _of_code(code)[2]


def _file_of_module(name: str) -> str:
    module = sys.modules.get(name)
    return _of_module(module)[0] if type(module) is ModuleType else ""


def _of_module(value: Any) -> tuple[str, int, str]:
    names = module_dict(value)
    if type(names) is not dict:
        return "", 0, ""
    file = exact(names.get("__file__"), _LONGEST_PATH)
    if not file:
        # When its program has ended, __main__ has no __file__ any more.
        file = _file_of_functions(dict.values(names), names)
    return file, 0, exact(names.get("__name__"), 200)


def _file_of_functions(items: Iterable[Any], names: object) -> str:
    """The file of the first function of a module, or of its classes; '' where there is none."""
    for item in items:
        kind = type(item)
        if kind is FunctionType and item.__globals__ is names:
            return exact(item.__code__.co_filename, _LONGEST_PATH)
        if kind is type:
            for method in class_dict(item).values():
                if type(method) is FunctionType and method.__globals__ is names:
                    return exact(method.__code__.co_filename, _LONGEST_PATH)
    return ""


def _of_class(value: Any) -> tuple[str, int, str]:
    """The file of its module, and the line where it says so: from 3.13 on exactly, else that of its first method."""
    names = class_dict(value)
    line = names.get("__firstlineno__")
    file = _file_of_module(exact(names.get("__module__"), 200))
    if type(line) is not int:
        line = 0
        for item in names.values():
            if type(item) is FunctionType:
                first = item.__code__.co_firstlineno
                if item.__code__.co_filename == file and (line == 0 or first < line):
                    line = first
    return file, line, exact(_qualname(value), 200)


_READERS: dict[int, Place] = {
    id(CodeType): _of_code,
    id(FunctionType): _of_function,
    id(FrameType): _of_frame,
    id(TracebackType): _of_traceback,
    id(ModuleType): _of_module,
}


class Places:
    """Columns of the places of one chunk of nodes."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._nodes = array("I")
        self._files = array("I")
        self._lines = array("I")
        self._texts = array("I")

    def kind_of(self, cls: type) -> Place | None:
        """What tells the place of instances of a type."""
        found = _READERS.get(id(cls))
        if found is None and any(base is type for base in mro_of(cls)):
            return _of_class
        return found

    def of_class(self, cls: type) -> tuple[str | None, int]:
        """File and line of a class, as far as they are known."""
        file, line, _ = _of_class(cls)
        return file or None, line

    def add(self, place: Place, value: Any, node: int) -> None:
        file, line, name = place(value)
        if file:
            self._nodes.append(node)
            self._files.append(self._names.id(exact(file, _LONGEST_PATH)))
            self._lines.append(line if 0 < line < 1 << 32 else 0)
            self._texts.append(self._names.id(name))

    def columns(self) -> dict[int, array[int]]:
        """The columns themselves, to be emptied by whoever wrote them."""
        return {
            _schema.HEAP_NODE_FIELD_PLACE_NODES: self._nodes,
            _schema.HEAP_NODE_FIELD_PLACE_FILES: self._files,
            _schema.HEAP_NODE_FIELD_PLACE_LINES: self._lines,
            _schema.HEAP_NODE_FIELD_PLACE_NAMES: self._texts,
        }
