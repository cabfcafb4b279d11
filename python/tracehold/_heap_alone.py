"""Has the calling thread run alone for a while: no other one runs Python code between two lines of it.

A thread that waits for the interpreter lock asks for it when the switch interval is over, and then the lock is given
up at the next jump or call. It reads the interval when it begins to wait. So a long interval keeps out those that begin
to wait later; those that wait already have to ask first, and to be made to wait again.
"""

from __future__ import annotations

import sys
from _functools import partial  # type: ignore[import-not-found]

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._system import System

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Not longer: on a busy machine somebody may ask late, and who loses the lock has to wait for that time, too.
ALONE_SECONDS = 1.0
#: For the moments in which the lock is given up, to get it back soon.
SOON_SECONDS = 0.0005
_MOST_ROUNDS = 20
#: Calls what it is given, in C.
_call: Any = partial.__call__
#: A program may have set any interval.
_LONGEST_HOLD_SECONDS = 0.05


def be_alone() -> None:
    """Returns when all others wait, for ALONE_SECONDS. The caller keeps the interval before, and sets it again."""
    hold = min(sys.getswitchinterval(), _LONGEST_HOLD_SECONDS)
    for _ in range(_MOST_ROUNDS if len(System.current_frames()) > 1 else 0):
        began = _have_all_ask(hold)
        _give_it_up_if_asked()
        if System.perf_counter_ns() - began < SOON_SECONDS * 1e9 / 2:
            break
        hold = SOON_SECONDS
    sys.setswitchinterval(ALONE_SECONDS)


def _have_all_ask(seconds: float) -> int:
    """Holds the lock for longer than that: whoever waits has asked by then, and waits long from then on.

    The clock at its end. One call into C: between two the interpreter would give up the lock, to get it back after
    ALONE_SECONDS.
    """
    clock = System.perf_counter_ns
    # By the time of this thread: what others take from it must not shorten the count.
    began = System.thread_time_ns()
    sum(range(10_000))
    once_ns = max(System.thread_time_ns() - began, 10_000)
    count = int(10_000 * 1.5 * seconds * 1e9 / once_ns) + 10_000
    switch = sys.setswitchinterval
    steps = (partial(switch, ALONE_SECONDS), partial(sum, range(count)), partial(switch, SOON_SECONDS), partial(clock))
    ended: int = [*map(_call, steps)][-1]
    return ended


def _give_it_up_if_asked() -> None:
    """The interpreter looks for that at each jump back."""
    for _ in range(20):
        pass


class not_alone:  # noqa: N801 -- it is used like a function
    """Within it others may run for some moments; after it, whoever was alone is so again."""

    def __enter__(self) -> None:
        self._before = sys.getswitchinterval()
        sys.setswitchinterval(min(self._before, SOON_SECONDS))

    def __exit__(self, *_: object) -> None:
        if self._before == ALONE_SECONDS:
            be_alone()
        else:
            sys.setswitchinterval(self._before)
