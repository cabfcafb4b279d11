"""When a process takes snapshots by itself, every so often or when its memory has grown, and how many are kept."""

from __future__ import annotations

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

#: Snapshots that are kept. When there are more, every second one goes and the next come half as often: so those of a
#: program that runs for days still tell of all of it.
MOST = 32


class Schedule:
    """``every`` in seconds and ``growth`` in bytes; 0 for neither. Clocks are in nanoseconds.

    ``resident`` tells the memory of the process, which is asked for growth only; None where it cannot be known.
    """

    def __init__(self, every: float, growth: int, resident: Callable[[], int | None]) -> None:
        self._every_ns = int(every * 1e9)
        self._growth = growth
        self._ask = resident

    def begin(self, now: int) -> None:
        """From now on; also in a forked child, whose snapshots are its own."""
        self._stretch = 1
        self._due_ns = now + self._every_ns
        self._resident = self._resident_now()
        self._kept: list[str] = []

    @property
    def often_ns(self) -> int:
        """How often it should be asked, in nanoseconds: no more seldom than snapshots are wanted."""
        return self._every_ns or 1_000_000_000

    @property
    def is_blind(self) -> bool:
        """Whether it is to look at the memory, and cannot."""
        return bool(self._growth) and self._resident is None

    def _resident_now(self) -> int | None:
        return self._ask() if self._growth else None

    def due(self, now: int) -> str:
        """Why a snapshot is due, 'every' or 'growth', or ''."""
        if self._every_ns and now >= self._due_ns:
            return "every"
        if self._growth and self._resident is not None:
            bytes_now = self._resident_now()
            if bytes_now is not None and bytes_now - self._resident >= self._growth * self._stretch:
                return "growth"
        return ""

    def taken(self, path: str, began: int, ended: int) -> bool:
        """One was taken, or '' where it could not be. Whether it took longer than the time between two."""
        if path:
            self._kept.append(path)
        # What the walk itself needed, the interpreter may keep: that is no growth of the program's.
        self._resident = self._resident_now()
        wait = self._every_ns * self._stretch
        late = bool(wait) and ended - began > wait
        self._due_ns = (ended if late else began) + wait
        return late

    def too_many(self) -> list[str]:
        """Those that are to be deleted: every second one, but not the first and the last."""
        if len(self._kept) <= MOST:
            return []
        old = self._kept[1:-1:2]
        self._kept = [path for index, path in enumerate(self._kept[:-1]) if index % 2 == 0] + self._kept[-1:]
        self._stretch *= 2
        return old
