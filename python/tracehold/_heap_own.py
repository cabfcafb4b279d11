"""What belongs to the shim itself, which is no part of the program's heap."""

from __future__ import annotations

import os
import sys
from array import array
from gc import get_referents

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._classes import ModuleType, class_dict, exact, module_dict, mro_of
from tracehold._definitions import thread_name
from tracehold._kinds import CellType, CodeType, FunctionType, MethodType, MethodWrapperType
from tracehold._system import System

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

_PACKAGE = "tracehold"
_NATIVE = "_tracehold_native"
_module_of = type.__dict__["__module__"].__get__
_FOLDER = os.path.dirname(os.path.abspath(__file__)) + os.sep
#: By identity: a class may have a __hash__ and an __eq__ of its own.
_CONTAINERS = frozenset(map(id, (list, tuple, set, frozenset)))


def _is_own_name(name: object) -> bool:
    text = exact(name, 200)
    return text == _PACKAGE or text.startswith(_PACKAGE + ".")


def _is_own_module(name: object, module: Any) -> bool:
    """By its name, or by its file: how a recording begins is called sitecustomize."""
    if type(module) is not ModuleType:
        return False
    names = module_dict(module)
    file = names.get("__file__") if type(names) is dict else None
    return _is_own_name(name) or exact(file, 4096).startswith(_FOLDER)


def is_native(cls: type) -> bool:
    """Whether it is a type of the recorder in C. Its dict has no ``__module__``, but ``type`` itself tells one."""
    return mro_of(cls) is not None and "__module__" not in class_dict(cls) and _module_of(cls) == _NATIVE  # type: ignore[arg-type]


class Own:
    """``ids`` of modules, functions, classes and objects of the shim, and of the containers that hold its state."""

    def __init__(self, *working: Any) -> None:
        """``working``: objects that do the walk, which no module holds."""
        self.ids: set[int] = set()
        self._globals: set[int] = set()
        #: Everything of ours is held while the walk goes on, so that no id comes again.
        self._held: list[Any] = []
        modules = [module for name, module in list(sys.modules.items()) if _is_own_module(name, module)]
        self._globals.update([id(module_dict(module)) for module in modules])
        for found in (*modules, *working):
            self._take(found)
        frame: Any = sys._getframe()
        while frame is not None:
            if id(frame.f_globals) in self._globals:
                self.ids.add(id(frame))
            frame = frame.f_back
        for part in (self, self.__dict__, self.ids, self._globals, self._held):
            self.ids.add(id(part))

    def take_functions(self, objects: list[Any]) -> None:
        """Ours that others hold: what stands in place of os._exit, for one."""
        for value in objects:
            if type(value) is FunctionType and id(value.__globals__) in self._globals:
                self._take(value)

    def _take(self, first: Any) -> None:
        todo = [first]
        while todo:
            value = todo.pop()
            if id(value) in self.ids:
                continue
            inside = self._parts(value)
            if inside is None:
                continue
            self.ids.add(id(value))
            self._held.append(value)
            todo += inside

    def _parts(self, value: Any) -> list[Any] | None:
        """What of a thing of ours may be ours as well; None for what is not ours."""
        kind = type(value)
        if kind is ModuleType:
            names = module_dict(value)
            return [names] if id(names) in self._globals else None
        if kind is FunctionType:
            if id(value.__globals__) not in self._globals:
                return None
            return [value.__code__, value.__closure__, value.__defaults__, value.__kwdefaults__]
        if mro_of(kind) is None:
            return None
        if any(base is type for base in mro_of(kind)):
            if not _is_own_name(class_dict(value).get("__module__")):
                return None
            # The proxy's referent is the dict itself.
            return [mro_of(value), *get_referents(class_dict(value))]
        if kind is dict:
            return [*dict.keys(value), *dict.values(value)]
        if id(kind) in _CONTAINERS:
            # The empty tuple is everybody's.
            return [*value] if value else None
        if kind is CodeType:
            return [value.co_consts, value.co_names, value.co_varnames, value.co_freevars, value.co_cellvars]
        if _is_own_name(class_dict(kind).get("__module__")):
            return get_referents(value)
        if id(kind) in _INNER:
            return get_referents(value)
        return None

    def frames(self) -> list[tuple[str, FrameType]]:
        """Running frames, innermost first, with the names of their threads; without those of ours."""
        found: list[tuple[str, Any]] = []
        for ident, top in System.current_frames().items():
            name = thread_name(ident)
            frame: Any = top
            while frame is not None:
                if id(frame.f_globals) not in self._globals:
                    found.append((name, frame))
                frame = frame.f_back
        return found


#: Made for whoever holds them, and looked at only where that is one of ours.
_INNER = frozenset(map(id, (CellType, MethodType, MethodWrapperType, array, staticmethod, classmethod, property)))
