"""Hashes of strings, by which a reader of a snapshot finds those with the same content.

Only exact str and bytes: their hashes are the interpreter's own, so no code of the program runs. They are made with a
secret of the process, which no file tells: from a hash nobody can guess a short secret by trying.
"""

from __future__ import annotations

from array import array

from tracehold import _schema
from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

#: In items: what is longer would hold up the walk.
LONGEST = 1 << 20
_MASK = (1 << 64) - 1


class Strings:
    """The columns of strings of a chunk."""

    def __init__(self) -> None:
        self._nodes = array("I")
        self._hashes = array("Q")

    def reader(self, cls: type) -> Callable[[Any, int], None] | None:
        """What is called with a string and its index in the chunk; None for other types."""
        if cls is str:
            return self._reader("".join, "")
        if cls is bytes:
            return self._reader(b"".join, b"")
        return None

    def _reader(self, join: Callable[[Any], Any], nothing: Any) -> Callable[[Any, int], None]:
        add_node, add_hash = self._nodes.append, self._hashes.append

        def add(value: Any, node: int) -> None:
            if 1 < len(value) <= LONGEST:
                add_node(node)
                # A copy is hashed: an object that was keeps its hash.
                add_hash(hash(join((value, nothing))) & _MASK)

        return add

    def columns(self) -> dict[int, array[int]]:
        """The columns themselves, to be emptied by whoever wrote them."""
        return {_schema.HEAP_NODE_FIELD_STRING_NODES: self._nodes, _schema.HEAP_NODE_FIELD_STRING_HASHES: self._hashes}
