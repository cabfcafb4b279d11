"""A thread's raw events as one events chunk of columns (docs/format.md, "Events").

Raw events lie flat in one list, five entries each, because ``list.extend`` with a tuple is a single step under the
interpreter lock: whoever takes a prefix of the list takes whole events.

    kind, function id, time in clock ns, site, value or None
    site: None for exits; a site id for a plain call; else a Link
"""

from __future__ import annotations

from _operator import sub
from struct import pack

from tracehold import _pack, _schema
from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Sequence, Tuple

    #: site id, site id in the nearest recorded caller or -1, activation serial or 0, task id or -1.
    Link = Tuple[int, int, int, int]

STRIDE = 5


def _narrow(numbers: Sequence[int]) -> tuple[int, bytes]:
    """Bytes an entry, 1 to 8, and the little-endian column."""
    largest = max(numbers) if numbers else 0
    if largest < 0x100:
        return 1, bytes(numbers)
    width, code = (2, "H") if largest < 0x10000 else (4, "I") if largest < 0x100000000 else (8, "Q")
    return width, pack(f"<{len(numbers)}{code}", *numbers)


def events_payload(events: list[Any]) -> bytes:
    """The payload of an events chunk.

    ``events`` is the flat list described above, its times within 32 bits of each other. Work is linear and almost
    all of it in C.
    """
    values = [value for value in events[4::STRIDE] if value is not None]
    sites = [site for site in events[3::STRIDE] if site is not None]
    times = events[2::STRIDE]
    deltas = [0]
    deltas.extend(map(sub, times[1:], times))
    columns: dict[int, Sequence[int]] = {
        _schema.EVENT_FIELD_FUNCTIONS: events[1::STRIDE],
        _schema.EVENT_FIELD_DELTAS: deltas,
    }
    if tuple in set(map(type, sites)):
        _unlink(sites, columns)
    columns[_schema.EVENT_FIELD_SITES] = sites
    if values:
        columns[_schema.EVENT_FIELD_VALUE_LENGTHS] = list(map(len, values))
    kinds = bytes(events[0::STRIDE])
    parts = [b"", _pack.integer(_schema.EVENT_FIELD_KINDS), _pack.binary_header(len(kinds)), kinds]
    widths: dict[int, int] = {}
    for tag, numbers in columns.items():
        widths[tag], column = _narrow(numbers)
        parts += (_pack.integer(tag), _pack.binary_header(len(column)), column)
    entries = 2 + len(columns)
    if values:
        entries += 1
        joined = b"".join(values)
        parts += (_pack.integer(_schema.EVENT_FIELD_VALUES), _pack.binary_header(len(joined)), joined)
    parts += (_pack.integer(_schema.EVENT_FIELD_WIDTHS), _pack.value(widths))
    parts[0] = _pack.map_header(entries)
    return b"".join(parts)


def _unlink(sites: list[Any], columns: dict[int, Sequence[int]]) -> None:
    """Spreads the links among ``sites`` (replaced in place by their site ids) over their own columns."""
    user_sites: list[int] = []
    activations: list[int] = []
    tasks: list[int] = []
    for index, site in enumerate(sites):
        if type(site) is tuple:
            sites[index], user_site, activation, task = site
            if user_site >= 0:
                user_sites.append(user_site)
            if activation:
                activations.append(activation)
            if task >= 0:
                tasks.append(task)
    for tag, numbers in (
        (_schema.EVENT_FIELD_USER_SITES, user_sites),
        (_schema.EVENT_FIELD_ACTIVATIONS, activations),
        (_schema.EVENT_FIELD_TASKS, tasks),
    ):
        if numbers:
            columns[tag] = numbers


def first_too_late(events: list[Any]) -> int:
    """Index into ``events`` where a new chunk must begin because a delta does not fit 32 bits; 0 if none."""
    times = events[2::STRIDE]
    for index in range(1, len(times)):
        if times[index] - times[index - 1] >= 0x100000000:
            return index * STRIDE
    return 0
