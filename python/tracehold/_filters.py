"""Which files are recorded: a decision per file name, made once and remembered.

User code is everything but the standard library, site-packages and generated code (``<string>``); with roots,
only what lies below them. An installed package that was named, as ``-m`` names one, is user code, too. Excluding wins
over including; the shim itself is never recorded.
"""

from __future__ import annotations

import os
import sys

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Sequence

    from tracehold._options import Options

_OWN = os.path.dirname(os.path.abspath(__file__)) + os.sep
_LIBRARY_PARTS = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")


def _library_roots() -> tuple[str, ...]:
    """Folders of the standard library, as spelled and with links resolved, ending in a separator."""
    here = os.path.dirname(os.__file__)
    roots = {here, os.path.realpath(here), os.path.join(sys.exec_prefix, "lib", os.path.basename(here))}
    return tuple(root + os.sep for root in sorted(roots))


def glob_matches(pattern: str, path: str) -> bool:
    """Whether ``path`` matches a glob: ``**`` spans folders, ``*`` and ``?`` stay within one name.

    A pattern that does not begin with ``/`` (or a drive) may begin at any folder; every pattern also matches what
    lies below a folder that it names. Iterative, with one point to return to per kind of star (Kirk J. Krauss,
    "Matching Wildcards: An Algorithm", Dr. Dobb's 2008, with a second star that does not cross separators).
    """
    path = path.replace("\\", "/")
    pattern = pattern.replace("\\", "/").rstrip("/")
    if not pattern:
        return False
    anchored = pattern.startswith("/") or pattern[1:2] == ":"
    if anchored:
        return _match_from(pattern, path, 0)
    start = 0
    while True:
        if _match_from(pattern, path, start):
            return True
        start = path.find("/", start) + 1
        if start == 0:
            return False


def _match_from(pattern: str, path: str, start: int) -> bool:
    p, s = 0, start
    star_p = star_s = double_p = double_s = -1
    while True:
        if p == len(pattern) and (s == len(path) or path[s] == "/"):
            return True
        if p < len(pattern) and pattern.startswith("**", p):
            p += 2
            if pattern[p : p + 1] == "/":
                p += 1
            double_p, double_s = p, s
            star_p = -1
            continue
        if p < len(pattern) and pattern[p] == "*":
            p += 1
            star_p, star_s = p, s
            continue
        if p < len(pattern) and s < len(path) and (pattern[p] == path[s] or (pattern[p] == "?" and path[s] != "/")):
            p += 1
            s += 1
            continue
        if star_p >= 0 and star_s < len(path) and path[star_s] != "/":
            star_s += 1
            p, s = star_p, star_s
            continue
        if double_p >= 0 and double_s < len(path):
            double_s += 1
            p, s = double_p, double_s
            star_p = -1
            continue
        return False


class FileFilter:
    """``wanted(co_filename)`` says whether the code of a file is recorded; ``cache`` holds its answers."""

    def __init__(self, options: Options, cwd: str) -> None:
        self._all = options.all
        self._include = options.include
        self._exclude = options.exclude
        self._cwd = cwd
        self._roots = tuple(os.path.join(os.path.abspath(root), "") for root in options.roots)
        self._library = _library_roots()
        # A package is a folder, or a module of one file.
        names = [name for name in options.packages if name]
        self._packages = tuple(
            part + name + end for part in _LIBRARY_PARTS for name in names for end in (os.sep, ".py")
        )
        self.cache: dict[str, bool] = {}
        self._paths: dict[str, str] = {}

    def absolute(self, filename: str) -> str:
        """The path made absolute against the folder the program started in; synthetic names stay as they are."""
        # os.path is Python code, to be asked once: its builtins may be the program's later.
        path = self._paths.get(filename)
        if path is None:
            known = filename.startswith("<") or os.path.isabs(filename)
            path = filename if known else os.path.normpath(os.path.join(self._cwd, filename))
            if len(self._paths) > 100000:
                self._paths.clear()
            self._paths[filename] = path
        return path

    def is_user(self, path: str) -> bool:
        """Whether an absolute path is the user's own code by default."""
        if path.startswith("<"):
            return False
        if any(part in path for part in _LIBRARY_PARTS):
            return any(package in path for package in self._packages)
        return _below(path, self._roots) if self._roots else not _below(path, self._library)

    def wanted(self, filename: str) -> bool:
        """Whether code of ``co_filename`` is recorded."""
        answer = self.cache.get(filename)
        if answer is None:
            # Our own files are asked for by the flusher at any time, also while the program has other builtins.
            answer = not filename.startswith(_OWN) and self._decide(self.absolute(filename))
            if len(self.cache) > 100000:
                self.cache.clear()
            self.cache[filename] = answer
        return answer

    def _decide(self, path: str) -> bool:
        if path.startswith(_OWN):
            return False
        if any(glob_matches(pattern, path) for pattern in self._exclude):
            return False
        if self._all or self.is_user(path):
            return True
        return any(glob_matches(pattern, path) for pattern in self._include)


def _below(path: str, roots: Sequence[str]) -> bool:
    return any(path.startswith(root) for root in roots)
